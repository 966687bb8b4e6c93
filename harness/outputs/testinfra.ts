import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { OutputKind } from "./kind";
import { renderSshConfig } from "./ssh-config";

export const testinfra: OutputKind = {
  reader: "pytest-testinfra",
  description: "fixtures for tests on hosts and in containers, with what they need to log in",
  files: ["conftest.py", "fabric.json", "ssh-config"],
  usage: ["npm run outputs -- testinfra --output tests", "pytest tests"],
  notes: [
    "Tests in this folder have the fixtures `lab`, `lab_host` (each host in turn) and `lab_container` (each container in",
    "turn). Every module of testinfra works in containers too, as far as the image has the programs:",
    "",
    "```python",
    "def test_registry_listens(lab):",
    '    assert lab.host("docker01").socket("tcp://0.0.0.0:5000").is_listening',
    "",
    "",
    "def test_segments(lab):",
    '    assert lab.reaches("bbox10", "bbox11")',
    '    assert not lab.reaches("bbox10", "bbox20")',
    "",
    "",
    "def test_busybox(lab_container):",
    '    assert lab_container.file("/bin/busybox").is_file',
    "```",
  ].join("\n"),
  from: "stack output",
  render: (fabric) => ({
    "conftest.py": readFileSync(join(__dirname, "conftest.py"), "utf8"),
    "fabric.json": `${JSON.stringify(fabric, undefined, 2)}\n`,
    "ssh-config": renderSshConfig(fabric),
  }),
};
