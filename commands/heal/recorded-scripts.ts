import { z } from "zod";
import type { Session } from "../session";
import { readState, type State } from "../state";
import type { Repair } from "./plan-repairs";

type Resources = NonNullable<State["deployment"]["resources"]>;

/** The scripts of the repairs. Only those that hold a secret take a second look at the state, with its secrets. */
export async function scriptsOf(
  repairs: readonly Repair[],
  resources: Resources,
  session: Session,
): Promise<Map<string, string>> {
  const plain = recordedScripts(resources);
  if (repairs.every((repair) => repair.kind !== "script" || plain.has(repair.name))) return plain;
  const { state } = await readState(session, "--show-secrets");
  return recordedScripts(state.deployment.resources ?? []);
}

/** The scripts that the state has, as they run on a host, by the resource's name without the fabric's. */
function recordedScripts(resources: Resources): Map<string, string> {
  return new Map(
    resources.flatMap(({ urn, type, inputs }) => {
      const script = plainText(inputs?.["stdin"]);
      if (type !== "command:remote:Command" || script === undefined) return [];
      return [[localName(urn), script] as const];
    }),
  );
}

/** A text of the state, also one that the engine has decrypted. */
function plainText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  const { success, data } = DECRYPTED.safeParse(value);
  const text: unknown = success ? JSON.parse(data.plaintext) : undefined;
  return typeof text === "string" ? text : undefined;
}

const DECRYPTED = z.object({ plaintext: z.string() });

/** A resource's name without the fabric's in front. */
export function localName(urn: string): string {
  return (urn.split("::").at(-1) ?? "").replace(/^[^-]+-/, "");
}
