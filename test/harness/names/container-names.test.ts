import { describe, expect, it } from "vitest";
import { containerNames } from "../../../harness/names/container-names";
import { hostsFiles } from "../../../harness/names/hosts-files";
import { namedAddresses } from "../../../harness/names/named-addresses";
import type { FabricOutput } from "../../../harness/contract";
import { referenceOutput, richOutput, routedOutput } from "../fixture";

/** What a container resolves, `NAME ADDRESS`. */
function resolved(output: FabricOutput, container: string): string[] {
  const lines = containerNames(output).get(container) ?? [];
  return lines.flatMap(({ address, names }) => names.map((name) => `${name} ${address}`));
}

describe("the names that a container resolves", () => {
  it("are those of its segment on every host, its own, and the hosts", () => {
    expect(resolved(referenceOutput(), "bbox10")).toEqual([
      ...["bbox10 172.16.10.10", "bbox10.vlan10 172.16.10.10", "bbox11 172.16.10.11", "bbox11.vlan10 172.16.10.11"],
      ...["docker01 192.168.1.11", "docker02 192.168.1.13"],
    ]);
  });

  it("are those behind a router too, as far as it lets connections through", () => {
    const output = routedOutput();
    expect(resolved(output, "bbox10")).toEqual(
      expect.arrayContaining(["bbox21 172.16.20.21", "bbox21.vlan20 172.16.20.21"]),
    );
    expect(resolved(output, "bbox21").filter((line) => line.includes("bbox1"))).toEqual([]);
  });

  it("have the addresses of a common segment alone as the plain name, where there is one", () => {
    const output = routedOutput((input) => {
      Object.assign(input.containers?.["bbox11"] ?? {}, {
        attach: { vlan20: "172.16.20.11", vlan10: "172.16.10.11" },
        defaultGateway: "vlan20",
      });
    });
    const found = resolved(output, "bbox10").filter((line) => line.startsWith("bbox11"));
    expect(found).toContain("bbox11 172.16.10.11");
    expect(found).not.toContain("bbox11 172.16.20.11");
    expect(resolved(output, "bbox20").filter((line) => line.startsWith("bbox11"))).toEqual(
      expect.arrayContaining(["bbox11 172.16.20.11"]),
    );
  });

  it("have an address of each family", () => {
    expect(resolved(richOutput(), "ten1")).toEqual(
      expect.arrayContaining(["ten3 172.16.10.12", "ten3 fd00:10::12", "ten3.vlan10 fd00:10::12"]),
    );
  });

  it("leave out neighbours that a private segment keeps apart, and have those on other hosts", () => {
    const found = resolved(richOutput(), "twenty1");
    expect(found.filter((line) => line.startsWith("twenty2"))).toEqual([]);
    expect(found).toContain("twenty3 172.16.20.12");
  });

  it("have neighbours on a bridge of the same host by their addresses there", () => {
    const output = referenceOutput((input) => {
      input.bridges = { nat: { network: "nat", subnet: "172.30.0.0/24", gateway: "172.30.0.1" } };
      const on = (container: string, address: string): void => {
        Object.assign(input.containers?.[container] ?? {}, { bridges: { nat: address }, defaultGateway: "nat" });
      };
      on("bbox1", "172.30.0.10");
      on("bbox10", "172.30.0.11");
      on("bbox2", "172.30.0.12");
    });
    const found = resolved(output, "bbox1");
    expect(found).toEqual(
      expect.arrayContaining(["bbox1.nat 172.30.0.10", "bbox10 172.30.0.11", "bbox10.nat 172.30.0.11"]),
    );
    expect(found.filter((line) => /^bbox2[. ]/.test(line))).toEqual(["bbox2 172.22.16.20", "bbox2.flat 172.22.16.20"]);
  });

  it("are the container's, where a host has the same name", () => {
    const output = referenceOutput((input) => {
      input.containers = {
        ...input.containers,
        docker02: {
          ...input.containers?.["bbox11"],
          image: "busybox",
          host: "docker02",
          attach: { vlan10: "172.16.10.99" },
        },
      };
    });
    expect(resolved(output, "bbox10").filter((line) => line.startsWith("docker02 "))).toEqual([
      "docker02 172.16.10.99",
    ]);
  });

  it.each([
    ["the reference topology", referenceOutput()],
    ["one with everything", richOutput()],
    ["one with a router", routedOutput()],
  ])("agree with the hosts file and the zones that npm run outputs writes: %s", (_, output) => {
    const written = namedAddresses(output).flatMap(({ address, names }) => names.map((name) => `${name} ${address}`));
    const byName = new Map(written.map((line) => [line.split(" ")[0], true]));
    for (const container of Object.keys(output.containers)) {
      // `name.segment` is one thing wherever it is known; a plain name may have a nearer address than for those outside.
      const full = resolved(output, container).filter((line) => /^\S+\.(?!nat)\S+ /.test(line));
      expect(written).toEqual(expect.arrayContaining(full));
      for (const line of resolved(output, container))
        if (!/\.nat /.test(line)) expect(byName.has(line.split(" ")[0] ?? "")).toBe(true);
    }
  });
});

describe("the hosts file of a container", () => {
  it("begins with localhost, of IPv6 only for a container that has an address of it", () => {
    const files = hostsFiles(richOutput());
    expect(files.get("ten1")).toContain("::1 localhost ip6-localhost ip6-loopback");
    expect(files.get("bbox1")).toContain("127.0.0.1 localhost");
    expect(files.get("bbox1")?.filter((line) => line.startsWith("::1"))).toEqual([]);
  });

  it("has the hostname of the container, and the hosts that its configuration adds", () => {
    const output = referenceOutput((input) => {
      const extra = { hostname: "resolver", extra_hosts: { ntp: "10.0.0.1" } };
      Object.assign(input.containers?.["bbox10"] ?? {}, extra);
    });
    const files = hostsFiles(output);
    expect(files.get("bbox10")).toEqual(expect.arrayContaining(["172.16.10.10 resolver", "10.0.0.1 ntp"]));
    expect(files.get("bbox11")).not.toContain("172.16.10.10 resolver");
  });

  it("is sorted, since the files of a host share their lines", () => {
    for (const lines of hostsFiles(richOutput()).values()) expect(lines).toEqual([...lines].sort());
  });
});
