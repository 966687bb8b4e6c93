/** What the user has to know about one place of a Compose file. */
export interface Note {
  /** The file as it was given. */
  readonly file: string;
  /** Such as `services.web.ports`. */
  readonly path: string;
  /** Why, and what to do. */
  readonly text: string;
}

/** Something that cannot be taken over: why, and what to do. */
export class Refusal extends Error {}

/** What the import tells the user. */
export class Notes {
  /** Not taken over. */
  readonly left: Note[] = [];
  /** What Compose leaves to Docker, and the import has decided. */
  readonly chosen: Note[] = [];
}
