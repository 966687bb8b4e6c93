import { container } from "../../topology/schema/container-schema";
import { Refusal } from "./notes";
import type { Raw } from "./raw";

const SHAPE: Readonly<
  Record<string, { safeParse: (value: unknown) => { error?: { issues: readonly { message: string }[] } } }>
> = container.shape;

/** Whether a container may have this value under this key. */
export function isAccepted(key: string, value: unknown): boolean {
  return SHAPE[key]?.safeParse(value).error === undefined && key in SHAPE;
}

/** The options that containers have. @throws Refusal for one that none has, or not with this value */
export function requireAccepted(options: Raw): Raw {
  for (const [key, value] of Object.entries(options)) {
    const schema = SHAPE[key];
    if (schema === undefined) throw new Refusal("containers of a stack have no such option");
    const [issue] = schema.safeParse(value).error?.issues ?? [];
    if (issue !== undefined) throw new Refusal(issue.message);
  }
  return options;
}
