import { describe, expect, it } from "vitest";
import { chooseSources, type Touched } from "../../../harness/dark-time/choose-sources";
import type { EndpointDarkTime } from "../../../harness/dark-time/dark-time-report";
import { renderDarkTime } from "../../../harness/dark-time/dark-time-text";
import { pairEndpoints } from "../../../harness/dark-time/endpoints";
import { changeOfOwner, judgeDarkTime } from "../../../harness/dark-time/judge-dark-time";
import { joinHeard, readWatch, type Arrived, type Heard, type Run } from "../../../harness/dark-time/read-watch";
import type { FabricInput } from "../../../topology/schema/fabric-schema";
import { referenceOutput } from "../fixture";

/** The change begins at second 100 and ends at 120; watching began at 98 and ended at 121. */
const CHANGE = { from: 100, to: 120 };
const WATCHED = { from: 98, to: 121 };
const RED = "02:00:00:00:00:0a";
const BLUE = "02:00:00:00:00:0b";

const run = (from: number, to: number, mac = RED): Run => ({ from, to, mac });

function heard(runs: Readonly<Record<string, readonly Run[]>>, periods = [WATCHED]): Heard {
  return { periods, runs: new Map(Object.entries(runs)), missing: new Map(), answering: new Set() };
}

const ten = (last: number): string => `ens33,10,ac100a${last.toString(16).padStart(2, "0")}`;
const WHYS = new Map([["bbox10", "gets other addresses"]]);

/** What the report says of bbox10 on docker01, after an edit, from what docker02 heard; of other names too, if asked for. */
function judged(
  edit: (input: FabricInput) => void,
  heardBy: Readonly<Record<string, Heard>>,
  name = "bbox10",
  touched: Touched = new Map([["docker01", 2]]),
): EndpointDarkTime {
  const endpoints = pairEndpoints(referenceOutput(), referenceOutput(edit));
  const plan = chooseSources(endpoints, touched, new Set(["docker01", "docker02"]));
  const measured = { plan, heard: new Map(Object.entries(heardBy)), change: CHANGE };
  const found = judgeDarkTime(endpoints, touched, measured, WHYS).endpoints.find((each) => each.name === name);
  if (found === undefined) throw new Error(`nothing about ${name}`);
  return found;
}

const same = (): void => undefined;
function attach(name: string, ends: Record<string, string>): (input: FabricInput) => void {
  return ({ containers = {} }) => Object.assign(containers[name] ?? {}, { attach: ends });
}
const moved = attach("bbox10", { vlan10: "172.16.10.99" });
const gone = ({ containers = {} }: FabricInput): void => {
  delete containers["bbox10"];
};

