import type { Lab } from "../lab";
import type { Random } from "../random";

/** Changes a topology. What depends on the change is settled afterwards. @throws Misfit when there is nothing to change */
export type Edit = (lab: Lab, random: Random) => void;

/** Edits by their names. */
export type Edits = Readonly<Record<string, Edit>>;
