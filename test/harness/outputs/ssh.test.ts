import { describe, expect, it } from "vitest";
import { needProgram, run, temporaryFolder } from "./consumer";
import { render } from "./render";

const folder = temporaryFolder();

describe("ssh-config", () => {
  it("is read by OpenSSH as it is meant", (context) => {
    needProgram(context, "ssh", "openssh-client");
    const file = folder.write(render("ssh-config"));
    const { stdout, status } = run("ssh", ["-G", "-F", file, "docker02"]);
    expect(status).toBe(0);
    const options = stdout.split("\n");
    expect(options).toContain("hostname 127.0.0.1");
    expect(options).toContain("port 2202");
    expect(options).toContain("stricthostkeychecking true");
    expect(options).toContain("knownhostscommand /bin/echo %H ssh-ed25519 AAAA");
    expect(options).toContain("identityfile /keys/lab");
  });
});
