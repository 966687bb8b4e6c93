import { chmodSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SSHD, Sshd } from "../../host/sshd";
import { referenceOutput } from "../fixture";
import { needPython, run, temporaryFolder } from "./consumer";
import { render } from "./render";

const folder = temporaryFolder();

/** Stand for programs on the host. Docker says which container was asked, and runs the command in none. */
const PROGRAMS = {
  "bin/docker": `#!/bin/sh
test "$1" = exec || { echo "pid-of-$4"; exit; }
CONTAINER=$2; export CONTAINER; shift 2; exec "$@"
`,
  "bin/nsenter": `#!/bin/sh
test "$1 $2 $3" = "--net --target pid-of-bbox10" && shift 3 && exec "$@"
`,
  "bin/ping": `#!/bin/sh
case $5 in
  172.16.10.11) ;;
  172.16.20.20) exit 1 ;;
  172.16.20.21) echo "ping: not permitted" >&2; exit 2 ;;
  *) echo "ping: connect: Network is unreachable" >&2; exit 2 ;;
esac
`,
};

const TESTS = `
import pytest


def test_hosts(lab_host):
    assert lab_host.file("/proc/self").exists


def test_containers(lab_container, lab):
    assert lab_container.check_output("echo $CONTAINER '%s'", "a b") == lab_container.backend.container + " a b"
    assert lab_container.backend.container in lab.fabric["containers"]


def test_exit_status(lab):
    assert lab.container("bbox10").run("exit 7").rc == 7


def test_addresses(lab):
    assert lab.addresses("bbox10") == ["172.16.10.10"]
    assert lab.addresses("docker02") == ["192.168.1.13"]


def test_reaches(lab):
    assert lab.reaches("bbox10", "bbox11")
    assert not lab.reaches("bbox10", "bbox20")
    assert not lab.reaches("docker01", "bbox1")


def test_what_cannot_be_tried_is_not_blocked(lab):
    with pytest.raises(RuntimeError, match="bbox10: cannot ping 172.16.20.21: ping: not permitted"):
        lab.reaches("bbox10", "bbox21")
    with pytest.raises(KeyError):
        lab.reaches("bbox10", "nobody")
`;

describe.skipIf(SSHD === undefined)("the fixtures for pytest-testinfra", () => {
  let sshd: Sshd;
  beforeAll(async () => {
    folder.write(PROGRAMS);
    for (const name of Object.keys(PROGRAMS)) chmodSync(join(folder.path, name), 0o755);
    sshd = await Sshd.start("10:30:100", `SetEnv PATH=${join(folder.path, "bin")}:/usr/bin:/bin`);
  });
  afterAll(() => sshd.stop());

  it("run tests on hosts and in containers", (context) => {
    needPython(context, "testinfra", "pytest-testinfra");
    const fabric = referenceOutput();
    for (const host of Object.values(fabric.hosts)) host.ssh = { ...host.ssh, ...sshd.login };
    folder.write({ ...render("testinfra", fabric), "test_lab.py": TESTS });
    const { status, text } = run("python3", ["-m", "pytest", "-p", "no:cacheprovider", "-v", folder.path]);
    expect(text).toMatch(/test_containers\[bbox21\] PASSED/);
    expect(text).toMatch(/12 passed/);
    expect(status).toBe(0);
  });
});
