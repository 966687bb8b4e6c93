import { splitLinkName } from "../../topology/naming";
import { Refusal } from "./notes";
import { entriesOf, isMap, listOf, textOf, truthOf, type Raw } from "./raw";

/** A subnet of a network, with what Compose says about it. */
export interface ShapeSubnet {
  readonly subnet: string;
  readonly gateway?: string;
  /** Addresses that Docker keeps free, by name. */
  readonly reserved: Readonly<Record<string, string>>;
  /** Where Docker takes automatic addresses from. */
  readonly range?: string;
}

/** A network whose containers are on a network of the host's. */
export interface LayerTwo {
  readonly kind: "layer 2";
  readonly driver: "macvlan" | "ipvlan";
  readonly mode?: string;
  readonly nic: string;
  readonly vlan?: number;
  readonly subnets: readonly ShapeSubnet[];
  readonly isInternal: boolean;
}

/** What a network of a Compose file is. */
export type Shape =
  | LayerTwo
  /** One that ends at its host. */
  | { readonly kind: "bridge"; readonly subnets: readonly ShapeSubnet[] }
  /** One that somebody else makes, known by its name alone. */
  | { readonly kind: "external" };

/** What an entry of `networks` is. @throws Refusal */
export function shapeOf(given: unknown): Shape {
  const network = isMap(given) ? given : {};
  if (isMap(network["external"]) || truthOf(network["external"])) return { kind: "external" };
  const driver = textOf(network["driver"]) ?? "bridge";
  if (driver === "bridge") return { kind: "bridge", subnets: subnetsOf(network) };
  if (driver === "macvlan" || driver === "ipvlan") return layerTwo(driver, network);
  throw new Refusal(`its driver ${driver} makes no network of a LAN: use macvlan or ipvlan`);
}

function layerTwo(driver: LayerTwo["driver"], network: Raw): LayerTwo {
  const options = isMap(network["driver_opts"]) ? network["driver_opts"] : {};
  const parent = textOf(options["parent"]) ?? "";
  if (parent === "")
    throw new Refusal(
      "it has no parent, so it ends at its host: name the NIC in driver_opts.parent, such as eth0 or eth0.10",
    );
  const subnets = subnetsOf(network);
  if (subnets.length === 0)
    throw new Refusal("it has no subnet, so Docker chooses one that the LAN does not have: name it in ipam.config");
  const mode = textOf(options[`${driver}_mode`]);
  const isInternal = truthOf(network["internal"]);
  return {
    kind: "layer 2",
    driver,
    ...(mode === undefined ? {} : { mode }),
    ...splitLinkName(parent),
    subnets,
    isInternal,
  };
}

function subnetsOf(network: Raw): ShapeSubnet[] {
  const ipam = isMap(network["ipam"]) ? network["ipam"] : {};
  return listOf(ipam["config"]).flatMap((entry) => {
    const config = isMap(entry) ? entry : {};
    const subnet = textOf(config["subnet"]);
    if (subnet === undefined) return [];
    const [gateway, range] = [textOf(config["gateway"]), textOf(config["ip_range"])];
    const reserved = entriesOf(config["aux_addresses"]).map(([name, address]) => [name, textOf(address) ?? ""]);
    return [
      {
        ...{ subnet, reserved: Object.fromEntries(reserved) as Record<string, string> },
        ...(gateway === undefined ? {} : { gateway }),
        ...(range === undefined ? {} : { range }),
      },
    ];
  });
}
