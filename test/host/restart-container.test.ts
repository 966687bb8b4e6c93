import { afterEach, beforeEach, expect, it } from "vitest";
import { LEFT_TO_THE_USER, restartContainerScript } from "../../host/container-scripts";
import { FolderHost } from "./fake-host-tools";

/** Refuses a restart with `refuses` until Docker itself was started again. `ours` and `others` are the running containers. */
const DOCKER = `case $* in
  "ps --all"*) echo c0ffee ;;
  "ps --filter label=macvlan-fabric.stack=dev"*) cat "$root/ours" ;;
  ps*) cat "$root/ours" "$root/others" ;;
  *)
    echo "docker $*" >>"$root/bin/calls"
    grep -qs "systemctl restart docker" "$root/bin/calls" || { cat "$root/refuses" >&2; [ ! -s "$root/refuses" ]; } ;;
esac
`;
const UNKNOWN =
  'Error response from daemon: Cannot restart container bbox1: failed to create endpoint bbox1 on network flat: network id "8fe2" not found\n';
const scriptFor = (dockerMayRestart: boolean): string =>
  restartContainerScript("dev", "bbox1", "macvlan-fabric.stack=dev", dockerMayRestart);
const script = scriptFor(true);
let host: FolderHost;

beforeEach(() => {
  host = new FolderHost({});
  const files = { "docker.sh": DOCKER, refuses: UNKNOWN, ours: "bbox10\nregistry-dev\n", others: "" };
  for (const [name, text] of Object.entries(files)) host.write(name, text);
});
afterEach(() => {
  host.close();
});

it("restarts the container alone where Docker can", () => {
  host.write("refuses", "");
  expect([host.run(script, "apply").status, host.calls()]).toEqual([0, ["docker restart bbox1"]]);
});

it("has a Docker start again that lists a network and does not know it", () => {
  expect(host.run(script, "apply")).toEqual({ status: 0, says: "" });
  expect(host.calls()).toEqual(["docker restart bbox1", "systemctl restart docker", "docker restart bbox1"]);
});

it("has nothing else restarted for somebody who restarts one container", () => {
  const { status, says } = host.run(scriptFor(false), "apply");
  expect([status, host.calls()]).toEqual([1, ["docker restart bbox1"]]);
  expect(says).toContain("`npm run heal` repairs it");
});

it("leaves that to the user where containers of others run", () => {
  host.write("others", "db\nweb\n");
  const { status, says } = host.run(script, "apply");
  expect(status).toBe(LEFT_TO_THE_USER);
  expect(says).toContain(
    "run `sudo systemctl restart docker` there. It is not done from here because it restarts containers of others, too: db web",
  );
  expect(host.calls()).toEqual(["docker restart bbox1"]);
});

it("says whatever else Docker says", () => {
  host.write("refuses", "Error response from daemon: no space left on device\n");
  const { status, says } = host.run(script, "apply");
  expect([status, host.calls()]).toEqual([1, ["docker restart bbox1"]]);
  expect(says).toContain("no space left on device");
});
