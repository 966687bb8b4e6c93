import { hostname } from "node:os";
import { afterEach, beforeEach, expect, it } from "vitest";
import { releaseOnHostScript } from "../../host/handover";
import { prepareHostScript, type PrepareSpec } from "../../host/scripts";
import { FolderHost } from "./fake-host-tools";

const NIC = "2: ens33: <UP> mtu 1500";
let host: FolderHost;
beforeEach(() => {
  host = new FolderHost({ ens33: NIC, ens34: NIC });
  for (const nic of ["ens33", "ens34"]) host.write(`sys/class/net/${nic}/flags`, "0x1003\n");
});
afterEach(() => {
  host.close();
});

function release(name: string): void {
  const nothing = { addresses: [], networks: [] };
  const script = releaseOnHostScript("dev", "fabric=dev", { name, address: "192.168.1.11" }, nothing);
  expect(host.run(script, "apply").status).toBe(0);
}

function prepare(spec: Partial<PrepareSpec>, verb: "apply" | "remove" = "apply", stack = "dev") {
  const name = hostname();
  const nics = [
    { nic: "ens33", path: "hosts.docker01.nic" },
    { nic: "ens34", path: "hosts.docker01.nics.iot" },
  ];
  const promiscuous = ["ens33", "ens34"];
  const script = prepareHostScript(stack, { name, nics, promiscuous, address: "192.168.1.11", ...spec });
  return host.run(script.replaceAll(/\/(etc\/(hostname|modules)|usr\/bin\/env)/g, `${host.root}/$1`), verb);
}

function changes(): string[] {
  return host.calls().filter((call) => !/ up$|daemon-reload$/.test(call));
}

const requirements = [
  { since: "28.0.0", text: "segments.six needs Docker 28.0.0 or later: ONE: upgrade Docker, or add an IPv4 subnet" },
  { since: "29.3.0", before: "28.0.0", text: "containers.web.attach.six.mac needs Docker 29.3.0 or later, or …" },
];

it("refuses an engine that is too old for anything in the plan, all at once, and changes nothing", () => {
  host.write("docker.sh", "echo 26.1.5+dfsg1\n");
  const { status, says } = prepare({ docker: "27.0", requirements });
  expect(status).toBe(1);
  expect(says.trim().split("\n")).toEqual([
    expect.stringMatching(
      /hosts\.\S+\.docker: Docker on \S+ \(192\.168\.1\.11\) is 26\.1\.5\+dfsg1, older than 27\.0: upgrade it/,
    ),
    `hosts.${hostname()}: Docker is 26.1.5+dfsg1, but segments.six needs Docker 28.0.0 or later: ONE: upgrade Docker, or add an IPv4 subnet`,
  ]);
  expect([host.calls(), host.files()]).toEqual([[], { "docker.sh": "echo 26.1.5+dfsg1\n" }]);
});

it.each([
  ["26.1.5+dfsg1", [true, false]],
  ["27.5.1", [true, false]],
  ["28.0.0", [false, true]],
  ["28.5.2", [false, true]],
  ["29.3.0", [false, false]],
  ["30.0.0-rc.1", [false, false]],
])("knows which requirements Docker %s does not meet", (version, refused) => {
  host.write("docker.sh", `echo ${version}\n`);
  const { status, says } = prepare({ requirements });
  expect(requirements.map(({ text }) => says.includes(`Docker is ${version}, but ${text}`))).toEqual(refused);
  expect(status).toBe(refused.includes(true) ? 1 : 0);
});

it("blames the place in the configuration that names a NIC which is not there, and changes nothing", () => {
  const nics = [
    { nic: "ens33", path: "hosts.docker01.nic" },
    { nic: "ens35", path: "hosts.docker01.nics.iot" },
  ];
  const { status, says } = prepare({ nics });
  expect(status).toBe(1);
  expect(says).toContain("hosts.docker01.nics.iot: there is no interface ens35: correct it; this host has ens33 ens34");
  expect([host.calls(), host.files()]).toEqual([[], {}]);
});

