import * as pulumi from "@pulumi/pulumi";
import { problemText, type Problem } from "../support/problem";
import type { Topology } from "../topology/model/topology";
import { PASSWORD_KEY } from "../topology/schema/parse-configuration";
import { plannedMachines } from "./vsphere/inventory-names";
import { passwordCommand } from "./vsphere/password";
import { survey } from "./vsphere/survey";

/** The password for vCenter, and the problems that the survey found. */
export interface VsphereLogin {
  readonly password?: pulumi.Output<string>;
  readonly problems: readonly Problem[];
}

/** Reads the password and surveys vCenter with it, before anything is created; does nothing when no machine is on vSphere. */
export async function loadVsphereLogin({ vsphere, hosts }: Topology): Promise<VsphereLogin> {
  const machines = plannedMachines(hosts);
  if (vsphere === undefined || machines.length === 0) return { problems: [] };
  const configured = new pulumi.Config().getSecret("vspherePassword");
  if (configured !== undefined && !isEncrypted(process.env)) {
    const message =
      `is stored in plain text in Pulumi.${pulumi.getStack()}.yaml, readable by anyone with the file: ` +
      `remove it there, change it in vCenter, and run \`${passwordCommand()}\``;
    return { problems: [{ path: PASSWORD_KEY, message }] };
  }
  const variable = process.env["VSPHERE_PASSWORD"];
  // A flat key of its own, or the environment variable that the provider itself reads.
  const password = configured ?? (variable === undefined || variable === "" ? undefined : pulumi.secret(variable));
  if (password === undefined) {
    const message = `is not set: run \`${passwordCommand()}\`, or set VSPHERE_PASSWORD`;
    return { problems: [{ path: PASSWORD_KEY, message }] };
  }
  const { problems, advice } = await survey(vsphere, machines, await plain(password));
  for (const each of advice) void pulumi.log.warn(problemText(each));
  return { password, problems };
}

/** Whether the password is stored encrypted: the engine names such keys in this variable. */
function isEncrypted(env: NodeJS.ProcessEnv): boolean {
  return env["PULUMI_CONFIG_SECRET_KEYS"]?.includes(`"${PASSWORD_KEY}"`) ?? true;
}

function plain<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply((value) => {
      resolve(value);
    });
  });
}
