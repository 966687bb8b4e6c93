import { once } from "node:events";
import type { AddressInfo } from "node:net";
import ssh2 from "ssh2";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { generateKeyPair } from "../../lab/guest/keys";
import {
  GuestGone,
  GuestSilent,
  runScript,
  WrongHostKey,
  type LoginTarget,
  type Patience,
} from "../../lab/guest/login";
import { freePort } from "../../lab/guest/port";

const hostKey = generateKeyPair();
const otherKey = generateKeyPair();
const clientKey = generateKeyPair();

let server: ssh2.Server;
let port: number;

/** A server that accepts one key and answers a script with its text, or with code 3 if the text contains "fail". */
beforeEach(async () => {
  const allowed = clientKey.public.split(" ")[1];
  server = new ssh2.Server({ hostKeys: [hostKey.private] }, (client) => {
    client.on("error", () => undefined);
    client.on("authentication", (context) => {
      if (context.method === "publickey" && context.key.data.toString("base64") === allowed) context.accept();
      else context.reject(["publickey"]);
    });
    client.on("session", (acceptSession) => {
      acceptSession().on("exec", (acceptExec, _reject, { command }) => {
        const stream = acceptExec();
        let script = "";
        stream.on("data", (chunk: Buffer) => (script += chunk.toString()));
        stream.on("end", () => {
          stream.write(`${command}: ${script}`);
          stream.stderr.write("its reason");
          stream.exit(script.includes("fail") ? 3 : 0);
          stream.end();
        });
      });
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
});
afterEach(() => {
  server.close();
});

function target(change: Partial<LoginTarget> = {}): LoginTarget {
  return { port, privateKeys: [clientKey.private], hostKeys: [hostKey.public], ...change };
}

function patience(milliseconds: number, running = true): Patience {
  return { until: Date.now() + milliseconds, isRunning: () => running };
}

describe("runScript", () => {
  it("feeds a script to a shell and gives back its output", async () => {
    expect(await runScript(target(), "hostname", patience(5_000))).toBe("sh -s: hostname");
  });

  it("renders a script that contains the time only once logged in", async () => {
    expect(await runScript(target(), () => "date", patience(5_000))).toBe("sh -s: date");
  });

  it("tries one key after the other", async () => {
    const privateKeys = [otherKey.private, clientKey.private];
    expect(await runScript(target({ privateKeys }), "x", patience(5_000))).toBe("sh -s: x");
  });

  it("accepts any of the host keys it is given", async () => {
    expect(await runScript(target({ hostKeys: [otherKey.public, hostKey.public] }), "x", patience(5_000))).toContain(
      "x",
    );
  });

  it("sends nothing to a server with another host key, and does not try again", async () => {
    const attempt = runScript(target({ hostKeys: [otherKey.public] }), "x", patience(60_000));
    await expect(attempt).rejects.toBeInstanceOf(WrongHostKey);
    await expect(attempt).rejects.toThrow(hostKey.public);
  });

  it("gives code and reason of a script that fails", async () => {
    await expect(runScript(target(), "fail", patience(5_000))).rejects.toThrow(/code 3.*its reason/);
  });

  it.each([
    ["nobody listens and the process has ended", false, GuestGone],
    ["nobody listens for too long", true, GuestSilent],
  ])("gives up when %s", async (_, running, kind) => {
    const attempt = runScript(target({ port: await freePort() }), "x", patience(300, running));
    await expect(attempt).rejects.toBeInstanceOf(kind);
  });

  it("gives up when no key is accepted", async () => {
    const attempt = runScript(target({ privateKeys: [otherKey.private] }), "x", patience(300));
    await expect(attempt).rejects.toThrow(/authentication methods failed/);
  });
});
