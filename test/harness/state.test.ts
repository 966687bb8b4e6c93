import { describe, expect, it } from "vitest";
import { parseProbeOutput } from "../../harness/probe-output";
import { compareState } from "../../harness/state";
import { stateOf } from "./fake-host";
import { referenceOutput } from "./fixture";

const output = referenceOutput();
const healthy = ["@begin", "@docker\t0", ...stateOf("docker01", output), "@end"].join("\n");

/** Drift of docker01 after its text was changed, as `subject: property: observed`. */
function drift(from: string | RegExp, to: string): string[] {
  const text = healthy.replace(from, to);
  expect(text).not.toBe(healthy);
  return compareState("docker01", output, parseProbeOutput(text))
    .filter(({ ok }) => !ok)
    .map(({ subject, property, observed }) => `${subject}: ${property}: ${observed}`);
}

describe("compareState", () => {
  it("finds no drift on a host that is as planned", () => {
    const items = compareState("docker01", output, parseProbeOutput(healthy));
    expect(items).toHaveLength(36);
    expect(items.filter(({ ok }) => !ok)).toEqual([]);
  });

  const cases: [string, string | RegExp, string, string[]][] = [
    [
      "a link that is gone",
      /@link\t5: ens33\.10.*\n/,
      "",
      ["link ens33.10: VLAN: absent", "link ens33.10: state: absent"],
    ],
    ["another VLAN id", "802.1Q id 10", "802.1Q id 11", ["link ens33.10: VLAN: 11 on ens33"]],
    ["another parent", "ens33.10@ens33:", "ens33.10@ens44:", ["link ens33.10: VLAN: 10 on ens44"]],
    [
      "a macvlan in its place",
      "vlan protocol 802.1Q id 10",
      "macvlan mode bridge",
      ["link ens33.10: VLAN: not an 802.1Q link"],
    ],
    [
      "a link that is down",
      /(ens33\.10@ens33: )<BROADCAST,MULTICAST,UP,LOWER_UP>/,
      "$1<BROADCAST,MULTICAST>",
      ["link ens33.10: state: down"],
    ],
    [
      "no carrier",
      /(ens33\.10@ens33: )<BROADCAST,MULTICAST,UP,LOWER_UP>/,
      "$1<NO-CARRIER,BROADCAST,UP>",
      ["link ens33.10: state: up, without carrier"],
    ],
    ["no promiscuous mode", "PROMISC,", "", ["link ens33: promiscuous: no"]],
    ["another host address", "192.168.10.10/24", "192.168.10.99/24", ["link ens33.10: address: 192.168.10.99/24"]],
    ["another prefix length", "192.168.10.10/24", "192.168.10.10/16", ["link ens33.10: address: 192.168.10.10/16"]],
    [
      "a link that would not survive a reboot",
      "@kept\tens33.10\tpresent",
      "@kept\tens33.10\tmissing: a file that defines it",
      ["link ens33.10: boot files: missing: a file that defines it"],
    ],
    [
      "a link whose host does not report its files",
      "@kept\tens33.10\tpresent\n",
      "",
      ["link ens33.10: boot files: unknown"],
    ],
    [
      "a second default route",
      "@default",
      "@default\tdefault via 10.0.0.1 dev x\n@default",
      ["routes: default routes: 2: default via 10.0.0.1 dev x; default via 192.168.1.1 dev ens33"],
    ],
    ["a network that is gone", /@network\tmac_net10.*\n/, "", ["network mac_net10: state: absent"]],
    ["another driver", "mac_net10\tmacvlan", "mac_net10\tbridge", ["network mac_net10: driver: bridge"]],
    ["a forgotten parent", "macvlan\tens33.10\t", "macvlan\t\t", ["network mac_net10: parent: none"]],
    ["another subnet", "172.16.10.0/24|", "172.16.0.0/16|", ["network mac_net10: subnet: 172.16.0.0/16"]],
    ["no gateway", "172.16.10.0/24|172.16.10.1", "172.16.10.0/24|", ["network mac_net10: gateway: none"]],
    ["a container that ended", "/bbox10\trunning", "/bbox10\texited", ["container bbox10: state: exited"]],
    ["a container that is gone", /@container\t\/bbox10.*\n/, "", ["container bbox10: state: absent"]],
    [
      "another address",
      "mac_net10|172.16.10.10",
      "mac_net10|172.16.10.99",
      ["container bbox10: address on mac_net10: 172.16.10.99"],
    ],
    [
      "another MAC",
      /(mac_net10\|172\.16\.10\.10\|\|)\S+/,
      "$102:00:00:00:00:00",
      ["container bbox10: MAC on mac_net10: 02:00:00:00:00:00"],
    ],
    [
      "another image",
      "busybox@sha256:a",
      "busybox@sha256:b",
      [`container bbox1: image: 192.168.1.11:5000/busybox@sha256:b${"a".repeat(63)}`],
    ],
  ];
  it.each(cases)("sees %s", (_, from, to, expected) => {
    expect(drift(from, to)).toEqual(expected);
  });

  it("reports once that Docker does not answer, instead of everything that it holds as absent", () => {
    const text = healthy
      .replaceAll(/@(container|network)\t.*\n/g, "")
      .replace(
        "@docker\t0",
        "@docker\t1\n@docker-says\tCannot connect to the Docker daemon at unix:///var/run/docker.sock.",
      );
    const items = compareState("docker01", output, parseProbeOutput(text)).filter(({ ok }) => !ok);
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ subject: "Docker", desired: "answering" });
  });
});
