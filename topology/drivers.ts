/** What the code has to know about a driver of Docker networks on layer 2; nothing else tells drivers apart. */
export interface Driver {
  /** The modes that the product supports; the first is the default. */
  readonly modes: readonly string[];
  /** The network option that holds the mode. */
  readonly modeOption: string;
  /** Whether every container has a MAC of its own on the wire; otherwise they all have the carrier's. */
  readonly ownMacs: boolean;
  /** Type of a host's own link beside its containers, as `ip link add … type` takes it. */
  readonly linkType: string;
}

/** The modes of both drivers in which neighbours on one host reach each other, and a host shim reaches them. */
const NEIGHBOURLY = ["bridge", "l2"];

export const DRIVERS = {
  macvlan: { modes: ["bridge", "private", "vepa"], modeOption: "macvlan_mode", ownMacs: true, linkType: "macvlan" },
  ipvlan: { modes: ["l2"], modeOption: "ipvlan_mode", ownMacs: false, linkType: "ipvlan" },
} as const satisfies Readonly<Record<string, Driver>>;

export type DriverName = keyof typeof DRIVERS;

export const DRIVER_NAMES = Object.keys(DRIVERS) as [DriverName, ...DriverName[]];

/** Any mode of any driver. */
export type DriverMode = (typeof DRIVERS)[DriverName]["modes"][number];

/** The modes of a driver. */
export function modesOf(driver: DriverName): readonly DriverMode[] {
  return DRIVERS[driver].modes;
}

/** What a mode means for two containers of a segment on one host: `switch`: the network outside decides. */
export function neighbours(mode: string): "reach" | "apart" | "switch" {
  if (NEIGHBOURLY.includes(mode)) return "reach";
  return mode === "private" ? "apart" : "switch";
}
