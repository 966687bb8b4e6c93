import { TOKENS } from "../../../components/tokens";
import { UNKNOWN, urnOf, type Resource } from "../analyze";
import * as make from "../resources";
import type { Case } from "./case";

const plan = make.fabric(make.planOf("Pulumi.dev.yaml"));
const open = { allowPromiscuous: true, allowForgedTransmits: true, allowMacChanges: false };
const ranges = [0, 10, 20].map((vlan) => ({ minVlan: vlan, maxVlan: vlan }));

function standard(props: Record<string, unknown> = {}): Resource {
  const type = "vsphere:index/hostPortGroup:HostPortGroup";
  return { type, name: "esx1", props: { name: "macvlan", vlanId: 4095, ...open, ...props } };
}

function distributed(props: Record<string, unknown> = {}, parent?: Resource): Resource {
  const type = "vsphere:index/distributedPortGroup:DistributedPortGroup";
  const below = parent === undefined ? {} : { parent: urnOf(parent.type, parent.name) };
  return { type, name: "trunk", props: { name: "macvlan", vlanRanges: ranges, ...open, ...props }, ...below };
}

function trunk(props: Record<string, unknown> = {}): Resource {
  const inputs = { kind: "distributed", name: "macvlan", macLearning: false, dedicated: true, ...props };
  return { type: TOKENS.trunkPortGroup, name: "fabric-vsphere-trunk", props: inputs };
}

const learning = trunk({ macLearning: true });

export const vsphere: readonly Case[] = [
  {
    rule: "port-group-security",
    good: [
      [plan, standard()],
      [plan, distributed()],
      [plan, learning, distributed({ allowPromiscuous: false }, learning)],
      // Not for the lab: an access port of something else.
      [plan, standard({ vlanId: 30, allowPromiscuous: false, allowForgedTransmits: false })],
      [distributed({ vlanRanges: [], vlanId: 7, allowForgedTransmits: false })],
    ],
    bad: [
      [/HostPortGroup "esx1" allowForgedTransmits: is not true/, [plan, standard({ allowForgedTransmits: false })]],
      [/DistributedPortGroup "trunk" allowPromiscuous: is not true/, [plan, distributed({ allowPromiscuous: false })]],
      [/allowPromiscuous: is not true/, [plan, trunk(), distributed({ allowPromiscuous: undefined }, trunk())]],
      [/allowForgedTransmits: is not true/, [learning, distributed({ allowForgedTransmits: undefined }, learning)]],
    ],
    unknown: [plan, standard({ allowForgedTransmits: UNKNOWN })],
  },
  {
    rule: "port-group-trunk",
    good: [
      [plan, standard()],
      [plan, distributed()],
      [plan, distributed({ vlanRanges: [{ minVlan: 1, maxVlan: 4094 }] })],
      [plan, standard({ vlanId: 10 })],
      [distributed({ vlanRanges: [{ minVlan: 99, maxVlan: 99 }] })],
    ],
    bad: [
      [/does not carry VLAN 20 of the plan/, [plan, distributed({ vlanRanges: ranges.slice(0, 2) })]],
      [
        /does not carry VLAN 10, VLAN 20 of the plan/,
        [plan, trunk(), distributed({ vlanRanges: [], vlanId: 10 }, trunk())],
      ],
    ],
    unknown: [plan, distributed({ vlanRanges: [{ minVlan: UNKNOWN, maxVlan: 20 }] })],
  },
  {
    rule: "dedicated-port-group",
    good: [[plan, trunk()], [trunk({ kind: "existing", dedicated: true })], [learning]],
    bad: [[/macvlan was there before/, [plan, trunk({ kind: "existing", dedicated: false })]]],
    unknown: [trunk({ kind: "existing", dedicated: true, name: UNKNOWN })],
    silent: true,
  },
];
