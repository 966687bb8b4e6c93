import { describe, expect, it } from "vitest";
import type { FabricOutput } from "../../harness/contract";
import { renderJunit } from "../../harness/outputs/junit";
import { hostOf, type Cell } from "../../harness/probes";
import { chooseProof } from "../../harness/reachability/choose-proof";
import type { Report } from "../../harness/report";
import { renderText } from "../../harness/report-text";
import { verify } from "../../harness/verify";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import { fakeHosts, SILENT, type Answer } from "./fake-host";
import { referenceOutput } from "./fixture";

const output = referenceOutput();
const three = referenceOutput(withThirdHost);
/** Containers without MACs of their own. */
const ipvlan = referenceOutput((input) => {
  for (const segment of Object.values(input.segments)) segment.driver = "ipvlan";
});

function withThirdHost(input: FabricInput): void {
  const { docker02 } = input.hosts;
  if (docker02 === undefined) throw new Error("the reference topology has it");
  input.hosts["docker03"] = { ...docker02, address: "192.168.1.15" };
  const { bbox2 } = input.containers ?? {};
  if (bbox2 === undefined) throw new Error("the reference topology has it");
  Object.assign(input.containers ?? {}, {
    bbox3: { ...bbox2, host: "docker03", attach: { flat: "172.22.16.30" } },
    bbox4: { ...bbox2, host: "docker03", attach: { flat: "172.22.16.31" } },
    bbox5: { ...bbox2, attach: { flat: "172.22.16.21" } },
    bbox6: { ...bbox2, host: "docker01", attach: { flat: "172.22.16.11" } },
  });
}

/** What a network that loses a cell's frames sees of it. */
interface Traffic {
  readonly cell: Cell;
  readonly from: string;
  readonly to: string;
  /** Hosts whose containers are at an end. */
  readonly children: readonly string[];
  readonly vlan: number | undefined;
  readonly round: number;
}

/** The report of a network that loses what `isLost` says between hosts. */
async function reportOf(
  fabric: FabricOutput,
  isLost: (traffic: Traffic) => boolean,
  edit?: (text: string, host: string) => string,
  answered?: string,
): Promise<Report> {
  const cells = chooseProof(fabric);
  const answer: Answer = (id, round) => {
    const cell = cells[Number(id.split(".")[0])];
    if (cell === undefined || cell.expect === "blocked") return undefined;
    const traffic = trafficOf(cell, fabric, round);
    if (traffic.from === traffic.to) return undefined;
    return isLost(traffic) ? SILENT : answered;
  };
  return verify(fabric, { pause: 1, connect: fakeHosts(fabric, answer, edit, cells).connect });
}

function trafficOf(cell: Cell, fabric: FabricOutput, round: number): Traffic {
  const from = hostOf(cell, fabric);
  const ends = [cell.from, cell.to].filter(({ kind }) => kind === "container");
  const children = ends.flatMap(({ name }) => fabric.containers[name]?.host ?? []);
  const target = cell.to.kind === "container" ? fabric.containers[cell.to.name]?.host : undefined;
  const to = cell.to.kind === "registry" ? (fabric.registry?.host ?? "") : (target ?? cell.to.name);
  const vlan = /^(?:172\.16|192\.168)\.(10|20)\./.exec(cell.address)?.[1];
  return { cell, from, to, children, vlan: vlan === undefined ? undefined : Number(vlan), round };
}

function summary({ causes, cells }: Report): (string | number)[][] {
  const failed = cells.filter(({ ok }) => !ok).length;
  const explained = new Set(causes.flatMap((cause) => cause.cells)).size;
  return [...causes.map(({ kind, hosts }) => [kind, ...hosts]), [explained, failed]];
}

const forged =
  (host: string) =>
  ({ children }: Traffic): boolean =>
    children.includes(host);
const deaf =
  (host: string) =>
  ({ cell, children }: Traffic): boolean =>
    cell.method === "ping" && children.includes(host);
const ofContainers =
  (...names: string[]) =>
  ({ cell }: Traffic): boolean =>
    names.includes(cell.from.name) || names.includes(cell.to.name);

