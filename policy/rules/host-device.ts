import { defineRule } from "../support/define-rule";
import { resourcesOf } from "../support/looks-at";
import { readEach, readText } from "../support/read-props";
import { TYPES } from "../support/types";

export const hostDevice = defineRule({
  name: "host-device",
  description: "A container has only harmless devices of its host, because a disk or memory device is a way out of it.",
  enforcementLevel: "advisory",
  severity: "medium",
  remediationSteps: "Remove the device, or add it to the setting of the rule.",
  settings: {
    harmless: {
      type: "array",
      items: { type: "string" },
      default: [
        "/dev/net/tun",
        "/dev/fuse",
        "/dev/ppp",
        "/dev/tty*",
        "/dev/serial/*",
        "/dev/dri*",
        "/dev/snd*",
        "/dev/video*",
      ],
      description: "Devices to allow; a `*` at the end stands for anything.",
    },
  },
  looksAt: resourcesOf(TYPES.container),
  check: ({ name, props }, report, { settings: { harmless } }) => {
    const isHarmless = (path: string): boolean =>
      harmless.some((each) => (each.endsWith("*") ? path.startsWith(each.slice(0, -1)) : path === each));
    const paths = readEach(props, "devices", (at) => readText(props, "devices", at, "hostPath") ?? "");
    for (const path of paths.filter((each) => each !== "" && !isHarmless(each))) {
      report(`docker.Container "${name}" devices: ${path} may lead out of the container. Remove it, or allow it.`);
    }
  },
});
