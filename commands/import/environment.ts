import { entriesOf, isMap, pairsOf, textOf, type Raw } from "./raw";
import { isSecret, isSecretName } from "./secrets";
import type { ServiceContext } from "./service-context";

/** Variables of the environment; what looks like a secret becomes one. */
export function environmentOf(value: unknown, context: ServiceContext): Raw {
  const { file, hidden, leave, secretOf } = context;
  const entries = pairsOf(value).flatMap(([name, given]) => {
    const text = given === undefined || given === null ? file.variables.values[name] : textOf(given);
    if (text === undefined) {
      leave(`environment.${name}`, "it comes from whoever starts it, and is not set here: write its value");
      return [];
    }
    const isOpen = text === "" && isSecretName(name) && isVariable(name, context);
    return [[name, isOpen || isSecret(name, text, hidden) ? secretOf(name) : text] as const];
  });
  return entries.length === 0 ? {} : { environment: Object.fromEntries(entries) };
}

/** Whether a value is a variable of the shell's, which may not be set here. */
function isVariable(name: string, { file, service }: ServiceContext): boolean {
  const [, written] = entriesOf(file.written["services"]).find(([key]) => key === service) ?? [];
  const pairs = isMap(written) ? pairsOf(written["environment"]) : [];
  return pairs.some(([key, value]) => key === name && textOf(value)?.includes("$") === true);
}
