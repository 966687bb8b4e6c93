import { entry, names } from "../lab";
import type { Container, Lab } from "../lab";
import type { Random } from "../random";
import type { Edits } from "./edit";

const FILE = "/etc/drawn.conf";

/** What containers read, keep and wait for. */
export const workloadEdits: Edits = {
  "a file, or another content of it": (lab, random) => {
    const onChange = random.pick(["restart", "replace", "nothing"] as const);
    pick(lab, random).files = { [FILE]: { content: `a=${random.integer(1, 99)}\n`, on_change: onChange } };
  },
  "a file less": (lab, random) => {
    delete random.pick(Object.values(lab.containers).filter(({ files }) => files !== undefined)).files;
  },
  "a volume, or none": (lab, random) => {
    const container = pick(lab, random);
    if (container.volumes === undefined) container.volumes = ["drawn:/data"];
    else delete container.volumes;
  },
  "a health check, or none": (lab, random) => {
    const container = pick(lab, random);
    if (container.healthcheck === undefined) container.healthcheck = { test: "true", interval: "2s" };
    else delete container.healthcheck;
  },
  "a container that waits for another, or no longer": (lab, random) => {
    const [name, other] = random.pickTwo(names(lab.containers));
    const container = entry(lab.containers, name);
    if (container.depends_on !== undefined) delete container.depends_on;
    else {
      const isChecked = entry(lab.containers, other).healthcheck !== undefined;
      container.depends_on = { [other]: { condition: isChecked ? "service_healthy" : "service_started" } };
    }
  },
};

function pick(lab: Lab, random: Random): Container {
  return random.pick(Object.values(lab.containers));
}