describe("the causes in a report", () => {
  it.each<[string, FabricOutput, (traffic: Traffic) => boolean, (string | number)[][]]>([
    ["none where everything passes", output, () => false, [[0, 0]]],
    ["frames that its containers send", output, forged("docker01"), [["forged", "docker01"], [9, 9]]],
    ["the same on another host", output, forged("docker02"), [["forged", "docker02"], [9, 9]]],
    ["the same on one of three", three, forged("docker03"), [["forged", "docker03"], [7, 7]]],
    ["frames for its containers, where it may be either host", output, deaf("docker01"), [["foreign", "docker01", "docker02"], [6, 6]]],
    ["frames for its containers, on one of three", three, deaf("docker03"), [["foreign", "docker03"], [3, 3]]],
    ["some of a host's containers", output, ofContainers("bbox10", "bbox20"), [["limit", "docker01"], [6, 6]]],
    ["a VLAN", output, ({ vlan }) => vlan === 10, [["tagged", "docker01", "docker02"], [6, 6]]],
    ["a VLAN at one of three hosts", three, ({ vlan, from, to }) => vlan === 10 && [from, to].includes("docker03"), [["tagged", "docker03"], [2, 2]]],
    ["untagged frames", output, ({ vlan }) => vlan === undefined, [["plain", "docker01", "docker02"], [7, 7]]],
    ["everything: no pattern", output, () => true, [[0, 19]]],
    ["all cells of a VLAN, which are one: no pattern", three, ({ vlan, from, to }) => vlan === 10 && from === "docker03" && to === "docker01", [[0, 1]]],
    ["one cell: no pattern", output, ({ cell }) => cell.from.name === "bbox10" && cell.method === "ping", [[0, 1]]],
    ["a container's traffic in one direction: no pattern", output, ({ cell }) => cell.from.name === "bbox10", [[0, 1]]],
    ["all of some containers that share their host's MAC: no limit", ipvlan, ofContainers("bbox10", "bbox20"), [[0, 6]]],
    ["all of a host's containers that share its MAC: no forged transmits", ipvlan, forged("docker01"), [[0, 9]]],
  ])("say when the network loses %s", async (_, fabric, isLost, expected) => {
    expect(summary(await reportOf(fabric, isLost))).toEqual(expected);
  }); // prettier-ignore
});

describe("frames that are lost at random", () => {
  /** Of every four cells, or so, the first answers when it is asked again; a cell that never answers is lost too. */
  const sometimes = (never = -1, every = 4): ((traffic: Traffic) => boolean) => {
    const order: Cell[] = [];
    return ({ cell, round }) => {
      if (!order.includes(cell)) order.push(cell);
      const at = order.indexOf(cell);
      return at === never || (at % every === 0 && round === 1);
    };
  };

  it("are a note with their share where everything answered in the end", async () => {
    const report = await reportOf(output, sometimes());
    expect(report.verdict).toBe("passed");
    expect(summary(report)).toEqual([
      ["loss", "docker01", "docker02"],
      [0, 0],
    ]);
    expect(report.causes[0]?.text).toMatch(
      /^docker01 and docker02: 21 % of the attempts between hosts got no answer \(5 of 24\), at random/,
    );
    expect(renderText(report, { colours: false })).toMatch(/\nNotes\n- docker01 and docker02: 21 % of the attempts/);
  });

  it("explain what never answered", async () => {
    expect(summary(await reportOf(output, sometimes(1)))).toEqual([
      ["loss", "docker01", "docker02"],
      [1, 1],
    ]);
  });

  it("are not what a single cell shows that answers late", async () => {
    const reach = sometimes();
    let first: Cell | undefined;
    const report = await reportOf(output, (traffic) => {
      if (reach(traffic)) first ??= traffic.cell;
      return traffic.cell === first && traffic.round < 3;
    });
    expect(summary(report)).toEqual([[0, 0]]);
  });

  it("are not taken for a slow way because most answers came to a second try", async () => {
    const late = (text: string): string => text.replaceAll("\t3.140\t", "\t504.2\t").replace("\t504.2\t", "\t3.140\t");
    const report = await reportOf(output, sometimes(), late);
    expect(summary(report)).toEqual([
      ["loss", "docker01", "docker02"],
      [0, 0],
    ]);
  });

  it("are put down to the host that they have in common", async () => {
    const at = sometimes(-1, 2);
    const report = await reportOf(three, (traffic) => {
      return [traffic.from, traffic.to].includes("docker03") && at(traffic);
    });
    expect(report.causes.map(({ text }) => text.split(":")[0])).toEqual(["docker03"]);
  });
});

