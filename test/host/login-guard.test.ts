import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UNCONFIRMED } from "../../commands/stalled-update";
import { subinterfaceScript } from "../../host/link-scripts";
import { FolderHost } from "./fake-host-tools";

const ADDRESS = "192.0.2.10/24";
const vlan = (change = {}): string =>
  subinterfaceScript("dev", {
    ...{ owner: "vlan10", link: "ens33.10", nic: "ens33", vlan: 10, addresses: [ADDRESS], ...change },
  });
const ELSEWHERE = vlan({ addresses: ["198.51.100.10/24"] });
const TIMER = "systemctl stop macvlan-fabric-undo-ens33.10.timer";
const CUT =
  /with ens33\.10 as it is now, answers to this login leave through ens33\.10 instead of ens33 via 192\.168\.1\.1\. The host takes that back in 90 s unless a new login confirms it: run the same command again at once/;

let host: FolderHost;
beforeEach(() => {
  host = new FolderHost({ ens33: "2: ens33: <UP> mtu 1500" });
  host.write("sys/class/net/ens33/mtu", "1500\n");
});
afterEach(() => {
  host.close();
});

const newLogin = (): void => {
  host.login = "192.0.2.7 50001 192.168.1.11 22";
};
const addresses = (): string => host.addresses("ens33.10");
/** What the timer and its notes are. */
const armed = (): string[] => Object.keys(host.files()).filter((file) => /^armed|^run/.test(file));

