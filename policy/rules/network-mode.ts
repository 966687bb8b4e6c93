import { defineRule } from "../support/define-rule";
import { resourcesOf } from "../support/looks-at";
import { hasFixedAddress } from "../support/read-container";
import { mapItems, read } from "../support/read-props";
import { TYPES } from "../support/types";

/** What the provider sets by default; the container leaves that network again before it joins its own. */
const DEFAULT_MODES: readonly unknown[] = [undefined, "", "bridge", "default"];

export const networkMode = defineRule({
  name: "network-mode",
  description:
    "A container with a fixed address sets no networkMode, because Docker then assigns it the first free address instead.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Remove networkMode; networksAdvanced is enough.",
  url: "https://github.com/kreuzwerker/terraform-provider-docker/issues/521",
  looksAt: resourcesOf(TYPES.container),
  check: ({ name, props }, report) => {
    const fixed = mapItems(props, "networksAdvanced", (index) => hasFixedAddress(props, "networksAdvanced", index));
    if (!fixed.includes(true)) return;
    const mode = read(props, "networkMode");
    if (DEFAULT_MODES.includes(mode)) return;
    report(`docker.Container "${name}" networkMode: ${String(mode)} makes Docker ignore the fixed address. Remove it.`);
  },
});
