import type { VmConfiguration } from "../schema/fabric-schema";

type ExistingVmConfiguration = Extract<VmConfiguration, { kind: "existing" }>;

/** An existing machine, with everything that a login to it needs; without a `privateKeyFile` the ssh agent has the key. */
export interface ExistingVm extends Readonly<Omit<ExistingVmConfiguration, "ssh">> {
  readonly ssh: Readonly<ExistingVmConfiguration["ssh"]> & { readonly host: string };
}

/** @param address the host's own, where ssh answers unless the configuration says otherwise */
export function toExistingVm(vm: ExistingVmConfiguration, address: string): ExistingVm {
  return { ...vm, ssh: { host: address, ...vm.ssh } };
}
