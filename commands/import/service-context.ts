import type { ComposeFile } from "./compose-file";
import type { Raw } from "./raw";

/** What the rules for the keys of a service know beside the value. */
export interface ServiceContext {
  readonly file: ComposeFile;
  /** Its key in the file, and what it is called here. */
  readonly service: string;
  readonly container: string;
  /** Values of secrets that variables have put into the file. */
  readonly hidden: readonly string[];
  /** What the services of the file that are taken over are called here. */
  readonly names: ReadonlyMap<string, string>;
  /** Whether a path of the file is that of a file, on this machine. */
  readonly isFile: (path: string) => boolean;
  /** A path of the file as it is seen from the stack file. */
  readonly fromStack: (path: string) => string;
  /** Notes what is not taken over. @param path below the service, such as `environment.TZ` */
  readonly leave: (path: string, why: string) => void;
  /** The secret that a variable becomes. */
  readonly secretOf: (name: string) => { readonly secret: string };
}

/** What a key of a service becomes: keys of a container. @throws Refusal */
export type Rule = (value: unknown, context: ServiceContext) => Raw;
