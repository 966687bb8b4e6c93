import { join } from "node:path";

/** The project's folder: commands run from anywhere. */
export const PROJECT_ROOT = join(__dirname, "..");
