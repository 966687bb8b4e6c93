import { readFileSync } from "node:fs";
import { keyFilePath } from "../../host/openssh";
import { hasPassphrase, passphraseText } from "../../host/private-key";
import { problemText, type Problem } from "../../support/problem";
import type { ExistingVm } from "../../topology/model/existing-vm";
import type { Topology } from "../../topology/model/topology";
import type { MachineLogin } from "../../topology/model/vsphere-model";
import { refusal } from "../refusal";
import type { KnownSshConnection } from "../ssh-connection";

/** A key file, where the configuration names it, and what to do when it cannot be read. */
interface KeyFile {
  readonly file: string;
  readonly path: string;
  readonly remedy: string;
}

/** Finds key files that cannot be used, each once, before anything is created. */
export function findKeyProblems({ hosts, vsphere }: Topology): Problem[] {
  const files = hosts.flatMap(({ name, vm }): KeyFile[] => {
    if (vm.kind === "existing") return [...existingKeyFile(name, vm.ssh), ...jumpKeyFile(name, vm.ssh)];
    if (vm.kind !== "vsphere" || vsphere === undefined) return [];
    const { login, customisation } = vsphere;
    return [...vsphereKeyFile(login), ...(customisation.kind === "cloud-init" ? publicKeyFile(login) : [])];
  });
  const distinct = new Map(files.map((file) => [`${file.path} ${file.file}`, file]));
  return [...distinct.values()].flatMap((file) => findFault(file) ?? []);
}

type Key = Pick<KnownSshConnection, "privateKeyFile" | "privateKey">;

/** Reads the private keys for an existing machine and its bastion; without a file, the ssh agent has one. */
export function existingKeys(
  host: string,
  ssh: ExistingVm["ssh"],
): Key & Pick<KnownSshConnection, "jump" | "jumpPrivateKey"> {
  const own = readKey(existingKeyFile(host, ssh));
  if (ssh.jump === undefined) return own;
  const { privateKey, ...jumpFile } = readKey(jumpKeyFile(host, ssh));
  const jump = { ...ssh.jump, ...jumpFile };
  return { ...own, jump, ...(privateKey === undefined ? {} : { jumpPrivateKey: privateKey }) };
}

/** Reads the private key for machines on vSphere; without a file, the ssh agent has it. */
export function vsphereKey(login: MachineLogin): Key {
  return readKey(vsphereKeyFile(login));
}

/** The public key that may log in to machines on vSphere: the given one, or the file beside the private key. */
export function authorizedKey(login: MachineLogin): string {
  const [file] = publicKeyFile(login);
  return file === undefined ? (login.authorizedKey ?? "") : readOrRefuse(file).trim();
}

function existingKeyFile(host: string, { privateKeyFile: file }: ExistingVm["ssh"]): KeyFile[] {
  return privateKeyFile(file, `hosts.${host}.vm.ssh.privateKeyFile`);
}

function jumpKeyFile(host: string, { jump }: ExistingVm["ssh"]): KeyFile[] {
  return privateKeyFile(jump?.privateKeyFile, `hosts.${host}.vm.ssh.jump.privateKeyFile`);
}

function vsphereKeyFile(login: MachineLogin): KeyFile[] {
  return privateKeyFile(login.privateKeyFile, VSPHERE_PATH);
}

const VSPHERE_PATH = "vsphere.login.privateKeyFile";

function privateKeyFile(file: string | undefined, path: string): KeyFile[] {
  if (file === undefined) return [];
  const remedy = "name the file of the private key, or remove privateKeyFile to use the ssh agent";
  return [{ file: keyFilePath(file), path, remedy }];
}

function publicKeyFile({ privateKeyFile: file, authorizedKey: given }: MachineLogin): KeyFile[] {
  if (file === undefined || given !== undefined) return [];
  const remedy = "create it with `ssh-keygen -y -f KEY >KEY.pub`, or put the public key in authorizedKey";
  return [{ file: `${keyFilePath(file)}.pub`, path: VSPHERE_PATH, remedy }];
}

function readKey([file]: readonly KeyFile[]): Key {
  return file === undefined ? {} : { privateKeyFile: file.file, privateKey: readOrRefuse(file) };
}

function readOrRefuse(file: KeyFile): string {
  const fault = findFault(file);
  if (fault !== undefined) throw refusal(problemText(fault));
  return read(file) ?? "";
}

function findFault(key: KeyFile): Problem | undefined {
  const { file, path, remedy } = key;
  const text = read(key);
  if (text === undefined) return { path, message: `${file} cannot be read: ${remedy}` };
  return hasPassphrase(text) ? { path, message: passphraseText(file) } : undefined;
}

function read({ file }: KeyFile): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
