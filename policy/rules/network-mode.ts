import type { ResourceValidationPolicy } from "@pulumi/policy";
import { at, countAt, textAt } from "../support/known";
import { onType } from "../support/on-type";
import { TYPES } from "../support/types";

/** What the provider fills in by itself; a container leaves that network again before it joins its own. */
const DEFAULT_MODES: readonly unknown[] = [undefined, "", "bridge", "default"];

export const networkMode: ResourceValidationPolicy = {
  name: "network-mode",
  description:
    "A container with a fixed address sets no networkMode, because Docker then gives it the first free address instead.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Remove networkMode; networksAdvanced alone decides.",
  url: "https://github.com/kreuzwerker/terraform-provider-docker/issues/521",
  validateResource: onType(TYPES.container, ({ name, props }, report) => {
    const fixed = Array.from({ length: countAt(props, "networksAdvanced") }, (_, index) =>
      ["ipv4Address", "ipv6Address"].some((key) => textAt(props, "networksAdvanced", index, key) !== undefined),
    );
    if (!fixed.includes(true)) return;
    const mode = at(props, "networkMode");
    if (DEFAULT_MODES.includes(mode)) return;
    report(`docker.Container "${name}" networkMode: ${String(mode)} makes Docker ignore the fixed address. Remove it.`);
  }),
};
