/** A device of the host in a container. */
export interface Device {
  readonly hostPath: string;
  readonly containerPath: string;
  /** Of read, write and mknod. */
  readonly permissions: string;
}

/** A device as Compose writes it: `/dev/ttyUSB0`, `/dev/ttyUSB0:/dev/zigbee`, or with permissions, `…:rw`; undefined for anything else. */
export function parseDevice(text: string): Device | undefined {
  const [hostPath = "", ...rest] = text.split(":");
  const [containerPath = hostPath, permissions = "rwm", ...more] = rest;
  const isDevice = [hostPath, containerPath].every((path) => /^\/[^:]+$/.test(path)) && more.length === 0;
  return isDevice && /^r?w?m?$/.test(permissions) && permissions !== ""
    ? { hostPath, containerPath, permissions }
    : undefined;
}