describe("answers that take long", () => {
  it("are a note, which fails nothing", async () => {
    const cells = chooseProof(output);
    const hosts = fakeHosts(output, undefined, (text) => text.replaceAll("\t3.140\t", "\t612.4\t"), cells);
    const report = await verify(output, { pause: 1, connect: hosts.connect });
    expect(report.verdict).toBe("passed");
    expect(summary(report)).toEqual([
      ["delay", "docker01", "docker02"],
      [0, 0],
    ]);
    expect(report.causes[0]?.text).toMatch(/^docker01 and docker02: answers between hosts take 612 ms/);
  });

  it("and what comes too late are not taken for loss", async () => {
    const late = (text: string): string => text.replaceAll("\t3.140\t", "\t612.4\t");
    const report = await reportOf(output, ({ cell, round }) => cell.method === "ping" && round < 3, late);
    expect(summary(report)).toEqual([
      ["delay", "docker01", "docker02"],
      [0, 0],
    ]);
  });
});

describe("a NIC without a carrier", () => {
  const off = (text: string, host: string): string =>
    host === "docker01" ? text.replace(/("ifname":"ens33","flags":\[)[^\]]*/, '$1"UP","NO-CARRIER","PROMISC"') : text;

  it("explains everything that needs it, and is drift too", async () => {
    const report = await reportOf(output, ({ from, to }) => [from, to].includes("docker01"), off);
    expect(summary(report)).toEqual([
      ["carrier", "docker01"],
      [19, 19],
    ]);
    expect(report.causes[0]?.text).toBe(
      "docker01: ens33 has no carrier: nothing is connected to it. Connect it; `npm run doctor` names the setting.",
    );
    expect(report.state.filter(({ ok }) => !ok)).toEqual([
      expect.objectContaining({ host: "docker01", subject: "link ens33", observed: "up, without carrier" }),
    ]);
  });
});

describe("what the state of a host explains", () => {
  it("is no pattern: a container that does not run", async () => {
    const stopped = (text: string): string => text.replace("/bbox10\trunning", "/bbox10\texited");
    const report = await reportOf(output, ofContainers("bbox10"), stopped);
    expect(report.causes).toEqual([]);
    const failed = report.cells.find(({ from, to }) => from.name === "docker02" && to.name === "bbox10");
    expect(failed?.advice).toMatch(/^container bbox10 on docker01, state: exited/);
  });
});

describe("a cause", () => {
  it("stands once above its cells, and other failures keep their own advice", async () => {
    const report = await reportOf(output, (traffic) => traffic.vlan === 10 || traffic.cell.from.name === "bbox1");
    const text = renderText(report, { colours: false });
    const words = text.replaceAll(/\s+/g, " ");
    expect(words.split("nothing on VLAN 10 passes between hosts, unlike untagged frames and VLAN 20")).toHaveLength(2);
    expect(words).toMatch(
      /Failures - docker01 and docker02: nothing on VLAN 10.* names the setting\. bbox10 must reach/,
    );
    expect(words).toMatch(/- bbox1 must reach bbox2 .* Look at: the path between docker01 and docker02/);
  });

  it("is the advice of its cells, and stands in their failures in JUnit", async () => {
    const report = await reportOf(output, ({ vlan }) => vlan === 10);
    const [cause] = report.causes;
    expect(cause?.cells.map((index) => report.cells[index]?.advice)).toEqual(Array(6).fill(cause?.text));
    const xml = renderJunit(report);
    expect(xml.match(/^Cause: docker01 and docker02: nothing on VLAN 10/gm)).toHaveLength(6);
    expect(xml).toMatch(/<system-out>docker01 and docker02: nothing on VLAN 10 [^<]*<\/system-out>\n *<\/testsuite>/);
  });
});