describe("the dark time of an endpoint", () => {
  it.each<[string, (input: FabricInput) => void, Record<string, Run[]>, Partial<EndpointDarkTime>]>([
    ["answers all the time", same, { [ten(10)]: [run(98, 121)] }, { outcome: "answered", darkSeconds: 0, gaps: [] }],
    ["is silent for three periods, which does not count", same, { [ten(10)]: [run(98, 105), run(105.3, 121)] }, { outcome: "answered", darkSeconds: 0 }],
    ["is dark for longer", same, { [ten(10)]: [run(98, 105), run(107.6, 121)] }, { outcome: "dark", darkSeconds: 2.5, gaps: [{ from: 5, to: 7.6 }] }],
    ["is dark twice", same, { [ten(10)]: [run(98, 105), run(106.1, 110), run(111.1, 121)] }, { outcome: "dark", darkSeconds: 2, gaps: [{ from: 5, to: 6.1 }, { from: 10, to: 11.1 }] }],
    ["was dark before the change, which does not count", same, { [ten(10)]: [run(98, 98.5), run(99.5, 121)] }, { outcome: "answered", darkSeconds: 0 }],
    ["answers at another address", moved, { [ten(10)]: [run(98, 103)], [ten(99)]: [run(108.1, 121, BLUE)] }, { outcome: "dark", darkSeconds: 5, before: { host: "docker01", address: "172.16.10.10" }, after: { host: "docker01", address: "172.16.10.99" } }],
    ["does not come back", same, { [ten(10)]: [run(98, 103)] }, { outcome: "still dark", darkSeconds: 16.9 }],
    ["comes late to an update that did not find it", same, { [ten(10)]: [run(110, 121)] }, { outcome: "dark", darkSeconds: 9.9, gaps: [{ from: 0, to: 10 }] }],
    ["never answers", same, {}, { outcome: "never answered" }],
    ["goes", gone, { [ten(10)]: [run(98, 103)] }, { outcome: "gone", lastAnswer: 3 }],
    ["is on a segment that is renumbered", (input) => { const { vlan10 } = input.segments; Object.assign(vlan10 ?? {}, { subnet: "172.16.11.0/24", gateway: "172.16.11.1" }); moved(input); attach("bbox10", { vlan10: "172.16.11.10" })(input); attach("bbox11", { vlan10: "172.16.11.11" })(input); }, { [ten(10)]: [run(98, 103)], "ens33,10,ac100b0a": [run(108.1, 121, BLUE)] }, { outcome: "dark", darkSeconds: 5, why: "its segment is renumbered" }],
    ["gets another VLAN", (input) => { Object.assign(input.segments["vlan10"] ?? {}, { vlan: 11 }); }, { [ten(10)]: [run(98, 103)], "ens33,11,ac100a0a": [run(108.1, 121)] }, { outcome: "dark", darkSeconds: 5, why: "its segment moves to VLAN 11" }],
    ["is on a segment that is renamed", (input) => { const { vlan10, ...rest } = input.segments; if (vlan10 !== undefined) input.segments = { ...rest, ten: vlan10 }; attach("bbox10", { ten: "172.16.10.10" })(input); attach("bbox11", { ten: "172.16.10.11" })(input); }, { [ten(10)]: [run(98, 103), run(104.1, 121)] }, { outcome: "dark", darkSeconds: 1, segment: "ten" }],
  ])("%s", (_, edit, runs, expected) => {
    const { why, ...found } = judged(edit, { docker02: heard(runs) });
    expect({ ...found, why }).toMatchObject({ askedFrom: ["docker02"], unheardSeconds: 0, why: WHYS.get("bbox10"), ...expected });
  }); // prettier-ignore

  it("counts from a second on where the change leaves it alone: its host may be busy", () => {
    const of = (to: number): EndpointDarkTime =>
      judged(same, { docker02: heard({ "ens33,20,ac101414": [run(98, 105), run(to, 121)] }) }, "bbox20");
    expect(of(105.9)).toMatchObject({ outcome: "answered", darkSeconds: 0, resolutionSeconds: 1 });
    expect(of(106.1)).toMatchObject({ outcome: "dark", darkSeconds: 1 });
  });

  it("counts from the new owner's first answer where two swap their addresses, told apart by MAC or silence", () => {
    const onTwo = (input: FabricInput): void => {
      attach("bbox10", { vlan10: "172.16.10.12" })(input);
      attach("near", { vlan10: "172.16.10.10" })(input);
    };
    const company = ({ containers = {} }: FabricInput): void => {
      containers["near"] = { host: "docker01", image: "busybox", attach: { vlan10: "172.16.10.12" } };
    };
    const endpoints = pairEndpoints(
      referenceOutput(company),
      referenceOutput((input) => {
        company(input);
        onTwo(input);
      }),
    );
    const touched: Touched = new Map([["docker01", 2]]);
    const plan = chooseSources(endpoints, touched, new Set(["docker01", "docker02"]));
    const darkOf = (runs: Record<string, Run[]>): (number | undefined)[] => {
      const measured = { plan, heard: new Map([["docker02", heard(runs)]]), change: CHANGE };
      const { endpoints: all } = judgeDarkTime(endpoints, touched, measured, WHYS);
      return ["bbox10", "near"].map((name) => all.find((each) => each.name === name)?.darkSeconds);
    };
    const byMac = {
      [ten(10)]: [run(98, 103), run(103.2, 121, BLUE)],
      [ten(12)]: [run(98, 104, BLUE), run(110.1, 121)],
    };
    expect(darkOf(byMac)).toEqual([7, 0]);
    const bySilence = { [ten(10)]: [run(98, 103), run(106.1, 121)], [ten(12)]: [run(98, 104), run(110.1, 121)] };
    expect(darkOf(bySilence)).toEqual([7, 2]);
  });

  it("of a container that moves is told from both hosts, each asking for the other's", () => {
    const move = ({ containers = {} }: FabricInput): void =>
      void Object.assign(containers["bbox10"] ?? {}, { host: "docker02" });
    const by = { docker02: heard({ [ten(10)]: [run(98, 103)] }), docker01: heard({ [ten(10)]: [run(109.1, 121)] }) };
    const touched: Touched = new Map([["docker01", 1], ["docker02", 1]]); // prettier-ignore
    expect(judged(move, by, "bbox10", touched)).toMatchObject({
      outcome: "dark",
      darkSeconds: 6,
      askedFrom: ["docker02", "docker01"],
    });
  });

  it("leaves out the time in which nobody asked", () => {
    const asking = [{ from: 98, to: 104 }, { from: 112, to: 121 }]; // prettier-ignore
    const runs = { [ten(10)]: [run(98, 103.9), run(112.1, 121)] };
    expect(judged(same, { docker02: heard(runs, asking) })).toMatchObject({
      outcome: "answered",
      darkSeconds: 0,
      unheardSeconds: 8,
    });
    const late = { [ten(10)]: [run(98, 103.9), run(115.1, 121)] };
    expect(judged(same, { docker02: heard(late, asking) })).toMatchObject({
      outcome: "dark",
      darkSeconds: 3,
      unheardSeconds: 8,
    });
  });

  it("is unknown where nobody could ask", () => {
    expect(judged(same, {})).toMatchObject({ outcome: "not asked", askedFrom: [] });
    expect(judged(same, { docker02: { ...heard({}), missing: new Map([[ten(10), "ens33"]]) } })).toMatchObject({
      outcome: "not asked",
    });
  });
});

