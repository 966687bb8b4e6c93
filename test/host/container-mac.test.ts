import { afterEach, beforeEach, expect, it } from "vitest";
import { containerMacScript } from "../../host/container-scripts";
import { FolderHost } from "./fake-host-tools";

const MAC = "02:00:00:00:00:0a";
const PATH = "containers.web.attach.vlan10.mac";
const script = containerMacScript("dev", {
  host: "docker01",
  id: "abc",
  container: "web",
  macs: [{ network: "mac_net10", mac: MAC, path: PATH }],
});

/**
 * Docker as far as the script asks it. Files hold the MAC, the endpoint, the engine, whether the container runs, and the status
 * of the next answer.
 */
const DOCKER = `case $* in
  *".MacAddress"*) cat "$root/mac" ;;
  ${["IPAMConfig", "Links", "Aliases", "DriverOpts", "GwPriority"].map((key) => `*'"${key}":{{json .${key}}}'`).join("")}*) cat "$root/endpoint" ;;
  *".State.Running"*) cat "$root/running" ;;
  version*) cat "$root/engine" ;;
  "network disconnect "*) echo "docker $*" >>"$root/bin/calls"; : >"$root/endpoint" ;;
  "system dial-stdio")
    while read -r line; do
      line=$(printf %s "$line" | tr -d '\\r')
      case $line in "") break ;; Content-Length:*) length=\${line#*: } ;; POST*) echo "$line" >>"$root/bin/calls" ;; esac
    done
    head -c "$length" >>"$root/bin/calls"; echo >>"$root/bin/calls"
    printf 'HTTP/1.1 %s\\r\\nContent-Length: 5\\r\\n\\r\\nsorry' "$(cat "$root/status")"
    case $(cat "$root/status") in 200*) echo ${MAC} >"$root/mac"; cat "$root/before" >"$root/endpoint" ;; esac
    ;;
esac
`;
const ENDPOINT =
  '"IPAMConfig":{"IPv4Address":"172.16.10.10"},"Links":null,"Aliases":["a"],"DriverOpts":{"x":"y=z"},"GwPriority":1';
const CONNECT = [
  "POST /v1.54/networks/mac_net10/connect HTTP/1.1",
  `{"Container":"abc","EndpointConfig":{${ENDPOINT},"MacAddress":"${MAC}"}}`,
];
const DISCONNECT = "docker network disconnect mac_net10 abc";

let host: FolderHost;
beforeEach(() => {
  host = new FolderHost({});
  const files = { mac: "a2:c8:00:00:00:01\n", engine: "1.56 29.5.3\n", running: "true\n", status: "200 OK" };
  const all = { ...files, "docker.sh": DOCKER, endpoint: `${ENDPOINT}\n`, before: `${ENDPOINT}\n` };
  for (const [path, text] of Object.entries(all)) host.write(path, text);
});
afterEach(() => {
  host.close();
});

it("joins the network again with the MAC and everything that the endpoint had, and then leaves it alone", () => {
  expect(host.run(script, "apply")).toEqual({ status: 0, says: "" });
  expect(host.calls()).toEqual([DISCONNECT, ...CONNECT]);
  expect(host.run(script, "apply")).toEqual({ status: 0, says: "" });
  expect(host.calls()).toEqual([]);
  expect(Object.keys(host.files()).filter((path) => path.startsWith("state/"))).toEqual([]);
});

it("does nothing where an old engine has derived the same MAC", () => {
  host.write("engine", "1.45 26.1.5\n");
  host.write("mac", `${MAC}\n`);
  expect(host.run(script, "apply")).toEqual({ status: 0, says: "" });
  expect(host.calls()).toEqual([]);
});

it.each(["1.45 26.1.5", "1.51 28.5.2", "1.53 29.2.1"])(
  "refuses an engine that ignores MACs: API and version %s",
  (engine) => {
    host.write("engine", `${engine}\n`);
    const { status, says } = host.run(script, "apply");
    expect([status, says]).toEqual([
      1,
      expect.stringContaining(
        `${PATH}: Docker on docker01 is ${engine.split(" ")[1] ?? ""}, which chooses the MACs of containers itself: ` +
          "upgrade it to 29.3 or later, or remove the MAC\n",
      ),
    ]);
    expect(host.calls()).toEqual([]);
  },
);

it("keeps the endpoint when Docker refuses to join, and joins with it the next time", () => {
  host.write("status", "500 Internal Server Error");
  const { status, says } = host.run(script, "apply");
  expect([status, says]).toEqual([
    1,
    expect.stringMatching(/did not connect container web to mac_net10 again: sorry: run/),
  ]);
  host.calls();
  host.write("status", "200 OK");
  expect(host.run(script, "apply")).toEqual({ status: 0, says: "" });
  expect(host.calls()).toEqual(CONNECT);
});

it("forgets the endpoint with the container", () => {
  host.write("status", "500 Internal Server Error");
  host.run(script, "apply");
  const kept = (): string[] => Object.keys(host.files()).filter((path) => path.startsWith("state/endpoint-"));
  expect(kept()).toEqual(["state/endpoint-abc-mac_net10"]);
  expect(host.run(script, "remove")).toEqual({ status: 0, says: "" });
  expect(kept()).toEqual([]);
});

it("does not ask a container that is stopped for its MAC", () => {
  host.write("running", "false\n");
  host.write("docker.sh", DOCKER.replace(`echo ${MAC} >"$root/mac"; `, ""));
  host.write("mac", "\n");
  expect(host.run(script, "apply")).toEqual({ status: 0, says: "" });
  host.write("running", "true\n");
  expect(host.run(script, "apply").says).toMatch(/has the MAC {2}on mac_net10 instead of 02:/);
});
