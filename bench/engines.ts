import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { labGuest } from "../lab/identity";
import { ENGINES, type Engine } from "../lab/image/engines";
import { measureSeconds, recordFigure } from "./figure";
import { runLab } from "./run-lab";

/** How long a guest with each Docker engine takes: its image from nothing, then one more guest of its saved state. */
export async function benchEngines(): Promise<void> {
  for (const engine of ENGINES) await benchEngine(engine);
}

async function benchEngine(engine: Engine): Promise<void> {
  const cache = mkdtempSync(join(tmpdir(), "macvlan-fabric-bench-"));
  const before = process.env["XDG_CACHE_HOME"];
  process.env["XDG_CACHE_HOME"] = cache;
  try {
    const image = await measureSeconds(() => runLab(["image", "--docker", engine]));
    recordFigure({
      name: `guest image with Docker ${engine}, nothing cached`,
      value: image,
      unit: "s",
      how: "one run: Debian, the engine (29 is compiled, from modules that are here), the disk and the saved state",
    });
    const { spec } = labGuest({
      lab: "bench",
      host: "docker01",
      docker: engine,
      nic: "ens33",
      address: "192.168.1.11/24",
    });
    const guest = JSON.stringify(spec);
    const resume = await measureSeconds(() => runLab(["start"], guest));
    await runLab(["stop"], guest);
    recordFigure({
      name: `new guest with Docker ${engine} until Docker answers`,
      value: resume,
      unit: "s",
      how: "one run, one guest, resumed from the saved state, with an identity of its own",
    });
  } finally {
    if (before === undefined) delete process.env["XDG_CACHE_HOME"];
    else process.env["XDG_CACHE_HOME"] = before;
    rmSync(cache, { recursive: true, force: true });
  }
}
