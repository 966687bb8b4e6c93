import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { waitHealthyScript } from "../../host/container-scripts";
import { FolderHost } from "./fake-host-tools";

let host: FolderHost;
beforeEach(() => {
  host = new FolderHost({});
});
afterEach(() => {
  host.close();
});

/** Docker says these states one after the other, and the last one from then on. */
function says(...states: readonly string[]): void {
  host.write("states", states.map((state) => `${state}\n`).join(""));
  host.write(
    "docker.sh",
    `case $* in
  *"range .Log"*) printf '%s\\n' '1 "no route\\n"' '7 "wget: connection refused\\nbad \\\\c\\n"' ;;
  "container logs "*) echo starting; printf '\\033[31mno such database\\n' >&2 ;;
  *"container inspect"*)
    head -n 1 "$root/states"
    [ "$(wc -l <"$root/states")" -eq 1 ] || { sed 1d "$root/states" >"$root/rest"; mv "$root/rest" "$root/states"; }
    [ -s "$root/states" ] ;;
esac\n`,
  );
}

function wait(bound = 30): ReturnType<FolderHost["run"]> {
  const spec = { host: "docker01", id: "abc", container: "db", path: "containers.db.healthcheck", bound };
  return host.run(waitHealthyScript("dev", spec), "apply");
}

const WHY = `
  its check ends with 7 and says "wget: connection refused; bad \\\\c"
  its log: starting
  its log: [31mno such database
`;

describe("waiting for a container", () => {
  it("ends when it is healthy", () => {
    says("running starting", "running healthy");
    expect(wait()).toEqual({ status: 0, says: "" });
  });

  it.each([
    ["that is unhealthy", "running unhealthy", 30, `is unhealthy`],
    ["that has ended", "exited starting", 30, `has ended instead of being healthy`],
    ["that takes too long", "running starting", 0, `is not healthy after 0 s`],
  ])("fails for one %s, with what explains it", (_, state, bound, what) => {
    says(state);
    const { status, says: text } = wait(bound);
    expect(status).toBe(1);
    const remedy = "correct it or its health check, then run 'npm run up' again";
    expect(text.slice(text.indexOf("containers."))).toBe(
      `containers.db.healthcheck: container db on docker01 ${what}: ${remedy}${WHY}`,
    );
  });

  it.each([
    [
      "without a check",
      "running none",
      /has no health check, and its image has none: add healthcheck, or wait for service_started$/m,
    ],
    ["that is gone", "", /is gone: run 'npm run up' again$/m],
  ])("fails for one %s", (_, state, text) => {
    says(state);
    expect(wait()).toMatchObject({ status: 1, says: expect.stringMatching(text) as string });
  });

  it("keeps nobody else waiting: other scripts run on the host meanwhile", () => {
    says("running healthy");
    expect(wait().status).toBe(0);
    expect(Object.keys(host.files()).filter((path) => path.startsWith("state/"))).toEqual([]);
    expect(waitHealthyScript("dev", { host: "docker01", id: "a", container: "db", path: "p", bound: 1 })).not.toMatch(
      /^run /m,
    );
  });
});
