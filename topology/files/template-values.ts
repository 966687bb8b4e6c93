import { familyOf } from "../ip";
import type { Container, Topology } from "../model/topology";

/** What a template can name, besides secrets. */
export type TemplateValues = ReadonlyMap<string, string>;

/** Values of the plan by their paths in the configuration, such as `containers.web.attach.vlan10`. */
export function planValues({ lan, hosts, segments, bridges, containers }: Topology): TemplateValues {
  return new Map([
    ["lan.subnet", lan.subnet],
    ...(lan.gateway === undefined ? [] : [["lan.gateway", lan.gateway] as const]),
    ...hosts.map(({ name, address }) => [`hosts.${name}.address`, address] as const),
    ...segments.flatMap(({ name, subnets }) => [
      ...ofFamilies(
        `segments.${name}.subnet`,
        subnets.map(({ subnet }) => subnet),
      ),
      ...ofFamilies(
        `segments.${name}.gateway`,
        subnets.flatMap(({ gateway }) => gateway ?? []),
      ),
    ]),
    ...bridges.flatMap(({ name, subnet, gateway }) => [
      [`bridges.${name}.subnet`, subnet] as const,
      [`bridges.${name}.gateway`, gateway] as const,
    ]),
    ...containers.flatMap((container) => ofContainer(`containers.${container.name}.`, container)),
  ]);
}

/** The same and those of the container that has the file, which need no `containers.NAME` before them. */
export function valuesFor(container: Container, plan: TemplateValues): TemplateValues {
  return new Map([...plan, ["name", container.name], ["host", container.host], ...ofContainer("", container)]);
}

function ofContainer(prefix: string, { attach, bridges }: Container): [string, string][] {
  return [
    ...attach.flatMap(({ segment, addresses }) =>
      ofFamilies(
        `${prefix}attach.${segment}`,
        addresses.map(({ address }) => address),
      ),
    ),
    ...bridges.map(({ bridge, address }): [string, string] => [`${prefix}bridges.${bridge}`, address]),
  ];
}

/** The first of several texts under the name itself, and the first of each family as `NAME.ipv4` and `NAME.ipv6`. */
function ofFamilies(name: string, texts: readonly string[]): [string, string][] {
  const [first] = texts;
  const families = ([4, 6] as const).flatMap((family): [string, string][] => {
    const text = texts.find((each) => familyOf(each.split("/")[0] ?? "") === family);
    return text === undefined ? [] : [[`${name}.ipv${family}`, text]];
  });
  return first === undefined ? [] : [[name, first], ...families];
}
