import type { AddressPlan } from "../../topology/plan/address-plan";
import { read, readFlag, readIfKnown, readKeys, readNumber, readText } from "./read-props";
import type { FabricRow, HostRow, ObservedResource, PortGroupRow, SegmentRow, SubinterfaceRow } from "./rows";

export function readFabric({ props }: ObservedResource): FabricRow | undefined {
  // Copied, because each read through the SDK's proxy is slow, and a plan is read often.
  const text = readIfKnown(() => JSON.stringify(read(props, "plan")) as string | undefined);
  if (text === undefined) return undefined;
  const plan = JSON.parse(text) as Partial<AddressPlan> | null;
  // Missing lists are reported by fabric-plan.
  const list = <T>(value: readonly T[] | null | undefined): readonly T[] =>
    Array.isArray(value) ? (value as readonly T[]) : [];
  return {
    kind: "fabric",
    plan: {
      subnets: list(plan?.subnets),
      ranges: list(plan?.ranges),
      addresses: list(plan?.addresses),
      networks: list(plan?.networks),
    },
  };
}

export function readHost({ name, urn, props }: ObservedResource): HostRow {
  return {
    kind: "host",
    urn,
    host: readText(props, "host") ?? name,
    nic: readText(props, "nic"),
    nics: readKeys(props, "nics").flatMap((key) => readText(props, "nics", key) ?? []),
    mtu: readNumber(props, "mtu"),
    docker: readText(props, "docker"),
    required: readText(props, "required"),
  };
}

export function readSegment({ urn, props }: ObservedResource): SegmentRow {
  return { kind: "segment", urn, vlan: readNumber(props, "vlan") };
}

/** Undefined while part of it is unknown. */
export function readSubinterface({ name, props }: ObservedResource): SubinterfaceRow | undefined {
  const [host, nic, link] = ["host", "nic", "link"].map((key) => readText(props, key));
  const [vlan, mtu] = ["vlan", "mtu"].map((key) => readNumber(props, key));
  if (host === undefined || nic === undefined || link === undefined || vlan === undefined) return undefined;
  return { kind: "subinterface", label: `VlanSubinterface "${name}"`, host, nic, vlan, link, mtu };
}

export function readPortGroup({ name, urn, props }: ObservedResource): PortGroupRow {
  return {
    kind: "port group",
    urn,
    name: readText(props, "name") ?? name,
    dedicated: readFlag(props, "dedicated") === true,
    macLearning: readFlag(props, "macLearning") === true,
  };
}