// Automates F3.
describe("a change that turns answers to the login another way", () => {
  beforeEach(() => {
    host.write("shadow", ADDRESS);
    const { status, says } = host.run(vlan(), "apply");
    expect([status, says]).toEqual([1, expect.stringMatching(CUT)]);
    expect(host.links()).toContain("ens33.10");
    expect(Object.keys(host.files()).filter((file) => file.startsWith("etc/systemd"))).toEqual([]);
  });

  it("lasts once the same has been run in a new login", () => {
    newLogin();
    expect(host.run(vlan(), "apply")).toEqual({ status: 0, says: "" });
    expect(Object.keys(host.files())).toContain("state/links/ens33.10.up");
    expect(armed()).toEqual([]);
  });

  it("does not last for the login that has made it", () => {
    expect(host.run(vlan(), "apply")).toEqual({ status: 1, says: expect.stringMatching(CUT) as string });
  });

  it("is taken back when no new login comes, refused once with the reason, and tried again then", () => {
    host.expire();
    expect(host.links()).toEqual(["ens33"]);
    expect(Object.keys(host.files()).filter((file) => /^state\//.test(file))).toEqual([]);
    newLogin();
    const { status, says } = host.run(vlan(), "apply");
    expect([status, says]).toEqual([
      1,
      expect.stringMatching(
        /no new login reached this host within 90 s after ens33\.10 had changed, and it has taken the change back: answers to 192\.0\.2\.7 left through ens33\.10 instead of ens33 via 192\.168\.1\.1\. Change the addresses of ens33\.10, or log in from elsewhere/,
      ),
    ]);
    expect(host.links()).toEqual(["ens33"]);
    expect(host.run(vlan(), "apply")).toEqual({ status: 1, says: expect.stringMatching(CUT) as string });
  });

  it("gives way to another", () => {
    newLogin();
    host.remove("shadow");
    expect(host.run(ELSEWHERE, "apply")).toEqual({ status: 0, says: "" });
    expect(addresses()).not.toContain(ADDRESS);
    expect(armed()).toEqual([]);
  });

  it("is forgotten by a host that reboots", () => {
    host.remove("run");
    host.remove("armed");
    host.remove("sys/class/net/ens33.10");
    newLogin();
    expect(host.run(vlan(), "apply")).toEqual({ status: 1, says: expect.stringMatching(CUT) as string });
  });
});

// Automates F3.
describe("a link that was there before", () => {
  it("is as it was, when no new login comes", () => {
    expect(host.run(ELSEWHERE, "apply").status).toBe(0);
    const before = [host.files(), addresses()];
    host.write("shadow", ADDRESS);
    expect(host.run(vlan(), "apply")).toEqual({ status: 1, says: expect.stringMatching(CUT) as string });
    expect(addresses()).toContain(ADDRESS);
    host.expire();
    host.remove("run");
    host.remove("shadow");
    expect([host.files(), addresses()]).toEqual(before);
  });
});

describe("a link that is removed while its change waits", () => {
  it.each([
    [[], "was not there before"],
    [["198.51.100.10/24"], "was"],
  ])("stays removed, if it had %j: it %s", (former) => {
    if (former.length > 0) expect(host.run(vlan({ addresses: former }), "apply").status).toBe(0);
    host.write("shadow", ADDRESS);
    expect(host.run(vlan(), "apply").status).toBe(1);
    newLogin();
    expect(host.run(vlan({ addresses: former }), "remove")).toEqual({ status: 0, says: "" });
    expect(host.links()).toEqual(["ens33"]);
    host.remove("shadow");
    expect(host.files()).toEqual({});
  });
});

describe("a link of which no commands are noted", () => {
  it("gets back what it had, when no new login comes", () => {
    expect(host.run(ELSEWHERE, "apply").status).toBe(0);
    host.remove("state/links/ens33.10.up");
    host.write("shadow", ADDRESS);
    expect(host.run(vlan(), "apply").status).toBe(1);
    expect(addresses()).not.toContain("198.51.100.10/24");
    host.expire();
    expect(addresses()).toContain("198.51.100.10/24");
    expect(addresses()).not.toContain(ADDRESS);
  });
});

describe("a link that is not touched", () => {
  it("arms no timer", () => {
    host.run(vlan(), "apply");
    host.calls();
    expect(host.run(vlan(), "apply")).toEqual({ status: 0, says: "" });
    expect(host.calls().filter((call) => /systemd-run|undo/.test(call))).toEqual([]);
    expect(host.run(vlan({ addresses: [] }), "apply").status).toBe(0);
    expect(host.calls().filter((call) => call.startsWith("systemd-run"))).toEqual([]);
  });
});

describe("a change that fails", () => {
  it("is taken back at once", () => {
    host.write("broken-links", "ens33.10");
    const { status, says } = host.run(vlan(), "apply");
    expect([status, says]).toEqual([1, expect.stringMatching(/cannot make ens33\.10 on ens33/)]);
    expect(host.calls()).toContain(TIMER);
    expect([host.links(), Object.keys(host.files())]).toEqual([["ens33"], ["broken-links"]]);
  });
});

describe("a link by which the login comes", () => {
  beforeEach(() => {
    expect(host.run(vlan(), "apply").status).toBe(0);
    host.login = "192.0.2.7 50000 192.0.2.10 22";
  });

  it("keeps the address that it came to", () => {
    const { status, says } = host.run(ELSEWHERE, "apply");
    expect([status, says]).toEqual([
      1,
      expect.stringMatching(
        /this login came to 192\.0\.2\.10, an address that ens33\.10 would lose: log in to the host/,
      ),
    ]);
    expect(addresses()).toContain(ADDRESS);
  });

  it("is not removed", () => {
    const { status, says } = host.run(vlan(), "remove");
    expect([status, says]).toEqual([
      1,
      expect.stringMatching(
        /this login comes through ens33\.10, which cannot be taken away under it: log in to the host/,
      ),
    ]);
    expect(host.links()).toContain("ens33.10");
    host.login = "192.0.2.7 50000 192.168.1.11 22";
    expect(host.run(vlan(), "remove")).toEqual({ status: 0, says: "" });
    expect(host.links()).toEqual(["ens33"]);
  });

  it("keeps its name", () => {
    const { status, says } = host.run(vlan({ link: "blue" }), "apply");
    expect([status, says]).toEqual([1, expect.stringMatching(/this login comes through ens33\.10/)]);
    expect(host.links()).toContain("ens33.10");
  });
});

it("speaks of a change that waits as `up` expects it", () => {
  host.write("shadow", ADDRESS);
  expect(host.run(vlan(), "apply").says).toContain(UNCONFIRMED);
});
