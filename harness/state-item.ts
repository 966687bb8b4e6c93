/** One property of something on a host: as planned, and as the host itself reports it. */
export interface StateItem extends Comparison {
  readonly host: string;
  readonly ok: boolean;
}

/** What is compared, before it is judged. */
export interface Comparison {
  /** Such as `link ens33.10`, `network mac_net10`, `container bbox10`. */
  readonly subject: string;
  readonly property: string;
  readonly desired: string;
  readonly observed: string;
  /** Default: whether both are the same. */
  readonly ok?: boolean;
}
