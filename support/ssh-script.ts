import type { Client } from "ssh2";

export interface ScriptResult {
  /** Undefined when a signal ended it. */
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Bytes of each output that are kept, so that a misbehaving host cannot fill the memory. */
const OUTPUT_LIMIT = 64 * 1024 * 1024;

/**
 * Runs a command over a connection that is logged in, feeds it a script, and collects what it prints.
 * @param onOutput receives what it prints as it comes
 * @throws Error if the command cannot be started. The caller must watch the connection itself: if it breaks, the promise may
 *   never settle.
 */
export function runOverSsh(
  client: Client,
  command: string,
  script: string,
  onOutput?: (output: string) => void,
): Promise<ScriptResult> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error !== undefined) {
        reject(error);
        return;
      }
      const streams = { stdout: collect(channel), stderr: collect(channel.stderr) };
      if (onOutput !== undefined)
        channel.on("data", (chunk: Buffer) => {
          onOutput(chunk.toString());
        });
      let status: number | undefined;
      channel.on("exit", (code: number | null) => (status = code ?? undefined));
      channel.on("close", () => {
        resolve({ status, stdout: streams.stdout(), stderr: streams.stderr() });
      });
      channel.end(script);
    });
  });
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= OUTPUT_LIMIT) chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString("utf8");
}
