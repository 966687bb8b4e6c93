import { parseAddress } from "../../topology/ip";
import { isAccepted } from "./accept";
import type { AddressBook } from "./address-book";
import type { Network, NetworkPlan } from "./networks";
import { isMap, textOf, type Raw } from "./raw";
import type { ServiceContext } from "./service-context";
import { networksOf } from "./service-networks";
import { Todo } from "./todo";

/** Why a service is not taken over, or where its container is attached. */
export type Attached = { readonly why: string } | { readonly keys: Raw; readonly chosen: readonly string[] };

/** Keys of a service's entry for a network that have a place here. */
const KNOWN = ["ipv4_address", "ipv6_address", "mac_address", "gw_priority", "aliases", "priority"];
const NO_SEGMENT = "it is on no macvlan or ipvlan network: give it an address on one, or leave it to Compose";

/** A service's networks as keys of a container. */
export function attach(service: Raw, networks: NetworkPlan, book: AddressBook, context: ServiceContext): Attached {
  const mode = textOf(service["network_mode"]);
  if (mode !== undefined && mode !== "bridge" && mode !== "default") return { why: modeText(mode) };
  const all = networksOf(service).map(([key, given]) => joinOf(key, given, networks, context));
  const joined = all.flatMap((each) => ("why" in each ? [] : [each]));
  const left = all.flatMap((each) => ("why" in each ? [each] : []));
  const segments = joined.filter(({ network }) => network.kind === "segment");
  if (segments.length === 0) return { why: left[0]?.why ?? NO_SEGMENT };
  for (const { key, why } of left) context.leave(`networks.${key}`, why);
  const bridges = joined.filter(({ network }) => network.kind === "bridge");
  const chosen: string[] = [];
  const mac = textOf(service["mac_address"]);
  const attachments = segments.map(({ network, given }, index) => [
    network.key,
    attachmentOf(network, index === 0 && mac !== undefined ? { mac_address: mac, ...given } : given, book, context),
  ]);
  const onBridges = bridges.map(({ network, given }) => [network.key, bridgeAddress(network, given, book, chosen)]);
  const gateway = defaultGateway(joined, chosen);
  return {
    keys: {
      attach: Object.fromEntries(attachments) as Raw,
      ...(onBridges.length === 0 ? {} : { bridges: Object.fromEntries(onBridges) as Raw }),
      ...(gateway === undefined ? {} : { defaultGateway: gateway }),
    },
    chosen,
  };
}

interface Joined {
  readonly key: string;
  readonly network: Network;
  readonly given: Raw;
}

interface Left {
  readonly key: string;
  readonly why: string;
}

function joinOf(key: string, value: unknown, networks: NetworkPlan, { file, leave }: ServiceContext): Joined | Left {
  const given = isMap(value) ? value : {};
  const network = networks.find(file, key);
  if (network === undefined) return { key, why: `the file declares no network ${key}: add it under networks` };
  if ("why" in network) return { key, why: network.why };
  for (const name of Object.keys(given).filter((each) => !KNOWN.includes(each)))
    leave(`networks.${key}.${name}`, "there is no such option here");
  if ("aliases" in given) leave(`networks.${key}.aliases`, "containers are found by their own names: use those");
  return { key, network, given };
}

function attachmentOf(network: Network, given: Raw, book: AddressBook, { container }: ServiceContext): unknown {
  const todo = (comment: string): Todo => new Todo("ADDRESS", comment, book.next(network, "last"));
  const fixed = [textOf(given["ipv4_address"]), textOf(given["ipv6_address"])].flatMap((text) => {
    if (text === undefined) return [];
    return parseAddress(text) === undefined ? todo(`"${text}" in the file is no address`) : text;
  });
  const mac = textOf(given["mac_address"]);
  const address = fixed.length > 1 ? fixed : (fixed[0] ?? automatic(network.key, container, todo));
  return mac === undefined ? address : { address, mac };
}

/** Compose leaves the address to Docker, which knows only its own host. */
function automatic(segment: string, container: string, todo: (comment: string) => Todo): unknown {
  if (isAccepted("attach", { [segment]: "auto" })) return "auto";
  return todo(`of ${container} on ${segment}: Compose leaves it to Docker, which does not know other hosts`);
}

function bridgeAddress(network: Network, given: Raw, book: AddressBook, chosen: string[]): string {
  const fixed = textOf(given["ipv4_address"]);
  if (fixed !== undefined) return fixed;
  const address = book.next(network, "first");
  chosen.push(`Docker chooses its address on ${network.key}: ${address} here`);
  return address;
}

/** Of a container on several networks: the highest `gw_priority`, then the first by name, as Docker has it. */
function defaultGateway(joined: readonly Joined[], chosen: string[]): string | undefined {
  const ways = joined.filter(({ network }) => !network.isInternal);
  if (joined.length < 2 || ways.length === 0) return undefined;
  const priority = ({ given }: Joined): number => Number(given["gw_priority"] ?? 0);
  const [first, ...others] = [...ways].sort(
    (a, b) => priority(b) - priority(a) || (a.network.name < b.network.name ? -1 : 1),
  );
  if (first === undefined) return undefined;
  if (others.some((other) => priority(other) === priority(first)))
    chosen.push(
      `is on several networks: its default route is that of ${first.network.key}, the first by name, as Docker has it`,
    );
  return first.network.key;
}

function modeText(mode: string): string {
  if (mode === "host")
    return "it runs with its host's own addresses: leave it to Compose, or give it an address on a segment";
  if (mode === "none") return "it has no network: leave it to Compose";
  return `it shares the network of another container (${mode}): a container here has an address of its own`;
}
