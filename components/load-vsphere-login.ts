import * as pulumi from "@pulumi/pulumi";
import { problemText, type Problem } from "../support/problem";
import type { Topology } from "../topology/model/topology";
import { PASSWORD_KEY } from "../topology/schema/parse-configuration";
import { isEncrypted, plainSecret } from "./load-secrets";
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
  if (configured !== undefined && !isEncrypted(PASSWORD_KEY)) {
    return { problems: [plainSecret(PASSWORD_KEY, "change it in vCenter", passwordCommand())] };
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

function plain<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply((value) => {
      resolve(value);
    });
  });
}
