import { describe, expect, it } from "vitest";
import { probeOutcome } from "../../harness/outcome";
import { parseProbeOutput } from "../../harness/probe-output";
import type { Cell, Probe } from "../../harness/probes";

function outcome(method: Cell["method"], status: string, text: string, more = "") {
  const line = status === "down" ? "" : `@probe\t7\t${status}\t${text}\n`;
  const probe: Probe = { id: "7", method, address: "10.0.0.9", seconds: 1, container: "bbox1" };
  return probeOutcome(probe, "docker01", parseProbeOutput(`@begin\n${more}\n${line}@end\n`));
}

describe("what a probe showed", () => {
  const answers: [string, Cell["method"], string, string, object][] = [
    ["an echo reply", "ping", "0", "64 bytes from 10.0.0.9: icmp_seq=1 ttl=64 time=0.035 ms --- 1 packets transmitted, 1 received", { observed: "reach", rttMs: 0.035 }],
    ["busybox's echo reply", "ping", "0", "64 bytes from 10.0.0.9: seq=0 ttl=64 time=12.5 ms 1 packets transmitted, 1 packets received", { observed: "reach", rttMs: 12.5 }],
    ["silence", "ping", "1", "1 packets transmitted, 0 received, 100% packet loss, time 0ms", { observed: "no answer", detail: "no answer to ping" }],
    ["an unreachable host", "ping", "1", "From 10.0.0.1 icmp_seq=1 Destination Host Unreachable 1 packets transmitted, 0 received, +1 errors", { observed: "no answer", detail: "destination unreachable: nobody answers ARP for it" }],
    ["no route", "ping", "2", "ping: connect: Network is unreachable", { observed: "no answer", detail: "no route to it" }],
    ["misuse that exits like silence", "ping", "1", "BusyBox v1.35 Usage: ping [OPTIONS] HOST", { observed: "not probed" }],
    ["a command that is not there", "ping", "127", "nsenter: failed to execute ping: No such file or directory", { observed: "not probed" }],
    ["an ARP reply", "arp", "0", "ARPING 10.0.0.9 from 10.0.0.1 eth0 Unicast reply from 10.0.0.9 [02:AF:D5:2C:59:41] 20.195ms Sent 2 probes (2 broadcast(s)) Received 1 response(s)", { observed: "reach", rttMs: 20.195, macs: ["02:af:d5:2c:59:41"] }],
    ["two devices with one address", "arp", "0", "Unicast reply from 10.0.0.9 [02:00:00:00:00:01] 1.0ms Unicast reply from 10.0.0.9 [02:00:00:00:00:02] 1.1ms", { observed: "reach", rttMs: 1, macs: ["02:00:00:00:00:01", "02:00:00:00:00:02"] }],
    ["no ARP reply", "arp", "1", "ARPING 10.0.0.9 from 10.0.0.1 eth0 Sent 2 probes (2 broadcast(s)) Received 0 response(s)", { observed: "no answer" }],
    ["an ARP request that was never sent", "arp", "1", "Sent 0 probes (0 broadcast(s)) Received 0 response(s)", { observed: "not probed" }],
    ["a link that is not there", "arp", "2", "arping: Device no-such-link not available.", { observed: "not probed" }],
    ["a connection", "tcp", "0", "connected 1795506117.204246 1795506117.204795", { observed: "reach", rttMs: 0.549 }],
    ["a connection by an old bash", "tcp", "0", "connected", { observed: "reach" }],
    ["no connection in time", "tcp", "124", "", { observed: "no answer" }],
    ["a refusal", "tcp", "1", "bash: connect: Connection refused", { observed: "not probed" }],
  ]; // prettier-ignore
  it.each(answers)("%s", (_, method, status, text, expected) => {
    expect(outcome(method, status, text)).toMatchObject(expected);
  });

  it("tells apart a container that ended, one that does not exist, and a Docker that does not answer", () => {
    expect(outcome("ping", "down", "", "@docker\t0\n@container\t/bbox1\texited\t0\timage").detail).toBe(
      "container bbox1 on docker01 is not running (exited)",
    );
    expect(outcome("ping", "down", "", "@docker\t1\n@docker-says\tError: No such object: bbox1").detail).toBe(
      "container bbox1 does not exist on docker01",
    );
    expect(outcome("ping", "down", "", "@docker\t1\n@docker-says\tCannot connect to the Docker daemon").detail).toBe(
      "Docker on docker01 does not answer: Cannot connect to the Docker daemon",
    );
    expect(outcome("ping", "down", "", "@docker\t124").detail).toBe(
      "Docker on docker01 does not answer: no answer within 30 s",
    );
  });

  it("names the package of a missing tool and does not ask for another try", () => {
    expect(outcome("arp", "127", "", "@missing\tarping")).toMatchObject({ observed: "not probed", final: true });
    expect(outcome("tcp", "127", "", "@missing\tarping").final).toBeUndefined();
  });
});

describe("parseProbeOutput", () => {
  it("ignores banners and recognises a text that was cut off", () => {
    const output = parseProbeOutput("Last login: today\r\n@begin\n@probe\t1\t0\tx\n@pro");
    expect(output.complete).toBe(false);
    expect([...output.probes.keys()]).toEqual(["1"]);
  });
  it("reads Docker's words for no address", () => {
    const output = parseProbeOutput(
      "@container\t/a\trunning\t1\ti\tn|invalid IP||\tm|10.0.0.1|fd00::1|02:AA:00:00:00:01\n@end",
    );
    expect(output.containers.get("a")?.networks.get("n")).toEqual({ addresses: [], mac: "" });
    expect(output.containers.get("a")?.networks.get("m")).toEqual({
      addresses: ["10.0.0.1", "fd00::1"],
      mac: "02:aa:00:00:00:01",
    });
  });
});
