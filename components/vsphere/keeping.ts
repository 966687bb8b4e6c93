import type * as vsphere from "@pulumi/vsphere";

/** Options of everything that the stack makes in vCenter. */
export interface Keeping {
  readonly provider: vsphere.Provider;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
}
