import type { FabricInput } from "../../topology/schema/fabric-schema";
import { devInput } from "../support/dev-stack";

/** Four existing hosts with every kind of thing that the stack makes on a host. */
export function before(): FabricInput {
  return devInput((input) => {
    const key = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${"A".repeat(43)}`;
    const names = ["docker01", "docker02", "docker03", "docker04"];
    input.hosts = Object.fromEntries(
      names.map((name, index) => [
        name,
        {
          ...{ address: `192.168.1.${11 + index}`, nic: "ens33" },
          // Nothing listens there, so that not even a mistake of a test leaves this machine.
          vm: { kind: "existing", ssh: { host: `127.0.0.${11 + index}`, port: 1, hostKey: key } },
        },
      ]),
    );
    input.bridges = { nat: { network: "nat", subnet: "172.30.0.0/24", gateway: "172.30.0.1" } };
    Object.assign(input.segments["vlan10"] ?? {}, { shims: { docker01: "172.16.10.100" } });
    input.segments["iot"] = {
      network: "mac_net30",
      vlan: 30,
      subnet: "172.16.30.0/24",
      gateway: "172.16.30.1",
      hosts: ["docker01", "docker03"],
    };
    Object.assign(input.segments["vlan20"] ?? {}, { hosts: ["docker01", "docker02"] });
    const on = (host: string, attach: Record<string, string>): NonNullable<FabricInput["containers"]>[string] => ({
      host,
      image: "busybox",
      attach,
    });
    input.containers = {
      ...input.containers,
      near: { ...on("docker01", { vlan10: "172.16.10.12" }), healthcheck: { test: "true" } },
      both: {
        ...on("docker01", { flat: "172.22.16.12" }),
        ...{ bridges: { nat: "172.30.0.10" }, defaultGateway: "nat" },
        depends_on: { near: { condition: "service_healthy" } },
      },
      mover: { ...on("docker01", { flat: "172.22.16.13" }), depends_on: { bbox10: { condition: "service_healthy" } } },
      gone: on("docker02", { flat: "172.22.16.14" }),
      third: on("docker03", { flat: "172.22.16.15" }),
      leaver: on("docker04", { vlan10: "172.16.10.14" }),
      last: on("docker04", { flat: "172.22.16.16" }),
      iot1: on("docker01", { iot: "172.16.30.10" }),
      iot2: on("docker03", { iot: "172.16.30.11" }),
    };
  });
}

/** The same after an edit that moves, swaps, renames, removes, adds and renumbers at once. */
export function after(): FabricInput {
  const input = before();
  const { containers = {}, segments, registry } = input;
  const take = (name: string): NonNullable<FabricInput["containers"]>[string] => {
    const found = containers[name];
    if (found === undefined) throw new Error(`there is no container ${name}`);
    return found;
  };
  [take("bbox10").attach, take("bbox11").attach] = [take("bbox11").attach, take("bbox10").attach];
  take("mover").host = "docker02";
  take("leaver").host = "docker03";
  Reflect.deleteProperty(input.hosts, "docker04");
  containers["nearby"] = take("near");
  containers["heir"] = { ...take("gone"), host: "docker03" };
  take("both").depends_on = { nearby: { condition: "service_healthy" } };
  for (const name of ["near", "gone", "last", "iot1", "iot2"]) Reflect.deleteProperty(containers, name);
  delete segments["iot"];
  segments["cameras"] = {
    network: "mac_net40",
    vlan: 30,
    subnet: "172.16.40.0/24",
    gateway: "172.16.40.1",
    hosts: ["docker01", "docker03"],
  };
  containers["camera"] = { host: "docker03", image: "busybox", attach: { cameras: "172.16.40.10" } };
  Object.assign(segments["vlan20"] ?? {}, { subnet: "172.16.21.0/24", gateway: "172.16.21.1" });
  take("bbox20").attach = { vlan20: "172.16.21.20" };
  take("bbox21").attach = { vlan20: "172.16.21.21" };
  if (registry !== undefined) registry.port = 5001;
  return input;
}
