import { DRIVERS, type DriverName } from "../../topology/drivers";
import { defineRule } from "../support/define-rule";
import { resourcesOf } from "../support/looks-at";
import { read, readKeys, readText } from "../support/read-props";
import { isLayer2, TYPES } from "../support/types";

/** Modes of the drivers, with those that the configuration of a fabric does not offer. */
const MODES: Readonly<Record<DriverName, readonly string[]>> = {
  macvlan: [...DRIVERS.macvlan.modes, "passthru"],
  ipvlan: [...DRIVERS.ipvlan.modes, "l3", "l3s"],
};

const FURTHER_OPTIONS: Readonly<Record<DriverName, readonly string[]>> = { macvlan: [], ipvlan: ["ipvlan_flag"] };

/** What Docker itself reads from the options of any network (`netlabel` in moby's libnetwork). */
const COMMON_OPTIONS = ["enable_ipv4", "enable_ipv6", "advertise_addr_nmsgs", "advertise_addr_ms"].map(
  (name) => `com.docker.network.${name}`,
);

export const macvlanOptions = defineRule({
  name: "macvlan-options",
  description:
    "A layer-2 network has only options and modes that its driver knows, because Docker silently ignores an unknown option, so that a typo changes the network, and refuses an unknown mode only during the update.",
  enforcementLevel: "mandatory",
  severity: "medium",
  remediationSteps: "Remove the option, or use one that the message lists.",
  looksAt: resourcesOf(TYPES.network),
  check: ({ name, props }, report) => {
    const driver = read(props, "driver");
    if (!isLayer2(driver)) return;
    const { modeOption } = DRIVERS[driver];
    const own = ["parent", modeOption, ...FURTHER_OPTIONS[driver]];
    const label = `docker.Network "${name}" options`;
    for (const key of readKeys(props, "options")) {
      if (own.includes(key) || COMMON_OPTIONS.includes(key)) continue;
      report(`${label}.${key}: not an option of ${driver}. Remove it, or use ${own.join(" or ")}.`);
    }
    const mode = readText(props, "options", modeOption);
    if (mode === undefined || MODES[driver].includes(mode)) return;
    report(`${label}.${modeOption}: ${mode} is not a mode of ${driver}. Use ${MODES[driver].join(" or ")}.`);
  },
});
