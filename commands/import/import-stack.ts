import { AddressBook } from "./address-book";
import { attach, type Attached } from "./attach";
import type { ComposeFile } from "./compose-file";
import { hostsAndLan } from "./hosts-map";
import { imageOf } from "./image-of";
import { Images } from "./images";
import { freeName } from "./names";
import { planNetworks, type NetworkPlan } from "./networks";
import { noteFile, noteLimits } from "./note-file";
import { Notes } from "./notes";
import { entriesOf, isMap, textOf, type Raw } from "./raw";
import { isSecretName } from "./secrets";
import { containerOf } from "./service";
import type { ServiceContext } from "./service-context";

export interface Imported {
  /** The value of a stack file, with a `Todo` for each thing that no file says. */
  readonly stack: Raw;
  readonly notes: Notes;
}

/** Paths in a Compose file. */
export interface Paths {
  /** As it is seen from the stack file. */
  fromStack(file: string, path: string): string;
  /** Whether there is a file. */
  isFile(file: string, path: string): boolean;
}

/** A stack from Compose files, each for one host. */
export function importStack(files: readonly ComposeFile[], paths: Paths): Imported {
  const notes = new Notes();
  for (const file of files) noteFile(file, notes);
  const networks = planNetworks(files);
  const images = new Images();
  const containers = Object.fromEntries(importServices(files, networks, images, notes, paths));
  const bridges = usedBridges(networks, containers);
  for (const [key, note] of networks.notes) if (key in networks.segments || key in bridges) notes.chosen.push(note);
  noteLimits(containers, files, notes);
  const hosts = [...new Map(files.map(({ host }) => [host.name, host])).values()];
  const places = hostsAndLan(hosts, networks, takenOf(networks, containers));
  const published = images.all();
  const some = (key: string, value: object): object => (Object.keys(value).length === 0 ? {} : { [key]: value });
  const stack = {
    ...places,
    segments: networks.segments,
    ...some("bridges", bridges),
    ...(Object.keys(published).length === 0 ? {} : { registry: { host: hosts[0]?.name } }),
    ...some("images", published),
    containers,
  };
  return { stack, notes };
}

interface Service {
  readonly service: Raw;
  readonly context: ServiceContext;
  readonly attached: Attached;
}

function importServices(
  files: readonly ComposeFile[],
  networks: NetworkPlan,
  images: Images,
  notes: Notes,
  paths: Paths,
): [string, Raw][] {
  const taken = new Set<string>();
  const book = new AddressBook();
  const services = files.flatMap((file) => {
    const names = new Map<string, string>();
    const all = entriesOf(file.data["services"]).map(([key, given]): Service => {
      const service = isMap(given) ? given : {};
      const name = freeName(textOf(service["container_name"]) ?? key, (each) => taken.has(each), file.host.name);
      const context = contextOf(file, key, name, names, notes, paths);
      const attached = attach(service, networks, book, context);
      if ("keys" in attached) taken.add(name);
      return { service, context, attached };
    });
    for (const { context, attached } of all) if ("keys" in attached) names.set(context.service, context.container);
    return all;
  });
  return services.flatMap(({ service, context, attached }) => {
    const path = `services.${context.service}`;
    const file = context.file.file;
    const image = "why" in attached ? attached : imageOf(service, images, context);
    if ("why" in attached || "why" in image) {
      notes.left.push({ file, path, text: "why" in image ? image.why : "" });
      return [];
    }
    for (const text of attached.chosen) notes.chosen.push({ file, path, text });
    const container = containerOf(service, attached, context);
    return [[context.container, { host: context.file.host.name, image: image.key, ...container }] as [string, Raw]];
  });
}

function contextOf(
  file: ComposeFile,
  service: string,
  container: string,
  names: ReadonlyMap<string, string>,
  notes: Notes,
  paths: Paths,
): ServiceContext {
  const { values, used } = file.variables;
  const hidden = [...used].filter(isSecretName).flatMap((name) => values[name] ?? []);
  return {
    ...{ file, service, container, names },
    // Shorter ones are in anything.
    hidden: hidden.filter(({ length }) => length >= 4),
    isFile: (path) => paths.isFile(file.file, path),
    fromStack: (path) => paths.fromStack(file.file, path),
    leave: (path, text) => notes.left.push({ file: file.file, path: `services.${service}.${path}`, text }),
    secretOf: (name) => ({ secret: `${container}-${name}`.replaceAll(/[^A-Za-z0-9_.-]/g, "-") }),
  };
}

/** Only those that a container is on. */
function usedBridges({ bridges }: NetworkPlan, containers: Readonly<Record<string, Raw>>): Record<string, object> {
  const used = new Set(Object.values(containers).flatMap((each) => entriesOf(each["bridges"]).map(([name]) => name)));
  return Object.fromEntries(Object.entries(bridges).filter(([name]) => used.has(name)));
}

/** Every address and range that the stack names, so that what stands in for a host's is none of them. */
function takenOf({ segments }: NetworkPlan, containers: Readonly<Record<string, Raw>>): string[] {
  return textsIn([segments, Object.values(containers).map((each) => each["attach"])]).filter(
    (text) => /^[\d.:a-f/-]+$/i.test(text) && !isWholeSubnet(text, segments),
  );
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return value instanceof Object ? Object.values(value).flatMap(textsIn) : [];
}

function isWholeSubnet(text: string, segments: NetworkPlan["segments"]): boolean {
  return Object.values(segments).some((segment) => {
    const { subnet, subnets } = segment as { subnet?: unknown; subnets?: { subnet: string }[] };
    return subnet === text || subnets?.some((each) => each.subnet === text) === true;
  });
}
