import type { GuestSpec } from "../../lab/guest/spec";

/** A guest of the reference topology. */
export const SPEC: GuestSpec = {
  lab: "dev",
  host: "docker01",
  docker: "28",
  nic: "ens33",
  address: "192.168.1.11/24",
  gateway: "192.168.1.1",
  mac: "02:e3:ca:8f:9f:31",
  memoryMib: 1024,
  sshPort: 20639,
  boot: 1,
};
