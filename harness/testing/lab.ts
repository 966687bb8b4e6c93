import { shellWord } from "../../support/shell-word";
import type { ScriptResult } from "../../support/ssh-script";
import type { FabricOutput } from "../contract";
import { evidence } from "../evidence";
import type { Cell } from "../probes";
import { expectedReachability } from "../reachability/expected-reachability";
import type { ReachabilityCell } from "../reachability/cell";
import type { Connect } from "../ssh";
import { findEnd, pairCells, type End, type Way } from "./pair-cells";
import { prove } from "./prove";
import { Sessions } from "./sessions";

/** Something of a lab that runs commands. */
export interface Runner {
  /**
   * Runs a program, without a shell, as root on a host or as Docker's `exec` does in a container.
   * @param seconds after which it is ended. Default: 60
   * @returns its exit status and outputs, also when it fails
   * @throws Error if the host cannot be reached
   */
  exec(command: readonly string[], seconds?: number): Promise<ScriptResult>;
}

/** A stack for tests: what its output says, and what can be done in its hosts and containers. */
export class Lab {
  private readonly sessions: Sessions;

  /** @param connect how to log in to a host. Default: by ssh, as the output says */
  constructor(
    readonly output: FabricOutput,
    connect?: Connect,
  ) {
    this.sessions = new Sessions(output, connect);
  }

  /** Who must and who must not reach whom, as far as the plan decides. */
  expected(): ReachabilityCell[] {
    return expectedReachability(this.output);
  }

  /** @throws Error if there is no such host */
  host(name: string): Runner {
    findEnd({ host: name }, this.output);
    return { exec: (command, seconds) => this.sessions.run(name, command.map(shellWord).join(" "), seconds) };
  }

  /** @throws Error if there is no such container */
  container(name: string): Runner {
    findEnd({ container: name }, this.output);
    const host = this.output.containers[name]?.host ?? "";
    return { exec: (command, seconds) => this.host(host).exec(["docker", "exec", name, ...command], seconds) };
  }

  /**
   * Proves that one end reaches all addresses of another: the owner answers, by ICMP echo or, with a port, TCP.
   * @throws Error with the evidence, and what to look at
   */
  async expectReach(from: End, to: End, way: Way = {}): Promise<void> {
    await this.expect(pairCells(from, to, "reach", way, this.output));
  }

  /**
   * Proves that one end reaches no address of another. Only silence proves it: a probe that could not be sent is an error.
   * @throws Error with the evidence, and what to look at
   */
  async expectBlocked(from: End, to: End, way: Way = {}): Promise<void> {
    await this.expect(pairCells(from, to, "blocked", way, this.output));
  }

  /** Closes the connections. */
  close(): void {
    this.sessions.close();
  }

  private async expect(cells: readonly Cell[]): Promise<void> {
    const failed = (await prove(cells, this.output, this.sessions.connect)).filter(({ ok }) => !ok);
    if (failed.length > 0) throw new Error(failed.map((cell) => evidence(cell).join("\n")).join("\n\n"));
  }
}
