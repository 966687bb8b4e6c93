import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import type { FabricOutput } from "../../../harness/contract";
import { SSHD, Sshd } from "../../host/sshd";
import { referenceOutput, richOutput } from "../fixture";
import { needProgram, run, temporaryFolder, type Ran } from "./consumer";
import { render } from "./render";

const folder = temporaryFolder();
/** No files in the user's home folder, and no connection that outlives a test. */
const env = {
  ANSIBLE_SSH_ARGS: "-o ControlMaster=no",
  ANSIBLE_LOCALHOST_WARNING: "0",
  ANSIBLE_HOME: folder.path,
  ANSIBLE_LOCAL_TEMP: folder.path,
};

type Inventory = Record<string, { readonly hosts?: string[] }> & {
  readonly _meta: { readonly hostvars: Record<string, Record<string, unknown>> };
};

function list(kind: string, fabric: FabricOutput): Inventory {
  const { stdout, text } = run("ansible-inventory", ["-i", folder.write(render(kind, fabric)), "--list"], { env });
  expect(text).not.toMatch(/WARN|ERROR/);
  return JSON.parse(stdout) as Inventory;
}

describe("the inventory of hosts", () => {
  it("has groups for each segment and the registry, and the host key pinned", (context) => {
    needProgram(context, "ansible-inventory", "ansible-core");
    const inventory = list("ansible", referenceOutput());
    expect(inventory).toMatchObject({
      segment_vlan10: { hosts: ["docker01", "docker02"] },
      registry: { hosts: ["docker01"] },
    });
    const variables = inventory._meta.hostvars["docker01"] ?? {};
    expect(variables["ansible_ssh_common_args"]).toContain("-o 'KnownHostsCommand=/bin/echo %H ssh-ed25519 AAAA'");
    expect(variables).not.toHaveProperty("ansible_become");
  });

  it("becomes root where the login is another user", (context) => {
    needProgram(context, "ansible-inventory", "ansible-core");
    const fabric = referenceOutput();
    Object.assign(fabric.hosts["docker02"]?.ssh ?? {}, { user: "fabric" });
    const { hostvars } = list("ansible", fabric)._meta;
    expect(hostvars["docker02"]).toMatchObject({ ansible_user: "fabric", ansible_become: true });
    expect(hostvars["docker01"]).not.toHaveProperty("ansible_become");
  });
});

describe.skipIf(SSHD === undefined)("a play on a host", () => {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await Sshd.start("10:30:100");
  });
  afterAll(() => sshd.stop());

  function play(change: Partial<FabricOutput["hosts"][string]["ssh"]>): Ran {
    const fabric = referenceOutput();
    const ssh = { ...sshd.login, privateKeyFile: sshd.login.privateKeyFile ?? "", ...change };
    fabric.hosts = { docker01: { ...(fabric.hosts["docker01"] ?? { address: "", nic: "", docker: "" }), ssh } };
    const { registry: _elsewhere, ...rest } = { ...fabric, segments: {}, containers: {} };
    const inventory = folder.write(render("ansible", rest));
    const tasks = [
      { raw: "echo {{ lan_address }} {{ lan_nic }}", register: "said" },
      { debug: { var: "said.stdout" } },
    ];
    const book = folder.write({ "play.yaml": stringify([{ hosts: "all", gather_facts: false, tasks }]) });
    return run("ansible-playbook", ["-i", inventory, book], { env });
  }

  it("logs in with what the inventory says", (context) => {
    needProgram(context, "ansible-playbook", "ansible-core");
    const { status, text } = play({});
    expect(text).toContain('"said.stdout": "192.168.1.11 ens33');
    expect(status).toBe(0);
  });

  it("logs in through a bastion", (context) => {
    needProgram(context, "ansible-playbook", "ansible-core");
    const { status, text } = play({ jump: { ...sshd.login, privateKeyFile: sshd.login.privateKeyFile ?? "" } });
    expect(text).toContain('"said.stdout": "192.168.1.11 ens33');
    expect(status).toBe(0);
  });

  it("is refused by a host with another key", (context) => {
    needProgram(context, "ansible-playbook", "ansible-core");
    const { status, text } = play({
      hostKey: `ssh-ed25519 ${sshd.login.hostKey.split(" ")[1]?.replace(/.{4}$/, "AAAA") ?? ""}`,
    });
    expect(text).toContain("Host key verification failed");
    expect(status).not.toBe(0);
  });
});

describe("the inventory of containers", () => {
  it("has a group for each segment and bridge", (context) => {
    needProgram(context, "ansible-inventory", "ansible-core");
    const inventory = list("ansible-containers", richOutput());
    expect(inventory["containers"]?.hosts).toHaveLength(16);
    expect(inventory["container_vlan30"]?.hosts).toEqual(["thirty1", "thirty2", "both"]);
    expect(inventory["container_nat"]?.hosts).toEqual(["out1", "out2"]);
    expect(inventory._meta.hostvars["both"]).toMatchObject({
      ansible_connection: "community.docker.docker",
      ansible_docker_extra_args: "--context docker02",
      macvlan_addresses: { vlan20: ["172.16.20.20"], vlan30: ["172.16.30.20"] },
    });
  });
});
