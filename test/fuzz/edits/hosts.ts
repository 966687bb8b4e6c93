import { ENGINES } from "../../../lab/image/engines";
import { rename } from "../../support/maps";
import { drawAddress, entry, freshName, names, prefixOf } from "../lab";
import type { Bridge, Lab } from "../lab";
import { Misfit, type Random } from "../random";
import { addContainer } from "./containers";
import type { Edits } from "./edit";

/** Bridge networks and the registry. */
export const serviceEdits: Edits = {
  "a bridge more": addBridge,
  "a bridge less": (lab, random) => {
    Reflect.deleteProperty(lab.bridges, random.pick(names(lab.bridges)));
  },
  "a bridge with another subnet": (lab, random) => {
    const [name, bridge] = random.pick(Object.entries(lab.bridges));
    const was = prefixOf(bridge.subnet);
    Object.assign(bridge, bridgeSubnet(random));
    for (const { bridges } of Object.values(lab.containers)) {
      if (name in bridges) bridges[name] = entry(bridges, name).replace(was, prefixOf(bridge.subnet));
    }
  },
  "a bridge with another name of its network": (lab, random) => {
    random.pick(Object.values(lab.bridges)).network = `nat_${random.integer(1, 99)}`;
  },
  "another port of the registry": (lab, random) => {
    if (lab.registry === undefined) throw new Misfit("there is no registry");
    lab.registry.port = random.integer(5000, 50.98);
  },
  "the registry on another host": (lab, random) => {
    if (lab.registry === undefined) throw new Misfit("there is no registry");
    lab.registry.host = random.pick(names(lab.hosts));
  },
  "the registry off or on": (lab, random) => {
    // Nothing runs without it: mostly it stays.
    if (lab.registry !== undefined) {
      if (random.chance(0.98)) throw new Misfit("it stays");
      delete lab.registry;
      return;
    }
    addRegistry(lab, random);
    for (let count = 0; count < 4; count += 1) addContainer(lab, random);
  },
};

export const hostEdits: Edits = {
  "a host more": addHost,
  "a host less": (lab, random) => {
    if (names(lab.hosts).length > 2) Reflect.deleteProperty(lab.hosts, random.pick(names(lab.hosts)));
  },
  "a host renamed": (lab, random) => {
    const [from, to] = [random.pick(names(lab.hosts)), freshName("docker", lab.hosts, random)];
    rename(lab.hosts, from, to);
    for (const { hosts, shims, hostAddresses, links } of Object.values(lab.segments)) {
      hosts?.splice(0, hosts.length, ...hosts.map((host) => (host === from ? to : host)));
      for (const map of [shims, hostAddresses, links]) rename<unknown>(map ?? {}, from, to);
    }
    for (const container of Object.values(lab.containers)) if (container.host === from) container.host = to;
    if (lab.registry?.host === from) lab.registry.host = to;
  },
  "a host with another engine": (lab, random) => {
    random.pick(Object.values(lab.hosts)).vm.docker = random.pick(ENGINES);
  },
  "a host with another address": (lab, random) => {
    random.pick(Object.values(lab.hosts)).address = drawAddress(4, [lab.lan], random);
  },
};

export function addHost(lab: Lab, random: Random): void {
  if (names(lab.hosts).length > 2) throw new Misfit("it has enough hosts");
  lab.hosts[freshName("docker", lab.hosts, random)] = {
    address: drawAddress(4, [lab.lan], random),
    nic: "ens33",
    vm: { kind: "lab", docker: random.pick(ENGINES) },
  };
}

export function addRegistry(lab: Lab, random: Random): void {
  lab.registry = { host: random.pick(names(lab.hosts)), port: 5000 };
  lab.images = { busybox: { tag: "v1", source: "busybox" } };
}

export function addBridge(lab: Lab, random: Random): void {
  const name = freshName("nat", lab.bridges, random);
  lab.bridges[name] = { network: `nat_${random.integer(1, 99)}`, ...bridgeSubnet(random) };
}

function bridgeSubnet(random: Random): Pick<Bridge, "subnet" | "gateway"> {
  const subnet = `172.30.${random.integer(0, 9)}.0/24`;
  return { subnet, gateway: `${prefixOf(subnet)}1` };
}
