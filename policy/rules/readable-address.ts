import type { ReportViolation, ResourceValidationArgs } from "@pulumi/policy";
import { parseAddress } from "../../topology/ip";
import { defineRule } from "../support/define-rule";
import { resourcesOf } from "../support/looks-at";
import { FAMILIES } from "../support/read-container";
import { countItems, read, readKeys } from "../support/read-props";
import { TYPES } from "../support/types";

export const readableAddress = defineRule({
  name: "readable-address",
  description:
    "Addresses of networks and containers must be valid IP addresses, because any other text cannot be compared, and Docker rejects it only in the middle of an update.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Write the address without prefix length and leading zeros, such as 172.16.10.10 or fd00::a.",
  looksAt: resourcesOf(TYPES.network, TYPES.container),
  check: (resource, report) => {
    if (resource.type === TYPES.network) checkNetwork(resource, report);
    else checkContainer(resource, report);
  },
});

function checkNetwork({ name, props }: ResourceValidationArgs, report: ReportViolation): void {
  for (let index = 0; index < countItems(props, "ipamConfigs"); index += 1) {
    const where = `docker.Network "${name}" ipamConfigs[${index}]`;
    checkAddress(`${where}.gateway`, read(props, "ipamConfigs", index, "gateway"), report);
    for (const key of readKeys(props, "ipamConfigs", index, "auxAddress")) {
      checkAddress(`${where}.auxAddress.${key}`, read(props, "ipamConfigs", index, "auxAddress", key), report);
    }
  }
}

function checkContainer({ name, props }: ResourceValidationArgs, report: ReportViolation): void {
  for (let index = 0; index < countItems(props, "networksAdvanced"); index += 1) {
    for (const { key, family } of FAMILIES) {
      const value = read(props, "networksAdvanced", index, key);
      checkAddress(`docker.Container "${name}" networksAdvanced[${index}].${key}`, value, report, family);
    }
  }
}

function checkAddress(where: string, value: unknown, report: ReportViolation, family?: 4 | 6): void {
  if (typeof value !== "string" || value === "") return;
  const address = parseAddress(value);
  if (address !== undefined && (family ?? address.family) === address.family) return;
  const wanted = family === undefined ? "IP" : `IPv${family}`;
  report(`${where}: ${value} is not a valid ${wanted} address. Write it as 172.16.10.10 or fd00::a.`);
}
