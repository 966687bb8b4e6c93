import type { ReportViolation, ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { parseAddress } from "../../topology/ip";
import { at, countAt, keysAt } from "../support/known";
import { TYPES } from "../support/types";

export const readableAddress: ResourceValidationPolicy = {
  name: "readable-address",
  description:
    "Addresses of networks and containers are addresses, because one that nobody can read is compared with none, and Docker refuses it only in the middle of an update.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Write the address without prefix length and leading zeros, such as 172.16.10.10 or fd00::a.",
  validateResource: (args, report) => {
    if (args.type === TYPES.network) checkNetwork(args, report);
    if (args.type === TYPES.container) checkContainer(args, report);
  },
};

function checkNetwork({ name, props }: ResourceValidationArgs, report: ReportViolation): void {
  for (let index = 0; index < countAt(props, "ipamConfigs"); index += 1) {
    const where = `docker.Network "${name}" ipamConfigs[${index}]`;
    checkAddress(`${where}.gateway`, at(props, "ipamConfigs", index, "gateway"), report);
    for (const key of keysAt(props, "ipamConfigs", index, "auxAddress")) {
      checkAddress(`${where}.auxAddress.${key}`, at(props, "ipamConfigs", index, "auxAddress", key), report);
    }
  }
}

function checkContainer({ name, props }: ResourceValidationArgs, report: ReportViolation): void {
  for (let index = 0; index < countAt(props, "networksAdvanced"); index += 1) {
    for (const [key, family] of [
      ["ipv4Address", 4],
      ["ipv6Address", 6],
    ] as const) {
      const value = at(props, "networksAdvanced", index, key);
      checkAddress(`docker.Container "${name}" networksAdvanced[${index}].${key}`, value, report, family);
    }
  }
}

function checkAddress(where: string, value: unknown, report: ReportViolation, family?: 4 | 6): void {
  if (typeof value !== "string" || value === "") return;
  const address = parseAddress(value);
  if (address !== undefined && (family ?? address.family) === address.family) return;
  report(
    `${where}: ${value} is no ${family === undefined ? "IP" : `IPv${family}`} address. Write it as 172.16.10.10 or fd00::a.`,
  );
}
