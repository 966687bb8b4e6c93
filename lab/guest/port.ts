import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";
import { UserError } from "../../support/errors";

/** Throws a {@link UserError} that names the owner if a TCP port on 127.0.0.1 is taken. */
export async function requireFreePort(port: number, host: string): Promise<void> {
  const problem = await tryListen(port);
  if (problem === undefined) return;
  const owner = problem === "EADDRINUSE" ? describeOwner(port) : "";
  throw new UserError(
    `hosts.${host}.vm.sshPort: port ${port} on 127.0.0.1, which leads to the guest's ssh, is not available ` +
      `(${problem}${owner}): stop what uses it, or choose another port`,
  );
}

/** The first TCP port on 127.0.0.1 from a number on that is free now. */
export async function freePortFrom(port: number): Promise<number> {
  return (await tryListen(port)) === undefined ? port : freePortFrom(port + 1);
}

/** A TCP port on 127.0.0.1 that is free now. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      });
    });
  });
}

function tryListen(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? error.message);
    });
    server.listen(port, "127.0.0.1", () => {
      server.close(() => {
        resolve(undefined);
      });
    });
  });
}

function describeOwner(port: number): string {
  const inode = listeningInode(readText("/proc/net/tcp"), port);
  const pid = inode === undefined ? undefined : readdirSync("/proc").find((name) => holdsSocket(name, inode));
  if (pid === undefined) return "";
  return `, used by process ${pid}, ${readText(`/proc/${pid}/comm`).trim()}`;
}

/** Finds who listens on a port in the text of `/proc/net/tcp`: the inode of the socket. */
export function listeningInode(table: string, port: number): string | undefined {
  const local = new RegExp(`:${port.toString(16).toUpperCase().padStart(4, "0")}$`);
  const rows = table.split("\n").map((row) => row.trim().split(/\s+/));
  return rows.find((row) => local.test(row[1] ?? "") && row[3] === "0A")?.[9];
}

function holdsSocket(pid: string, inode: string): boolean {
  if (!/^\d+$/.test(pid)) return false;
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => linkTarget(`/proc/${pid}/fd/${fd}`) === `socket:[${inode}]`);
  } catch {
    return false;
  }
}

function linkTarget(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
