import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROJECT_ROOT } from "../support/project";
import { type Session } from "../commands/session";
import { median, seconds } from "./figure";

const ROUNDS = 5;

const FILES = {
  "Pulumi.yaml": "name: empty\nruntime:\n  name: nodejs\n  options:\n    packagemanager: npm\n",
  "package.json": '{ "name": "empty", "main": "index.ts" }\n',
  "tsconfig.json": `{
  "compilerOptions": { "strict": true, "target": "es2020", "module": "nodenext", "moduleResolution": "nodenext", "skipLibCheck": true },
  "files": ["index.ts"]
}\n`,
  "index.ts": 'import * as pulumi from "@pulumi/pulumi";\n',
};

/**
 * An empty TypeScript program as `pulumi new` leaves it, on a backend of its own, run by the same CLI and language host, which
 * compiles it with the ts-node and TypeScript of this project's packages.
 */
export class EmptyProgram {
  private readonly folder = mkdtempSync(join(tmpdir(), "macvlan-fabric-empty-"));
  private readonly env: NodeJS.ProcessEnv;

  constructor(private readonly session: Session) {
    const { folder } = this;
    for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
    symlinkSync(join(PROJECT_ROOT, "node_modules"), join(folder, "node_modules"));
    this.env = {
      ...session.env,
      PULUMI_BACKEND_URL: `file://${folder}`,
      PULUMI_CONFIG_PASSPHRASE: "",
      PULUMI_STACK: "empty",
    };
  }

  async pulumi(...args: string[]): Promise<void> {
    const { execa } = await import("execa");
    await execa(this.session.toolchain.cli, [...args, "--non-interactive"], {
      cwd: this.folder,
      env: this.env,
      extendEnv: false,
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Medians, in seconds, of two commands that take turns, so that a slow spell of the machine hits both. */
export async function inTurns(a: () => Promise<unknown>, b: () => Promise<unknown>): Promise<[number, number]> {
  const times: [number[], number[]] = [[], []];
  await a();
  await b();
  for (let round = 0; round < ROUNDS; round += 1) {
    times[0].push(await seconds(a));
    times[1].push(await seconds(b));
  }
  return [median(times[0]), median(times[1])];
}
