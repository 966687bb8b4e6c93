import * as pulumi from "@pulumi/pulumi";
import { PASSWORD_KEY } from "../topology/schema/parse-configuration";
import type { Topology } from "../topology/model/topology";
import { passwordCommand } from "./vsphere/password";
import { survey } from "./vsphere/survey";
import { plannedMachines } from "./vsphere/inventory-names";

/** How to log in to vCenter, once it has been looked at. */
export interface VsphereLogin {
  readonly password?: pulumi.Output<string>;
  readonly problems: readonly string[];
}

/** Reads the password, and looks at vCenter with it, before anything is made; nothing where no machine is on vSphere. */
export async function loadVsphereLogin({ vsphere, hosts }: Topology): Promise<VsphereLogin> {
  const machines = plannedMachines(hosts);
  if (vsphere === undefined || machines.length === 0) return { problems: [] };
  const configured = new pulumi.Config().getSecret("vspherePassword");
  if (configured !== undefined && !isEncrypted(process.env)) {
    return {
      problems: [
        `${PASSWORD_KEY}: is in clear in Pulumi.${pulumi.getStack()}.yaml, for everybody who gets the file: remove it there, change it in vCenter, and run \`${passwordCommand()}\``,
      ],
    };
  }
  const variable = process.env["VSPHERE_PASSWORD"];
  // A flat key of its own, or, as for the provider itself, a variable of the environment.
  const password = configured ?? (variable === undefined || variable === "" ? undefined : pulumi.secret(variable));
  if (password === undefined) {
    return { problems: [`${PASSWORD_KEY}: is not set: run \`${passwordCommand()}\`, or set VSPHERE_PASSWORD`] };
  }
  const { problems, advice } = await survey(vsphere, machines, await plain(password));
  for (const line of advice) void pulumi.log.warn(line);
  return { password, problems };
}

/** Whether the engine decrypted the password for this run, as the variable says in which it names such keys. */
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
