import { z } from "zod";
import { inventoryName } from "./primitives";

const macLearning = z
  .boolean()
  .default(false)
  .describe(
    "Whether MAC learning is enabled, which makes promiscuous mode unnecessary. The provider cannot enable it: do so in vCenter.",
  );

const macChanges = z.boolean().default(false);

const standard = z
  .strictObject({
    kind: z.literal("standard"),
    name: inventoryName.describe("Name of the port group."),
    switch: inventoryName.describe("The standard switch, which every ESXi host in `esxi` has."),
    esxi: z.array(inventoryName).min(1).describe("The ESXi hosts that get the port group."),
    macChanges: macChanges.describe("Whether a guest may change the MAC of its own NIC, which macvlan does not need."),
  })
  .describe(
    "A port group that the stack creates on a standard switch of each ESXi host: a trunk, promiscuous, accepting forged transmits.",
  );

const distributed = z
  .strictObject({
    kind: z.literal("distributed"),
    name: inventoryName.describe("Name of the port group."),
    switch: inventoryName.describe("The distributed switch."),
    macLearning,
    macChanges: macChanges.describe(
      "Whether a guest may change the MAC of its own NIC. Macvlan does not need it. On a distributed switch, false keeps the setting of the switch, because the provider never sends false.",
    ),
  })
  .describe("A port group that the stack creates on a distributed switch: a trunk of exactly the VLANs of the plan.");

const existing = z
  .strictObject({
    kind: z.literal("existing"),
    name: inventoryName.describe("Name of the port group."),
    switch: inventoryName
      .exactOptional()
      .describe("The distributed switch, required if several have a port group of that name. Default: the only one."),
    macLearning,
    dedicated: z
      .boolean()
      .default(false)
      .describe("Whether only this lab uses it. Every machine on a promiscuous port group sees all frames."),
  })
  .describe("An existing port group, which the stack checks and never changes.");

/** The port group that the machines on vSphere are connected to. */
export const portGroup = z
  .discriminatedUnion("kind", [standard, distributed, existing])
  .describe("The port group that carries the machines' traffic.");
