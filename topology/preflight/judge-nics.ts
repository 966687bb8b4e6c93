import { DRIVERS } from "../drivers";
import type { HostFacts, Link } from "./facts";
import { error, warning, type Finding } from "./finding";
import type { HostNeeds, NicNeeds } from "./needs";

/** Modes of a bond that put the MAC of a port into frames of containers, whose MACs nobody then learns. */
const MOVES_MACS = ["balance-tlb", "balance-alb"];

/** The partner of a bond that no switch has answered. */
const NO_PARTNER = "00:00:00:00:00:00";

/** Masters whose ports can carry segments like any other link. */
const HARMLESS_MASTERS = ["vrf"];

/** What is wrong with the NICs of a host; of one that cannot be used at all, only that. */
export function judgeNics(needs: HostNeeds, facts: HostFacts): Finding[] {
  const own = needs.nics.flatMap((nic) => {
    const link = facts.links.find(({ ifname }) => ifname === nic.nic);
    if (link === undefined) return [missing(nic, facts)];
    const unusable =
      portOf(nic, link, facts) ?? wireless(nic, link, facts) ?? movesMacs(nic, link, facts) ?? noDevice(nic, facts);
    return unusable === undefined
      ? [...carrier(nic, link), ...partner(nic, link, facts), ...mtu(nic, link, needs)]
      : [unusable];
  });
  return [...own, ...address(needs, facts), ...login(needs, facts)];
}

function missing({ nic, path }: NicNeeds, { links }: HostFacts): Finding {
  const real = links.find(({ altnames }) => altnames.includes(nic));
  if (real !== undefined)
    return error(path, `${nic} is another name of ${real.ifname}, which the kernel uses: write ${real.ifname}`);
  const physical = links.filter(isCandidate).map(({ ifname }) => ifname);
  return error(path, `there is no interface ${nic}: correct it; this host has ${physical.join(", ") || "none"}`);
}

/** Links that people would name: real NICs, bonds and bridges of their own. */
function isCandidate({ ifname, linkinfo }: Link): boolean {
  if (/^(lo$|docker|br-[0-9a-f]{12}$)/.test(ifname)) return false;
  return linkinfo?.info_kind === undefined || ["bond", "bridge", "team"].includes(linkinfo.info_kind);
}

function portOf({ nic, path, segments }: NicNeeds, { master }: Link, { links }: HostFacts): Finding | undefined {
  if (master === undefined || segments.length === 0) return undefined;
  const kind = links.find(({ ifname }) => ifname === master)?.linkinfo?.info_kind ?? "another link";
  if (HARMLESS_MASTERS.includes(kind)) return undefined;
  return kind === "openvswitch"
    ? error(path, `${nic} is a port of Open vSwitch, which takes its frames: name an internal port of that switch`)
    : error(path, `${nic} is a port of ${kind} ${master}, which takes its frames: name ${master} instead`);
}

function wireless({ nic, path, segments }: NicNeeds, _: Link, facts: HostFacts): Finding | undefined {
  const own = segments.find(({ driver }) => DRIVERS[driver].ownMacs);
  if (own === undefined || !facts.wireless.has(nic)) return undefined;
  const fault = `${nic} is wireless, and access points drop frames from other MAC addresses than its own`;
  return error(path, `${fault}: name a wired NIC, or use driver ipvlan for ${own.path}`);
}

function movesMacs({ path, segments }: NicNeeds, link: Link, { links }: HostFacts): Finding | undefined {
  const own = segments.find(({ driver }) => DRIVERS[driver].ownMacs);
  const { ifname, linkinfo } = belowVlans(link, links);
  const mode = linkinfo?.info_kind === "bond" ? linkinfo.info_data?.mode : undefined;
  if (own === undefined || typeof mode !== "string" || !MOVES_MACS.includes(mode)) return undefined;
  const fault = `bond ${ifname} is in mode ${mode}, which replaces the MAC addresses of containers`;
  return error(path, `${fault}: use active-backup or 802.3ad, or driver ipvlan for ${own.path}`);
}

