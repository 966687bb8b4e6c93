import { createHash } from "node:crypto";
import { mkdirSync, statSync, type Stats } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { containerFilesScript, type ContainerFilesSpec } from "../../host/container-scripts";
import { FolderHost } from "./fake-host-tools";

let host: FolderHost;
beforeEach(() => {
  host = new FolderHost({});
  host.write("docker.sh", 'case $* in ps*) echo c0ffee ;; *) echo "docker $*" >>"$root/bin/calls" ;; esac\n');
});
afterEach(() => {
  host.close();
});

type File = ContainerFilesSpec["files"][number];
const CONF: File = { target: "/srv/app.conf", content: "a=1\n", mode: "0640", owner: "0:0", onChange: "restart" };
const MOTD: File = { target: "/srv/a folder/motd", content: "", mode: "0604", owner: "0:0", onChange: "nothing" };

const script = (...files: File[]): string =>
  containerFilesScript("dev", { container: "app", label: "macvlan-fabric.stack=dev", files });

function apply(...files: File[]): void {
  const { status, says } = host.run(script(...files), "apply");
  expect(status, says).toBe(0);
}

const FOLDER = "state/dev/files/app";
const stat = (target: string): Stats => statSync(join(host.root, FOLDER, target));
const files = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(host.files()).flatMap(([name, text]) =>
      name.startsWith(`${FOLDER}/`) ? [[name.slice(FOLDER.length), text]] : [],
    ),
  );

describe("the files of a container", () => {
  it("are written with their modes, and start nothing", () => {
    apply(CONF, MOTD);
    expect(files()).toEqual({ "/srv/app.conf": "a=1\n", "/srv/a folder/motd": "" });
    expect([CONF, MOTD].map(({ target }) => stat(target).mode & 0o777)).toEqual([0o640, 0o604]);
    expect(host.calls()).toEqual([]);
  });

  it("are noted as they are to be, for root alone", () => {
    apply(CONF, { ...MOTD, content: "hello\n" });
    const digest = (text: string): string => createHash("sha256").update(text).digest("hex");
    expect(host.files()[`${FOLDER}.planned`]).toBe(
      `0640 0:0 ${digest("a=1\n")} /srv/app.conf\n0604 0:0 ${digest("hello\n")} /srv/a folder/motd\n`,
    );
    expect(statSync(join(host.root, `${FOLDER}.planned`)).mode & 0o777).toBe(0o600);
    expect(host.run(script(CONF), "remove").status).toBe(0);
    expect(host.files()[`${FOLDER}.planned`]).toBeUndefined();
  });

  it("change in place, because the container has mounted what is there, and restart it once", () => {
    apply(CONF, MOTD);
    const before = stat(CONF.target).ino;
    apply({ ...CONF, content: "a=2\n" }, { ...MOTD, content: "it's $new `text`\n# and more" });
    expect(files()).toEqual({ "/srv/app.conf": "a=2\n", "/srv/a folder/motd": "it's $new `text`\n# and more" });
    expect(stat(CONF.target).ino).toBe(before);
    expect(host.calls()).toEqual(["docker restart c0ffee"]);
  });

  it("restart nothing when nothing has changed, or the container need not know", () => {
    apply(CONF, MOTD);
    apply(CONF, { ...MOTD, content: "new" });
    apply({ ...CONF, mode: "0600" }, { ...MOTD, content: "new" });
    expect(stat(CONF.target).mode & 0o777).toBe(0o600);
    expect(host.calls()).toEqual([]);
  });

  it("restart it with the next run, when the first has not come so far", () => {
    apply(CONF);
    host.write("docker.sh", "exit 1\n");
    expect(host.run(script({ ...CONF, content: "a=2\n" }), "apply").status).not.toBe(0);
    host.write("docker.sh", 'case $* in ps*) echo c0ffee ;; *) echo "docker $*" >>"$root/bin/calls" ;; esac\n');
    apply({ ...CONF, content: "a=2\n" });
    expect(host.calls()).toEqual(["docker restart c0ffee"]);
  });

  it("stay as they are when there is no space", () => {
    apply(CONF);
    host.fillUp("state/staged");
    const { status, says } = host.run(script({ ...CONF, content: "a=2\n" }), "apply");
    expect(status).not.toBe(0);
    expect(says).toMatch(/cannot write .*app\.conf: .*No space left/);
    expect(files()).toEqual({ "/srv/app.conf": "a=1\n" });
    expect(host.calls()).toEqual([]);
  });

  it("take the place of the folder that Docker makes of a missing one", () => {
    mkdirSync(join(host.root, FOLDER, CONF.target), { recursive: true });
    apply(CONF);
    expect(files()).toEqual({ "/srv/app.conf": "a=1\n" });
  });

  it("go when the container has them no longer, and with the container", () => {
    apply(CONF, MOTD);
    apply(CONF);
    expect(Object.keys(files())).toEqual(["/srv/app.conf"]);
    expect(host.run(script(CONF), "remove").status).toBe(0);
    expect(host.run(script(CONF), "remove").status).toBe(0);
    expect(Object.keys(host.files()).filter((name) => name.startsWith("state/dev/files"))).toEqual([]);
  });
});
