import type { VmInput } from "../schema/fabric-schema";

/** A machine that is there already, every default of its login filled in. */
export interface ExistingVm {
  readonly kind: "existing";
  readonly ssh: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly hostKey: string;
    /** Absent for the ssh agent. */
    readonly privateKeyFile?: string;
  };
}

const DEFAULTS = { port: 22, user: "root" } as const;

/** @param address the host's own, where ssh answers unless the configuration says otherwise */
export function toExistingVm({ ssh }: Extract<VmInput, { kind: "existing" }>, address: string): ExistingVm {
  const { host = address, port = DEFAULTS.port, user = DEFAULTS.user, hostKey, privateKeyFile } = ssh;
  return {
    kind: "existing",
    ssh: { host, port, user, hostKey, ...(privateKeyFile === undefined ? {} : { privateKeyFile }) },
  };
}
