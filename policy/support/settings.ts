import type { ResourceValidationArgs } from "@pulumi/policy";

/** The settings of a rule: what the pack's configuration gives, and the defaults for what it leaves out. */
export function settingsOf<T extends object>(args: ResourceValidationArgs, defaults: T): T {
  return { ...defaults, ...args.getConfig<Partial<T>>() };
}