describe("changeOfOwner", () => {
  it("is where another MAC answers, or after the longest silence, or never", () => {
    expect(changeOfOwner([run(0, 1), run(5, 6), run(6.1, 7, BLUE)])).toBe(2);
    expect(changeOfOwner([run(0, 1), run(1.5, 6), run(9, 10), run(10.5, 11)])).toBe(2);
    expect(changeOfOwner([run(0, 1)])).toBe(1);
    expect(changeOfOwner([])).toBe(0);
  });
});

describe("who asks", () => {
  const linesOf = (touched: Touched, edit?: (input: FabricInput) => void): Record<string, string[]> => {
    const output = referenceOutput(edit);
    const plan = chooseSources(pairEndpoints(output, output), touched, new Set(Object.keys(output.hosts)));
    return Object.fromEntries([...plan.lines].map(([host, lines]) => [host, lines.map(({ id }) => id)]));
  };
  const three = ({ hosts, segments }: FabricInput): void => {
    hosts["docker03"] = { ...(hosts["docker01"] as FabricInput["hosts"][string]), address: "192.168.1.15" };
    for (const segment of Object.values(segments)) delete segment.hostAddresses;
    for (const segment of Object.values(segments)) delete segment.hostGateway;
  };

  it("is another host, by its NIC and with the tag", () => {
    const { docker01, docker02 } = linesOf(new Map());
    expect(docker02).toEqual(
      expect.arrayContaining([ten(10), "ens33,0,ac16100a", "ens33,0,c0a8010b", "ens33,10,c0a80a0a"]),
    );
    expect(docker01).toContain(ten(11));
    expect(docker01).not.toContain(ten(10));
  });

  it("is one that the change does not touch, or else the two that it touches least", () => {
    const asks = (touched: Touched, id: string): string[] =>
      Object.entries(linesOf(touched, three)).flatMap(([host, ids]) => (ids.includes(id) ? [host] : []));
    expect(asks(new Map([["docker02", 1]]), ten(10))).toEqual(["docker03"]);
    expect(asks(new Map(), ten(10))).toEqual(["docker02"]);
    expect(asks(new Map([["docker02", 3], ["docker03", 1]]), ten(10)).sort()).toEqual(["docker02", "docker03"]); // prettier-ignore
  });
});

