import { hostFile } from "../../host/render";
import { readShell } from "../../support/shell-script";

/** A registry that fetches from another one what it is asked for. */
export interface Mirror {
  /** Address of the other one, with its scheme. */
  readonly upstream: string;
  readonly port: number;
}

/** The entrypoint of a mirror, which waits until its upstream answers. */
export function patientRegistry(): string[] {
  return ["/bin/sh", "-c", readShell(hostFile("patient-registry.sh"))];
}
