import * as pulumi from "@pulumi/pulumi";
import type { Topology } from "../topology/topology";
import { survey } from "./vsphere/survey";
import { wantedFrom } from "./vsphere/wanted";

/** How to log in to vCenter, once it has been looked at. */
export interface VsphereLogin {
  readonly password?: pulumi.Output<string>;
  readonly problems: readonly string[];
}

const NO_PASSWORD =
  "macvlan-fabric:vspherePassword: is not set: run `pulumi config set --secret vspherePassword`, or set VSPHERE_PASSWORD";

/** Reads the password, and looks at vCenter with it, before anything is made; nothing where no machine is on vSphere. */
export async function loadVsphereLogin({ vsphere, hosts }: Topology): Promise<VsphereLogin> {
  if (vsphere === undefined) return { problems: [] };
  const variable = process.env["VSPHERE_PASSWORD"];
  // A flat key of its own, or, as for the provider itself, a variable of the environment.
  const password =
    new pulumi.Config().getSecret("vspherePassword") ??
    (variable === undefined || variable === "" ? undefined : pulumi.secret(variable));
  if (password === undefined) return { problems: [NO_PASSWORD] };
  const { problems, advice } = await survey(wantedFrom(vsphere, hosts), vsphere, await plain(password));
  for (const line of advice) void pulumi.log.warn(line);
  return { password, problems };
}

function plain<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply((value) => {
      resolve(value);
    });
  });
}
