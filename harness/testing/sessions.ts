import type { ScriptResult } from "../../support/ssh-script";
import type { FabricOutput } from "../contract";
import { connectSsh, type Connect, type SshSession } from "../ssh";

/** Seconds that a command may take. */
const LIMIT = 60;

/** One login to each host, made when it is first needed and kept, as a login takes longer than most commands. */
export class Sessions {
  private readonly open = new Map<string, Promise<SshSession>>();

  constructor(
    private readonly output: FabricOutput,
    private readonly login: Connect = connectSsh,
  ) {}

  /** As for `verify`, which may close it. */
  readonly connect: Connect = async (host, target) => {
    const session = await this.keep(host, target);
    return { run: (...args) => this.forgetIfLost(host, session.run(...args)), close: () => undefined };
  };

  async run(host: string, script: string, seconds = LIMIT): Promise<ScriptResult> {
    const target = this.output.hosts[host]?.ssh;
    if (target === undefined) throw new Error(`there is no host "${host}"`);
    const session = await this.connect(host, target);
    return await session.run(script, seconds);
  }

  close(): void {
    for (const session of this.open.values())
      void session.then(
        (one) => {
          one.close();
        },
        () => undefined,
      );
    this.open.clear();
  }

  private async keep(host: string, target: FabricOutput["hosts"][string]["ssh"]): Promise<SshSession> {
    const known = this.open.get(host);
    if (known !== undefined) return known;
    const session = this.login(host, target);
    this.open.set(host, session);
    return await this.forgetIfLost(host, session);
  }

  /** After a failure, such as a host that restarts, the next command logs in again. */
  private async forgetIfLost<T>(host: string, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      this.open.delete(host);
      throw error;
    }
  }
}
