import type { Problem } from "../../support/problem";
import type { Topology } from "../model/topology";
import { requirementsOf } from "./find-requirements";
import { enginesText, meets } from "./requirement";

/** Requirements that a lab guest cannot meet with the engine that the configuration gives it. */
export function findOldEngines(topology: Topology): Problem[] {
  const engines = new Map(
    topology.hosts.flatMap(({ name, vm }) => (vm.kind === "lab" && vm.docker !== undefined ? [[name, vm.docker]] : [])),
  );
  return requirementsOf(topology).flatMap((requirement) => {
    const { host, path, reason, alternative } = requirement;
    const engine = engines.get(host);
    // Only the major version is known, so the newest engine of that series has to be too old.
    if (engine === undefined || meets(`${engine}.999`, requirement)) return [];
    const message =
      `needs ${enginesText(requirement)} on ${host}, whose guest runs Docker ${engine} (hosts.${host}.vm.docker): ` +
      `${reason}: choose a newer engine there, or ${alternative}`;
    return [{ path, message }];
  });
}
