import type * as vsphere from "@pulumi/vsphere";

/** Resource options of everything that the stack creates in vCenter. */
export interface Keeping {
  readonly provider: vsphere.Provider;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
}
