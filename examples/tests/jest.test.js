// A stack that is up, tested with Jest as it comes: no transformation of TypeScript is needed.
const { loadFabric } = require("macvlan-fabric/harness");

let lab;
beforeAll(async () => {
  lab = await loadFabric({ stack: process.env.LAB_STACK ?? "dev" });
}, 60_000);
afterAll(() => lab.close());

test("the flat segment connects containers across hosts", async () => {
  await lab.expectReach("bbox1", "bbox2");
  await lab.expectBlocked("bbox1", "bbox21");
}, 120_000);

test("every container has the address of the plan", async () => {
  for (const [name, { attach }] of Object.entries(lab.output.containers)) {
    const { stdout } = await lab.container(name).exec(["ip", "-o", "address"]);
    for (const { addresses } of Object.values(attach))
      for (const address of addresses) expect(stdout).toContain(` ${address}/`);
  }
}, 120_000);
