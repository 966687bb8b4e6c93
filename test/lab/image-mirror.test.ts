import { afterEach, describe, expect, it, vi } from "vitest";
import { chooseMirror, debianMirror } from "../../lab/image/mirror";

const DEBIAN = 'PRETTY_NAME="Debian"\nVERSION_CODENAME=bookworm\nID=debian\n';
const TARGETS = [
  "nodistro main http://vendor.test/node/",
  "bookworm-security main http://mirror.test/debian-security/",
  "bookworm contrib http://other.test/debian/",
  "bookworm main http://mirror.test/debian/",
].join("\n");

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("chooseMirror", () => {
  it("takes the archive of the machine's own release, and no vendor's or security archive", () => {
    expect(chooseMirror(TARGETS, DEBIAN)).toBe("http://mirror.test/debian/");
  });

  it.each([
    ["another distribution's archive", TARGETS, DEBIAN.replace("ID=debian", "ID=ubuntu")],
    ["nothing", "", DEBIAN],
  ])("finds none in %s", (_, targets, osRelease) => {
    expect(chooseMirror(targets, osRelease)).toBeUndefined();
  });
});

describe("debianMirror", () => {
  it("lets the user choose", async () => {
    vi.stubEnv("MACVLAN_FABRIC_MIRROR", "http://mine.test/debian");
    expect(await debianMirror()).toBe("http://mine.test/debian");
  });
});
