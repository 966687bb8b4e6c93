import { entry, names } from "../lab";
import type { Edits } from "./edit";

/** Options of containers, and images. */
export const optionEdits: Edits = {
  "other limits": (lab, random) => {
    const container = random.pick(Object.values(lab.containers));
    if (random.chance(0.5)) container.memory = random.integer(32, 96);
    else container.pids = random.integer(32, 128);
  },
  "another command": (lab, random) => {
    const script = `trap 'exit 0' TERM; while :; do sleep ${random.integer(1000, 9999)} & wait $!; done`;
    random.pick(Object.values(lab.containers)).command = ["sh", "-c", script];
  },
  "other capabilities": (lab, random) => {
    random.pick(Object.values(lab.containers)).capabilities = random.pick([[], ["CAP_NET_RAW"], ["CAP_NET_ADMIN"]]);
  },
  "an image with another tag": (lab, random) => {
    entry(lab.images, random.pick(names(lab.images))).tag = `v${random.integer(1, 9)}`;
  },
  "a container of another image": (lab, random) => {
    random.pick(Object.values(lab.containers)).image = random.pick(names(lab.images));
  },
  "an image more": (lab, random) => {
    lab.images[random.pick(["box", "tool"].filter((name) => !(name in lab.images)))] = { tag: "v1", source: "busybox" };
  },
  "an image less": (lab, random) => {
    if (names(lab.images).length > 1) Reflect.deleteProperty(lab.images, random.pick(names(lab.images)));
  },
};