describe("readWatch", () => {
  const read = (...lines: [number, string][]): Heard =>
    readWatch(lines.map(([at, text]): Arrived => ({ at, text: text.replaceAll(" ", "\t") })));

  it("reads answers and silences in this machine's time, by the line that came fastest", () => {
    const { periods, runs, answering } = read(
      ...([[1000.5, "@alive 10"], [1000.6, `@start a 10.1 ${RED}`], [1003.2, "@stop a 12.5"], [1003.2, "@alive 13"], [1004.4, `@start a 14 ${BLUE}`], [1005.4, "@alive 15"]] as [number, string][]), // prettier-ignore
    );
    const near = (value: number): unknown => expect.closeTo(value, 6);
    expect(periods).toEqual([{ from: near(1000.2), to: near(1005.2) }]);
    expect(runs.get("a")).toEqual([
      { from: near(1000.3), to: near(1002.7), mac: RED },
      { from: near(1004.2), to: near(1005.2), mac: BLUE },
    ]);
    expect([...answering]).toEqual(["a"]);
  });

  it("does not count as listened what a host slept through, nor what came before its first sign of life", () => {
    expect(read([5, "@alive 0"], [9, "@paused 2 4"], [15, "@alive 10"], [16, "@missing b ens9"])).toMatchObject({
      periods: [{ from: 5, to: 7 }, { from: 9, to: 15 }], // prettier-ignore
      missing: new Map([["b", "ens9"]]),
    });
    expect(read().periods).toEqual([]);
  });

  it("joins the sessions of a host that restarted", () => {
    const first = read([5, "@alive 0"], [6, `@start a 1 ${RED}`], [8, "@alive 3"]);
    const second = read([25, "@alive 1"], [26, `@start a 2 ${RED}`], [30, "@alive 6"]);
    expect(joinHeard([first, second])).toMatchObject({
      periods: [{ from: 5, to: 8 }, { from: 25, to: 30 }], // prettier-ignore
      runs: new Map([["a", [run(6, 8), run(26, 30)]]]),
    });
  });
});

describe("the table", () => {
  const darkTime = (): Parameters<typeof renderDarkTime>[0] => {
    const edit = (input: FabricInput): void => {
      moved(input);
      const { containers = {} } = input;
      containers["more"] = { host: "docker02", image: "busybox", attach: { vlan10: "172.16.10.50" } };
      delete containers["bbox20"];
    };
    const endpoints = pairEndpoints(referenceOutput(), referenceOutput(edit));
    const touched: Touched = new Map([["docker01", 2]]);
    const plan = chooseSources(endpoints, touched, new Set(["docker01", "docker02"]));
    const always = [run(98, 121)];
    const all = new Map([...plan.lines.values()].flat().map(({ id }) => [id, always]));
    const both = {
      ...heard({}),
      runs: new Map<string, readonly Run[]>([
        ...all,
        [ten(10), [run(98, 103)]],
        [ten(99), [run(108.1, 121)]],
        [ten(50), [run(112, 121)]],
        ["ens33,20,ac101414", [run(98, 102.4)]],
      ]),
    };
    const measured = { plan, heard: new Map([["docker01", both], ["docker02", both]]), change: CHANGE }; // prettier-ignore
    return judgeDarkTime(endpoints, touched, measured, WHYS);
  };

  it.each([80, 120])("fits a terminal of %d columns", (width) => {
    const text = renderDarkTime(darkTime(), width);
    expect(text).toMatchSnapshot();
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(width);
  });
});