it("prints the version of an engine that is new enough, and makes only those NICs promiscuous that need it", () => {
  host.write("docker.sh", "echo 28.5.2\n");
  expect(prepare({ promiscuous: ["ens34"] })).toEqual({ status: 0, says: "28.5.2\n" });
  expect(changes()).toEqual(["ip link set dev ens34 promisc on"]);
  expect(Object.keys(host.files())).toContain("state/claims/promisc-ens34/dev");
  expect(Object.keys(host.files())).not.toContain("state/claims/promisc-ens33/dev");
});

it("ends promiscuous mode where it is no longer needed, unless another stack needs it", () => {
  host.write("docker.sh", "echo 28.5.2\n");
  prepare({});
  prepare({}, "apply", "second");
  host.calls();
  prepare({ promiscuous: ["ens33"] });
  expect(changes()).toEqual(["ip link set dev ens33 promisc on"]);
  prepare({ promiscuous: [] }, "apply", "second");
  expect(changes()).toEqual(["ip link set dev ens34 promisc off"]);
  prepare({ promiscuous: ["ens33"] }, "remove");
  expect(changes()).toEqual(["ip link set dev ens33 promisc off"]);
});

it("makes a NIC promiscuous at every boot and whenever it is made anew, and has systemd read that once", () => {
  host.write("docker.sh", "echo 28.5.2\n");
  const reloads = (): number => host.calls().filter((call) => call === "systemctl daemon-reload").length;
  prepare({ promiscuous: ["ens33"] });
  const wants = ["multi-user.target.wants", "sys-subsystem-net-devices-ens33.device.wants"];
  expect(Object.keys(host.symlinks())).toEqual(
    wants.map((folder) => `etc/systemd/system/${folder}/macvlan-fabric-promisc@ens33.service`),
  );
  expect(reloads()).toBe(1);
  prepare({ promiscuous: ["ens33"] });
  expect(reloads()).toBe(0);
  prepare({ promiscuous: ["ens33"] }, "remove");
  expect(host.symlinks()).toEqual({});
  expect(() => {
    host.remove(`etc/systemd/system/${wants[1] ?? ""}`);
  }).toThrow(/ENOENT/);
});

it("leaves a NIC promiscuous that was so before, and one that it never touched", () => {
  host.write("docker.sh", "echo 28.5.2\n");
  host.write("sys/class/net/ens33/flags", "0x1103\n");
  prepare({ promiscuous: ["ens33"] });
  prepare({ promiscuous: ["ens33"] }, "remove");
  expect(changes().filter((call) => call.endsWith("off"))).toEqual([]);
});

it("leaves everything to the host's new name when it is removed under the old one", () => {
  host.write("docker.sh", "echo 28.5.2\n");
  prepare({ name: "before" });
  prepare({ name: hostname() });
  release(hostname());
  const files = host.files();
  host.calls();
  prepare({ name: "before" }, "remove");
  expect([changes(), host.files()]).toEqual([[], files]);
  prepare({ name: hostname() }, "remove");
  expect(Object.keys(host.files()).filter((file) => file.startsWith("state/"))).toEqual([]);
});

it("notes a name for what it finds nothing of, and leaves that of what is there to the script that frees it", () => {
  host.write("docker.sh", "echo 28.5.2\n");
  const noted = (): string | undefined => host.files()["state/claims/name/dev"];
  release("before");
  expect(noted()).toBeUndefined();
  prepare({ name: "before" });
  expect(noted()).toBe("before");
  prepare({ name: hostname() });
  expect(noted()).toBe("before");
  release(hostname());
  expect(noted()).toBe(hostname());
});

it("takes the former name from where earlier versions noted it", () => {
  host.write("docker.sh", "echo 28.5.2\n");
  host.write("state/claims/host/dev", "before");
  prepare({ name: hostname() });
  expect(host.files()).toMatchObject({ "state/claims/name/dev": "before", "state/claims/host/dev": hostname() });
});

it("ends promiscuous mode on a NIC that the host no longer uses, or has", () => {
  host.write("docker.sh", "echo 28.5.2\n");
  prepare({});
  host.calls();
  prepare({ nics: [{ nic: "ens33", path: "hosts.docker01.nic" }], promiscuous: ["ens33"] });
  expect(changes()).toEqual(["ip link set dev ens33 promisc on", "ip link set dev ens34 promisc off"]);
  expect(Object.keys(host.files()).filter((file) => file.includes("ens34"))).toEqual([]);
});
