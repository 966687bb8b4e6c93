import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

const withMount = (hostPath: unknown, readOnly = false): ReturnType<typeof make.containerWith> =>
  make.containerWith("a", { volumes: [{ hostPath, containerPath: "/x", readOnly }] });

export const cases: Cases = {
  good: [
    [make.containerWith("a", { volumes: [{ volumeName: "data", containerPath: "/data" }] })],
    [withMount("/srv/www")],
    [withMount("/etc", true)],
    [withMount("/etc/app")],
    [withMount("/var/lib/macvlan-fabric/dev/files/a/etc/x")],
  ],
  bad: [
    [/\/var\/run\/docker.sock controls the host's Docker/, [withMount("/var/run/docker.sock", true)]],
    [/volumes: \/ is part of the host's system/, [withMount("/")]],
    [/volumes: \/etc is part of the host's system/, [withMount("/etc/")]],
  ],
  unknown: [withMount(UNKNOWN)],
  silent: true,
};
