import { describe, expect, it } from "vitest";
import { referenceOutput, richOutput } from "../fixture";
import { needProgram, needPython, run, temporaryFolder } from "./consumer";
import { render } from "./render";

const folder = temporaryFolder();

describe("netbox", () => {
  const files = render("netbox", richOutput());

  /** Rows by their columns, as a reader of CSV sees them. */
  function rows(name: string): Record<string, string>[] {
    const script = "import csv, json, sys; print(json.dumps(list(csv.DictReader(open(sys.argv[1])))))";
    const file = folder.write({ [name]: files[name] ?? "" });
    return JSON.parse(run("python3", ["-c", script, file]).stdout) as Record<string, string>[];
  }

  it("has the addresses with the masks of their subnets, and those that are shared as anycast", (context) => {
    needProgram(context, "python3", "python3");
    const all = rows("4-ip-addresses.csv");
    const of = (name: string) => all.filter(({ dns_name }) => dns_name === name);
    expect(of("ten1.vlan10").map(({ address }) => address)).toEqual(["172.16.10.10/24", "fd00:10::10/64"]);
    expect(of("dns1.vlan10")[0]).toMatchObject({ address: "172.16.10.53/24", role: "anycast", status: "active" });
    expect(of("docker01")[0]).toMatchObject({ address: "192.168.1.11/32" });
    // NetBox refuses a second one of a unique role.
    const unique = all.filter(({ role }) => role === "").map(({ address = "" }) => address.split("/")[0]);
    expect(unique.filter((address, at) => unique.indexOf(address) !== at)).toEqual([]);
  });

  it("has the prefixes of segments and of the hosts' addresses there, each once", (context) => {
    needProgram(context, "python3", "python3");
    const prefixes = rows("2-prefixes.csv");
    expect(prefixes.filter(({ vlan }) => vlan === "10").map(({ prefix }) => prefix)).toEqual([
      ...["172.16.10.0/24", "fd00:10::/64", "172.16.11.0/24", "192.168.10.0/24", "fd00:1010::/64"],
    ]);
    expect(rows("1-vlans.csv").map(({ vid, name }) => [vid, name])).toEqual([
      ...[["10", "vlan10"], ["20", "vlan20"], ["30", "vlan30"]],
    ]); // prettier-ignore
  });

  it("has the ranges that Docker assigns from", () => {
    const pooled = referenceOutput((input) => Object.assign(input.segments["vlan10"] ?? {}, { pool: { size: 16 } }));
    const lines = (render("netbox", pooled)["3-ip-ranges.csv"] ?? "").split("\n");
    expect(lines[1]).toMatch(
      /^172\.16\.10\.\d+\/24,172\.16\.10\.\d+\/24,active,automatic addresses of docker01 on segment vlan10 of stack dev$/,
    );
  });
});

describe("robot", () => {
  const SUITE = `*** Test Cases ***
Knows The Plan
    Should Be Equal    \${LAB.containers.bbox10.attach.vlan10.addresses}[0]    172.16.10.10
    Should Be Equal As Integers    \${LAB.hosts['docker01'].ssh.port}    2201
`;

  it("gives Robot Framework the output as a variable", (context) => {
    needPython(context, "robot", "robotframework");
    const variables = folder.write(render("robot"));
    const suite = folder.write({ "plan.robot": SUITE });
    const { text, status } = run("python3", [
      "-m",
      "robot",
      "--output",
      "NONE",
      "--log",
      "NONE",
      "--report",
      "NONE",
      "--variablefile",
      variables,
      suite,
    ]);
    expect(text).toContain("1 test, 1 passed, 0 failed");
    expect(status).toBe(0);
  });
});

describe("env", () => {
  it("gives a shell the addresses as variables", () => {
    const fabric = richOutput();
    const { "lab.env": text = "" } = render("env", fabric);
    const file = folder.write({ "lab.env": text });
    const script =
      '. "$1"; echo "$LAB_STACK $HOST_DOCKER02 $CONTAINER_TEN1_VLAN10 $CONTAINER_TEN1_VLAN10_IPV6 $REGISTRY"';
    const { text: said } = run("sh", ["-euc", script, "sh", file]);
    expect(said).toBe("dev 192.168.1.13 172.16.10.10 fd00:10::10 192.168.1.11:5000\n");
  });

  it("has underscores for the hyphens of names", () => {
    const fabric = referenceOutput();
    fabric.containers = { "a-b": { ...(fabric.containers["bbox1"] ?? { host: "", image: "", attach: {} }) } };
    expect(render("env", fabric)["lab.env"]).toContain("CONTAINER_A_B_FLAT=172.22.16.10\n");
  });
});
