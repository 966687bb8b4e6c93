import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { dockerd } from "../../lab/image/dockerd";
import * as programs from "../../support/find-program";
import { presentGo } from "../../support/go";
import { useFreshCache } from "../support/cache-home";

const cache = useFreshCache();

describe("the daemon that is built from source", () => {
  it("names what is missing and what to do without it where no Go module can be had", async (context) => {
    if ((await presentGo("1.21.0")) === undefined) context.skip("no Go on this machine to be refused a module");
    vi.stubEnv("GOPROXY", "off");
    vi.stubEnv("GOMODCACHE", join(cache(), "modules"));
    await expect(dockerd(() => undefined)).rejects.toThrow(
      /^lab\/image\/dockerd could not be built \(exit code 1\)\. Make a Go module proxy reachable \(see GOPROXY\), or give .*hosts\.<name>\.vm\.docker: "28"/,
    );
  });

  it("names what to install where there is no Go", async () => {
    mkdirSync(join(cache(), "empty"));
    vi.stubEnv("PATH", join(cache(), "empty"));
    vi.spyOn(programs, "executable").mockReturnValue(undefined);
    await expect(dockerd(() => undefined)).rejects.toThrow(
      /^Docker 29 is built from source, and this machine has no Go; give .*vm\.docker: "28"\), or install Go 1\.26\.3 or later/,
    );
  });
});
