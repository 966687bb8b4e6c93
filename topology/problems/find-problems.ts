import type { Problem } from "../../support/problem";
import type { FabricConfiguration } from "../schema/fabric-schema";
import { findBridgeProblems } from "./bridge-problems";
import { findContainerProblems } from "./container-problems";
import { findDependencyProblems } from "./dependency-problems";
import { findHostProblems } from "./host-problems";
import { findImageProblems } from "./image-problems";
import { findLinkNameProblems } from "./link-name-problems";
import { findParentProblems } from "./parent-problems";
import { findRegistryProblems } from "./registry-problems";
import { findRouterProblems } from "./router-problems";
import { findSegmentProblems } from "./segment-problems";
import { findTestProblems } from "./test-problems";
import { findUnknownName } from "./unknown-name";
import { findVsphereProblems } from "./vsphere-problems";

/** References to nothing, and what Linux, Docker or vSphere would refuse or misread. */
export function findProblems(configuration: FabricConfiguration): Problem[] {
  return [
    ...findHostProblems(configuration),
    ...findVsphereProblems(configuration),
    ...findParentProblems(configuration),
    ...findSegmentProblems(configuration),
    ...findLinkNameProblems(configuration),
    ...findBridgeProblems(configuration),
    ...findRouterProblems(configuration),
    ...findRegistryProblems(configuration),
    ...findImageProblems(configuration),
    ...findContainerProblems(configuration),
    ...findDependencyProblems(configuration),
    ...findTestProblems(configuration),
    ...findForeignProblems(configuration),
  ];
}

function findForeignProblems({ foreign, segments }: FabricConfiguration): Problem[] {
  return Object.entries(foreign).flatMap(([name, entry]) => {
    if (entry.kind !== "dhcp" || entry.segment === undefined) return [];
    return findUnknownName(`foreign.${name}.segment`, "segment", entry.segment, segments);
  });
}
