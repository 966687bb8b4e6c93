import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { FabricOutput } from "../../harness/contract";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import { LabProject, on } from "../support/lab-project";

const STACK = "e2e-services";
const EXAMPLE = join(__dirname, "..", "..", "examples", "Pulumi.services.yaml");
const PASSWORD = "Blue-Whale-7";
/** The password as it is, and as scripts carry it. */
const HIDDEN = [PASSWORD, Buffer.from(PASSWORD).toString("base64").replace(/=+$/, "")];

const project = new LabProject();
const input = (parse(readFileSync(EXAMPLE, "utf8")) as { config: { "macvlan-fabric:fabric": FabricInput } }).config[
  "macvlan-fabric:fabric"
];
let fabric: FabricOutput;
/** What the commands have printed. */
let printed = "";

beforeAll(async () => {
  await project.copy();
  project.configure(STACK, input);
  await project.command("down", "--stack", STACK);
  await project.setSecrets(STACK, { databasePassword: PASSWORD });
  await run("lab", "image-archive");
});

afterAll(async () => {
  await project.command("down", "--stack", STACK);
  project.remove();
});

async function run(...args: string[]): Promise<string> {
  const { exitCode, text } = await project.command(...args);
  printed += text;
  expect(exitCode, text).toBe(0);
  return text;
}

/** What the client gets from the database. */
const query = (sql: string): Promise<string> =>
  on("docker01", fabric, `docker exec -i client psql -tA <<'SQL'\n${sql}\nSQL\n`);

const databaseId = (): Promise<string> => on("docker01", fabric, "docker inspect --format '{{.Id}}' database");

describe("the example of services", () => {
  it("comes up in one go, and its own tests pass", async () => {
    const count = Object.keys(input.tests ?? {}).length;
    expect(count).toBeGreaterThan(5);
    expect(await run("up", "--stack", STACK)).toContain(`${String(count)} of ${String(count)} tests`);
    fabric = await project.output(STACK);
  });

  it("changes nothing with the next up, and has all images in its registry", async () => {
    await run("pulumi", "up", "--yes", "--skip-preview", "--non-interactive", "--expect-no-changes", "--stack", STACK);
    expect((await run("registry", "list", "--stack", STACK)).match(/declared/g)).toHaveLength(5);
  });

  it("keeps the data of its database in a new container", async () => {
    await query("create table kept (word text); insert into kept values ('still here');");
    const before = await databaseId();
    Object.assign(input.containers?.["database"] ?? {}, { shm_size: "32m" });
    project.reconfigure(STACK, input);
    await run("pulumi", "up", "--yes", "--skip-preview", "--non-interactive", "--stack", STACK);
    expect(await databaseId()).not.toBe(before);
    expect(await query("select word from kept;")).toBe("still here\n");
  });

  it("tells the password of its database to nobody", async () => {
    const state = await project.command("pulumi", "stack", "export", "--stack", STACK);
    const output = await project.command("pulumi", "stack", "output", "--json", "--stack", STACK);
    const known = await on("docker01", fabric, "docker inspect database; docker logs database 2>&1");
    expect(state.text).toContain("fabric-database-files");
    expect(known).toContain("POSTGRES_PASSWORD_FILE");
    for (const text of HIDDEN) {
      for (const place of [printed, state.text, output.text, known]) expect(place).not.toContain(text);
    }
  });
});
