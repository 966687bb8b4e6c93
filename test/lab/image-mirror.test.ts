import { afterEach, describe, expect, it, vi } from "vitest";
import { chooseMirror, debianMirror } from "../../lab/image/mirror";
import type { System } from "../../support/system";

const DEBIAN: System = { name: "Debian", packageManager: "apt", isDebian: true, codename: "bookworm" };
const TARGETS = [
  "nodistro main http://vendor.test/node/ . nodistro",
  "bookworm-security main http://mirror.test/debian-security/ Debian",
  "bookworm contrib http://other.test/debian/ Debian",
  "bookworm main http://vendor.test/bookworm/ Vendor Inc.",
  "bookworm main http://mirror.test/debian/ Debian",
].join("\n");

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("chooseMirror", () => {
  it.each([
    ["whose origin is Debian", TARGETS],
    ["that apt has not read yet", "bookworm main http://mirror.test/debian/ "],
  ])("takes the archive of the machine's own release %s", (_, targets) => {
    expect(chooseMirror(targets, DEBIAN)).toBe("http://mirror.test/debian/");
  });

  it.each<[string, string, System]>([
    ["another distribution's archive", TARGETS, { ...DEBIAN, isDebian: false }],
    ["nothing", "", DEBIAN],
  ])("finds none in %s", (_, targets, system) => {
    expect(chooseMirror(targets, system)).toBeUndefined();
  });
});

describe("debianMirror", () => {
  it("lets the user choose", async () => {
    vi.stubEnv("MACVLAN_FABRIC_MIRROR", "http://mine.test/debian");
    expect(await debianMirror()).toBe("http://mine.test/debian");
  });
});
