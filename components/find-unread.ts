import type { Input } from "@pulumi/pulumi";
import type { Problem } from "../support/problem";
import { findNamedFiles, type Texts } from "../topology/files/named-files";
import type { PeerPlan } from "../topology/plan/peer-plans";
import type { FabricConfiguration } from "../topology/schema/fabric-schema";
import { PASSWORD_KEY } from "../topology/schema/parse-configuration";
import { findMissingSecrets } from "../topology/secret-references";
import type { Secrets } from "./secrets";

/** What was read for a fabric, of all that is to be read besides the configuration. */
interface Read {
  readonly texts?: Texts;
  readonly peerPlans?: readonly PeerPlan[];
  readonly secrets?: Secrets;
  readonly vspherePassword?: Input<string>;
  readonly problems?: readonly Problem[];
}

/** Peers, secrets and passwords that the caller should have passed: without them, parts of the lab cannot be checked or made. */
export function findUnread(
  configuration: FabricConfiguration,
  { peerPlans = [], secrets = {}, texts = {}, vspherePassword, problems = [] }: Read,
): Problem[] {
  const { peers, hosts, vsphere } = configuration;
  const isReported = (path: string): boolean =>
    problems.some((problem) => problem.path === path || problem.path.startsWith(`${path}.`));
  const unread = Object.keys(peers).filter(
    (name) => !peerPlans.some((plan) => plan.name === name) && !isReported(`peers.${name}`),
  );
  const missing = findMissingSecrets(configuration, texts, secrets, (key) => `pass secrets: { ${key}: … }`);
  const needsPassword = vsphere !== undefined && Object.values(hosts).some(({ vm }) => vm.kind === "vsphere");
  const unreadFiles = findNamedFiles(configuration).filter(({ file }) => !Object.hasOwn(texts, file));
  return [
    ...unreadFiles
      .filter(({ path }) => !isReported(path))
      .map(({ file, path }) => ({ path, message: `the file was not read: pass texts: { "${file}": … }` })),
    ...unread.map((name) => ({
      path: `peers.${name}`,
      message: "its plan was not read: pass peerPlans, as loadConfiguration() returns them",
    })),
    ...missing.filter(({ path }) => !isReported(path)),
    ...(needsPassword && vspherePassword === undefined && !isReported(PASSWORD_KEY)
      ? [{ path: "vspherePassword", message: "is missing: pass it, as loadConfiguration() returns it" }]
      : []),
  ];
}
