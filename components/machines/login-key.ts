import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import type { Topology } from "../../topology/model/topology";
import { refusal } from "../refusal";
import type { Login } from "../../topology/model/vsphere-model";
import type { SshLogin } from "../ssh-connection";

const VSPHERE_PATH = "vsphere.login.privateKeyFile";

/** Key files that cannot be read, one line each; looked for before anything is made. */
export function keyProblems({ hosts, vsphere }: Topology): string[] {
  const problems = new Set<string>();
  const attempt = (look: () => unknown): void => {
    try {
      look();
    } catch (error) {
      problems.add((error as Error).message);
    }
  };
  for (const { name, vm } of hosts) {
    if (vm.kind === "existing") attempt(() => existingKey(name, vm.ssh.privateKeyFile));
    if (vm.kind === "vsphere" && vsphere !== undefined) {
      attempt(() => vsphereKey(vsphere.login));
      const { privateKeyFile, authorizedKey: given } = vsphere.login;
      const none = privateKeyFile === undefined && given === undefined;
      if (vsphere.customisation.kind === "cloud-init" && !none) attempt(() => authorizedKey(vsphere.login));
    }
  }
  return [...problems];
}

type Key = Pick<SshLogin, "privateKeyFile" | "privateKey">;

/** The private key for a machine that is there; without a file the ssh agent has it. */
export function existingKey(host: string, file: string | undefined): Key {
  return loginKey(file, `hosts.${host}.vm.ssh.privateKeyFile`);
}

/** The private key for machines on vSphere; without a file the ssh agent has it. */
export function vsphereKey({ privateKeyFile }: Login): Key {
  return loginKey(privateKeyFile, VSPHERE_PATH);
}

/** The public key that may log in to machines on vSphere: the one given, or the one beside the private key. */
export function authorizedKey({ privateKeyFile = "", authorizedKey: given }: Login): string {
  const remedy = "make it with `ssh-keygen -y -f KEY >KEY.pub`, or write its line into authorizedKey";
  return given ?? read(`${atHome(privateKeyFile)}.pub`, VSPHERE_PATH, remedy).trim();
}

function loginKey(file: string | undefined, path: string): Key {
  if (file === undefined) return {};
  const remedy = "name the file of the private key, or leave the key out to use the ssh agent";
  const privateKeyFile = atHome(file);
  return { privateKeyFile, privateKey: read(privateKeyFile, path, remedy) };
}

function atHome(file: string): string {
  return file.replace(/^~(?=\/)/, homedir());
}

function read(file: string, path: string, remedy: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw refusal(`${path}: ${file} cannot be read: ${remedy}`);
  }
}
