import { groupBy } from "../group-by";
import { DOCTOR, type Cause } from "./cause";
import { failedOf, hasChild, unexplained, type Child, type Way } from "./ways";

/** Ports that do not pass the MACs of containers: none from them, only some of them, or none to them. */
export function foreignMacCauses(ways: readonly Way[], hosts: readonly string[]): Cause[] {
  const forged = hosts.flatMap((host) => forgedCause(host, ways));
  const limited = hosts.flatMap((host) => limitCause(host, unexplained(ways, forged)));
  return [...forged, ...limited, ...deafCause(ways, unexplained(ways, [...forged, ...limited]), hosts)];
}

/** Nothing that its containers send gets out, not even answers; what the host itself sends does. */
function forgedCause(host: string, ways: readonly Way[]): Cause[] {
  const own = ways.filter((way) => hasChild(way, host));
  const itself = ways.filter((way) => (way.from === host || way.to === host) && !hasChild(way, host));
  if (!own.some(isRequest) || own.some(({ reached }) => reached) || !itself.some(({ reached }) => reached)) return [];
  const text =
    `${host}: its containers and other hosts cannot reach each other, although the host itself can: frames from MACs ` +
    `other than its own do not leave it (forged transmits, MAC filter, or a limit of one MAC). ${DOCTOR}`;
  return [{ kind: "forged", hosts: [host], text, cells: failedOf(own) }];
}

/** Some of its containers are cut off from other hosts in both directions, and others are not. */
function limitCause(host: string, ways: readonly Way[]): Cause[] {
  const children = groupBy(
    ways.flatMap((way) => way.children.filter((child) => child.host === host).map((child) => ({ child, way }))),
    ({ child }) => `${child.container} ${child.segment}`,
  );
  const ends = [...children.values()].map((all) => ({
    container: all[0]?.child.container ?? "",
    own: all.map(({ way }) => way),
    isCut: isCut(all),
    answers: all.some(({ way }) => isRequest(way) && way.reached),
  }));
  const cut = ends.filter((end) => end.isCut);
  if (cut.length === 0 || !ends.some(({ answers }) => answers)) return [];
  const names = [...new Set(cut.map(({ container }) => container))].sort().join(", ");
  const text =
    `${host}: ${names} and other hosts cannot reach each other in either direction, although other containers of ` +
    `${host} can: possibly a limit of MACs on ${host}'s port: run \`npm run doctor\`.`;
  return [{ kind: "limit", hosts: [host], text, cells: [...new Set(cut.flatMap(({ own }) => failedOf(own)))] }];
}

function isCut(all: readonly { readonly child: Child; readonly way: Way }[]): boolean {
  const sends = all.some(({ child, way }) => way.cell.from.name === child.container);
  return sends && all.some(({ way }) => isRequest(way)) && all.every(({ way }) => !way.reached);
}

/**
 * A broadcast to its containers is answered, and no ping from or to them is. Between two hosts alone that says nothing about
 * which of them it is.
 */
function deafCause(all: readonly Way[], open: readonly Way[], hosts: readonly string[]): Cause[] {
  const isDeaf = (host: string): boolean => {
    const own = all.filter((way) => hasChild(way, host));
    const [requests, pings] = [own.filter(isRequest), own.filter((way) => !isRequest(way))];
    return (
      requests.length > 0 &&
      requests.every(({ reached }) => reached) &&
      pings.every(({ reached }) => !reached) &&
      open.some((way) => hasChild(way, host) && !way.reached)
    );
  };
  const suspects = hosts.filter(isDeaf);
  if (suspects.length === 0) return [];
  const place = suspects.join(" or ");
  const text =
    `${place}: containers answer broadcasts from other hosts, but no ping between them and other hosts' containers is ` +
    `answered: frames for MACs other than its own do not reach the host (promiscuous mode). ${DOCTOR}`;
  const cells = failedOf(open.filter((way) => suspects.some((host) => hasChild(way, host))));
  return [{ kind: "foreign", hosts: suspects, text, cells }];
}

/** Whether the way is asked for with broadcasts or multicasts only. */
function isRequest({ cell: { method } }: Way): boolean {
  return method === "arp" || method === "ndp";
}
