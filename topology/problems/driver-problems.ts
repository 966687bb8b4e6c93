import type { Problem } from "../../support/problem";
import { DRIVER_NAMES, DRIVERS, modesOf, neighbours } from "../drivers";
import type { SegmentConfiguration } from "../schema/fabric-schema";

/** Options that the segment's driver or mode does not have. */
export function findDriverProblems(path: string, segment: SegmentConfiguration): Problem[] {
  const { driver, mode = DRIVERS[driver].modes[0], shims, vlan, mtu } = segment;
  const problems: Problem[] = [];
  const modes = modesOf(driver);
  if (!modes.includes(mode)) {
    const owner = DRIVER_NAMES.find((name) => modesOf(name).includes(mode)) ?? "";
    const others = modes.length > 1 ? "one of " : "";
    const message = `${mode} is a mode of ${owner}, and the driver is ${driver}: use ${others}${modes.join(", ")}, or driver: ${owner}`;
    problems.push({ path: `${path}.mode`, message });
  } else if (Object.keys(shims).length > 0 && neighbours(mode) !== "reach") {
    const message = `in mode ${mode} a shim does not reach the containers: use mode ${DRIVERS[driver].modes[0]}`;
    problems.push({ path: `${path}.shims`, message });
  }
  if (vlan === undefined && mtu !== undefined) {
    const message = "the segment is untagged and has the MTU of its NICs: remove mtu, or give the segment a vlan";
    problems.push({ path: `${path}.mtu`, message });
  }
  return problems;
}
