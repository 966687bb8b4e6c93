import { join } from "node:path";

/** The project's folder: commands may be run from anywhere. */
export const PROJECT_ROOT = join(__dirname, "..");
