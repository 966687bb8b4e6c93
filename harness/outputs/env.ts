import type { FabricOutput } from "../contract";
import { heading, type OutputKind } from "./kind";

export const env: OutputKind = {
  reader: "shells, Docker Compose and what else reads `.env`",
  description: "addresses of hosts and containers as variables",
  files: ["lab.env"],
  usage: ["npm run outputs -- env --output lab.env", '. ./lab.env && echo "$CONTAINER_BBOX10_VLAN10"'],
  notes: "Beside an IPv4 address, the IPv6 address has the suffix `_IPV6`. Hyphens of names become underscores.",
  from: "stack output",
  render: (fabric) => {
    const lines = variables(fabric).map(([name, value]) => `${name}=${value}\n`);
    return { "lab.env": heading(fabric) + lines.join("") };
  },
};

/** No value needs quotes: a key, an address, a path-less reference. */
function variables({ stack, hosts, registry, images, containers }: FabricOutput): [name: string, value: string][] {
  return [
    ["LAB_STACK", stack],
    ...Object.entries(hosts).map(([name, { address }]): [string, string] => [variable("HOST", name), address]),
    ...(registry === undefined ? [] : [["REGISTRY", registry.endpoint] satisfies [string, string]]),
    ...Object.entries(images).map(([name, { reference }]): [string, string] => [variable("IMAGE", name), reference]),
    ...Object.entries(containers).flatMap(([name, { attach }]) =>
      Object.entries(attach).flatMap(([segment, { addresses }]) =>
        addresses.map((address): [string, string] => {
          const isSecond = address.includes(":") && addresses.length > 1;
          return [variable("CONTAINER", name, segment, ...(isSecond ? ["IPV6"] : [])), address];
        }),
      ),
    ),
  ];
}

function variable(...words: readonly string[]): string {
  return words.join("_").toUpperCase().replaceAll(/\W/g, "_");
}
