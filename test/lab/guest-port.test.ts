import { createServer, type Server } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { freePort, listeningInode, requireFreePort } from "../../lab/guest/port";
import { UserError } from "../../support/errors";

let server: Server | undefined;
afterEach(() => {
  server?.close();
});

async function occupy(port: number): Promise<void> {
  const occupier = createServer();
  server = occupier;
  await new Promise<void>((resolve) => occupier.listen(port, "127.0.0.1", resolve));
}

describe("requireFreePort", () => {
  it("accepts a free port", async () => {
    await expect(requireFreePort(await freePort(), "docker01")).resolves.toBeUndefined();
  });

  it("names host, port, owner and remedy of one that is taken", async () => {
    const port = await freePort();
    await occupy(port);
    const attempt = requireFreePort(port, "docker01");
    await expect(attempt).rejects.toBeInstanceOf(UserError);
    await expect(attempt).rejects.toThrow(
      new RegExp(
        `hosts\\.docker01\\.vm\\.sshPort: port ${port} on 127\\.0\\.0\\.1.*process ${process.pid}, .*choose another port`,
      ),
    );
  });
});

describe("listeningInode", () => {
  const table = [
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
    "   0: 0100007F:509F 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0",
    "   1: 0100007F:50A0 0100007F:1234 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0",
  ].join("\n");
  it.each([
    [0x509f, "4711"],
    [0x50a0, undefined],
    [0x09f, undefined],
  ])("finds who listens on port %d", (port, inode) => {
    expect(listeningInode(table, port)).toBe(inode);
  });
});
