import { describe, expect, it } from "vitest";
import { referenceOutput } from "../fixture";
import { needProgram, needPython, run, temporaryFolder } from "./consumer";
import { render } from "./render";

const folder = temporaryFolder();

describe("docker-contexts", () => {
  it("are contexts to Docker's CLI, by the names of hosts", (context) => {
    needProgram(context, "docker", "docker-cli");
    folder.write(render("docker-contexts"));
    const env = { DOCKER_CONFIG: folder.path };
    const list = run("docker", ["context", "ls", "--format", "{{.Name}} {{.DockerEndpoint}} {{.Error}}"], { env });
    expect(list.text).toContain("docker01 ssh://docker01 \ndocker02 ssh://docker02 \n");
    const { text } = run("docker", ["context", "inspect", "docker01"], { env });
    expect(JSON.parse(text)).toMatchObject([
      { Name: "docker01", Endpoints: { docker: { Host: "ssh://docker01", SkipTLSVerify: false } } },
    ]);
  });
});

describe("nornir", () => {
  it("is an inventory to Nornir", (context) => {
    needPython(context, "nornir", "nornir");
    folder.write(render("nornir", referenceOutput()));
    const script = `
import json
from nornir import InitNornir

nornir = InitNornir(logging={"enabled": False})
with_registry = nornir.filter(filter_func=lambda host: host.has_parent_group("registry"))
host = nornir.inventory.hosts["docker01"]
paramiko = host.get_connection_parameters("paramiko")
print(json.dumps({
    "hosts": list(nornir.inventory.hosts),
    "groups": list(nornir.inventory.groups),
    "registry": list(with_registry.inventory.hosts),
    "login": [host.username, host.hostname, host.port, host.platform, paramiko.extras],
    "containers": host["containers"],
}))`;
    const { text } = run("python3", ["-c", script], { cwd: folder.path });
    expect(JSON.parse(text)).toEqual({
      hosts: ["docker01", "docker02"],
      groups: ["segment_flat", "segment_vlan10", "segment_vlan20", "registry"],
      registry: ["docker01"],
      login: ["root", "127.0.0.1", 2201, "linux", { key_filename: "/keys/lab" }],
      containers: ["bbox1", "bbox10", "bbox20"],
    });
  });

  it("names the bastion of a host that has one", (context) => {
    needPython(context, "nornir", "nornir");
    const fabric = referenceOutput();
    const docker01 = fabric.hosts["docker01"];
    if (docker01 === undefined) throw new Error("there is no docker01");
    docker01.ssh.jump = { host: "gate.lan", port: 2222, user: "me", hostKey: "ssh-ed25519 AAAA" };
    folder.write(render("nornir", fabric));
    const script = `
from nornir import InitNornir

hosts = InitNornir(logging={"enabled": False}).inventory.hosts
print(*[host.get("jump") for host in hosts.values()])`;
    expect(run("python3", ["-c", script], { cwd: folder.path }).text.trim()).toBe("me@gate.lan:2222 None");
  });
});