/** The units of our links are bound to it. udev gives up on a subinterface that it is to name like the NIC below. */
function noDevice({ nic, path, segments }: NicNeeds, { devices }: HostFacts): Finding | undefined {
  if (devices.size === 0 || devices.has(nic) || segments.length === 0) return undefined;
  const message =
    `systemd has no device unit for ${nic}, so no link of ours would come up on it: ` +
    `\`udevadm test /sys/class/net/${nic}\` says why. A .link file that matches by MACAddress= matches subinterfaces ` +
    "too: write PermanentMACAddress= there, and restart the host";
  return error(path, message);
}

/** What carries a NIC that is itself a subinterface, or the NIC. */
function belowVlans(link: Link, links: readonly Link[]): Link {
  if (link.linkinfo?.info_kind !== "vlan") return link;
  const below = links.find(({ ifname }) => ifname === link.link);
  return below === undefined ? link : belowVlans(below, links);
}

/** A bond whose switch does not speak LACP passes frames, but through one of its ports alone. */
function partner({ path, segments }: NicNeeds, link: Link, { links }: HostFacts): Finding[] {
  const { ifname, flags, linkinfo } = belowVlans(link, links);
  const silent = linkinfo?.info_data?.ad_info?.partner_mac === NO_PARTNER;
  if (!silent || segments.length === 0 || lacksCarrier({ flags })) return [];
  const ports = links.flatMap(({ ifname: port, master }) => (master === ifname ? [port] : []));
  const fault = `bond ${ifname} is in mode 802.3ad, but its switch does not answer in LACP, so only one port carries frames`;
  return [warning(path, `${fault}: set up LACP on the switch for ${ports.join(" and ")}, or use active-backup`)];
}

function carrier({ nic, path }: NicNeeds, link: Link): Finding[] {
  if (!lacksCarrier(link)) return [];
  const message = `${nic} has no carrier: plug in its cable, or enable its port on the switch or hypervisor`;
  return [{ ...warning(path, message), isCarrier: true }];
}

function lacksCarrier({ flags }: Pick<Link, "flags">): boolean {
  return flags.includes("NO-CARRIER");
}

/** A subinterface cannot be larger than its NIC; without an MTU of its own, a segment has that of the NIC. */
function mtu({ nic, path, segments }: NicNeeds, { mtu: actual }: Link, { host, mtu: planned }: HostNeeds): Finding[] {
  const larger = segments.filter((segment) => segment.mtu !== undefined && segment.mtu > actual);
  if (larger.length > 0) {
    return larger.map((segment) =>
      error(
        `${segment.path}.mtu`,
        `${segment.mtu ?? 0} exceeds the MTU of ${nic} on ${host}, which is ${actual} (${path}): ` +
          "lower it, or raise that of the NIC",
      ),
    );
  }
  if (actual === planned || segments.length === 0) return [];
  const message = `the MTU of ${nic} is ${actual}, not ${planned}: set hosts.${host}.mtu to ${actual}, or change the NIC's`;
  return [warning(path, message)];
}

function address({ host, address: own, nics: [lan] }: HostNeeds, { links }: HostFacts): Finding[] {
  const holder = links.find(({ addr_info }) => addr_info.some(({ local }) => local === own))?.ifname;
  const link = links.find(({ ifname }) => ifname === lan?.nic);
  // Without a carrier, network managers take addresses away.
  if (lan === undefined || link === undefined || holder === lan.nic || lacksCarrier(link)) return [];
  const where = holder === undefined ? "no interface has it" : `${holder} has it`;
  return [warning(`hosts.${host}.address`, `${own} is not on ${lan.nic}: ${where}: correct it, or ${lan.path}`)];
}

/** A change of the link that carries the login may end it. */
function login({ host, nics }: HostNeeds, { links, loginAddress }: HostFacts): Finding[] {
  const via = loginLink(links, loginAddress);
  const segment = nics
    .flatMap(({ segments }) => segments)
    .find(({ vlan, carrier: link }) => vlan !== undefined && link === via);
  if (segment === undefined) return [];
  const message = `the login to ${host} comes in over ${via ?? ""}, which carries this segment: use another address of the host`;
  return [warning(segment.path, message)];
}

/** The link that has the address on which this login came in; undefined where that cannot be told. */
export function loginLink(links: readonly Link[], loginAddress: string | undefined): string | undefined {
  if (loginAddress === undefined) return undefined;
  return links.find(({ addr_info }) => addr_info.some(({ local }) => local === loginAddress))?.ifname;
}
