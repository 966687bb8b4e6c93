import { messageOf } from "../../support/errors";
import { isAccepted, requireAccepted } from "./accept";
import type { Attached } from "./attach";
import { Refusal } from "./notes";
import { listOf, textOf, truthOf, type Raw } from "./raw";
import { REFUSED_KEYS, UNKNOWN_KEY } from "./refused-keys";
import { holdsSecret } from "./secrets";
import type { ServiceContext } from "./service-context";
import { SERVICE_RULES } from "./service-rules";

/** Keys that are read elsewhere. */
const ELSEWHERE = [
  "image",
  "build",
  "networks",
  "network_mode",
  "mac_address",
  "container_name",
  "cap_add",
  "cap_drop",
];

/** Capabilities that Docker gives to every container; here, a container has none but those that it names. */
const DOCKERS_OWN =
  "AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_CHROOT".split(
    " ",
  );

/** Limits of a container that has none in Compose: MiB, and processes. */
export const NO_LIMITS = { memory: 1024, pids: 512 };

/** A service as a container, without host and image. */
export function containerOf(service: Raw, attached: Extract<Attached, { keys: Raw }>, context: ServiceContext): Raw {
  const options: Raw[] = [];
  for (const [key, value] of Object.entries(service)) {
    if (ELSEWHERE.includes(key) || key.startsWith("x-") || value === null) continue;
    try {
      options.push(optionsOf(key, value, context));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      context.leave(key, messageOf(error));
    }
  }
  const own = Object.assign({}, ...options) as Raw;
  return { ...attached.keys, ...imagesOwnCommand(own), ...capabilitiesOf(service, context), ...NO_LIMITS, ...own };
}

function optionsOf(key: string, value: unknown, context: ServiceContext): Raw {
  if (key in REFUSED_KEYS) {
    const why = REFUSED_KEYS[key];
    if (why === undefined) return {};
    throw new Refusal(why);
  }
  const rule = SERVICE_RULES[key];
  if (rule === undefined) throw new Refusal(UNKNOWN_KEY);
  const options = requireAccepted(rule(value, context));
  if (holdsSecret(options, context.hidden))
    throw new Refusal("it holds a secret, which the stack file is not to have: pass it in `environment` or `files`");
  return options;
}

/** A container without a command would sleep. */
function imagesOwnCommand(own: Raw): Raw {
  return "command" in own || "entrypoint" in own || !isAccepted("command", null) ? {} : { command: null };
}

function capabilitiesOf(service: Raw, { leave }: ServiceContext): Raw {
  if (truthOf(service["privileged"])) return {};
  const [add, drop] = [service["cap_add"], service["cap_drop"]].map((value) => listOf(value).map(capability));
  const kept = drop?.includes("ALL") === true ? [] : DOCKERS_OWN.filter((each) => drop?.includes(each) !== true);
  if (add?.includes("ALL") === true) leave("cap_add", "ALL is what `privileged` is for: name those that it needs");
  const all = new Set([...kept, ...(add ?? []).filter((each) => each !== "ALL")]);
  return all.size === 0 ? {} : { capabilities: [...all].sort().map((each) => `CAP_${each}`) };
}

function capability(value: unknown): string {
  return (textOf(value) ?? "").toUpperCase().replace(/^CAP_/, "");
}
