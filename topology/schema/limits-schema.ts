import { z } from "zod";
import { parseDevice } from "../options/devices";
import { MEBIBYTE, parseSize } from "../options/sizes";
import { listOrMap, scalar } from "./primitives";

const limit = z.number().int().min(-1, "is not a limit: give a number, or -1 for none");

/** What a container may use and do. */
export const limitOptions = {
  capabilities: z
    .array(z.string().regex(/^CAP_[A-Z_]+$/, "is not a capability: write it as CAP_NET_RAW"))
    .default([])
    .describe("Capabilities to keep, such as CAP_NET_RAW; all others are dropped."),
  privileged: z
    .boolean()
    .default(false)
    .describe("Whether the container may do everything that root may do on the host."),
  devices: z
    .array(
      z
        .string()
        .refine(
          (text) => parseDevice(text) !== undefined,
          "is not a device: write it as /dev/ttyUSB0, /dev/ttyUSB0:/dev/zigbee, or /dev/ttyUSB0:/dev/zigbee:rw",
        ),
    )
    .default([])
    .describe("Devices of the host, as `HOST`, `HOST:CONTAINER` or `HOST:CONTAINER:rwm`."),
  read_only: z.boolean().default(false).describe("Whether the root file system is read-only."),
  memory: z
    .number()
    .int()
    .min(6, "is below Docker's minimum: give 6 (MiB) or more")
    .default(64)
    .describe("Memory limit in MiB, including swap."),
  pids: z.number().int().min(1).default(64).describe("Maximum number of processes."),
  cpus: z
    .number()
    .min(0.01, "is below Docker's minimum: give 0.01 or more")
    .exactOptional()
    .describe("Share of the host's processors, such as 1.5. Default: no limit."),
  ulimits: z
    .record(
      z.string().regex(/^[a-z]+$/, "is not a limit: name it as setrlimit does, such as nofile"),
      z.union([limit, z.strictObject({ soft: limit, hard: limit })]),
    )
    .default({})
    .describe("Limits of each process, by name: a number, or `{ soft, hard }`; -1 is no limit."),
  shm_size: z
    .union([z.string(), z.number()])
    .refine((given) => isWholeMebibytes(given), "is not a number of whole MiB: write it as 64m")
    .exactOptional()
    .describe("Size of /dev/shm, such as 64m. Default: that of the engine, 64m."),
  sysctls: listOrMap(z.union([z.string(), z.number()]))
    .default({})
    .describe("Kernel parameters of the container's namespaces, such as net.ipv4.ip_forward."),
  logging: z
    .strictObject({
      driver: z.string().min(1).exactOptional().describe("Logging driver. Default: that of the engine."),
      options: z.record(z.string(), scalar).default({}).describe("Options of the driver, such as max-size."),
    })
    .exactOptional()
    .describe("Where the output of the container goes."),
};

function isWholeMebibytes(given: string | number): boolean {
  const bytes = parseSize(given);
  return bytes !== undefined && bytes > 0 && bytes % MEBIBYTE === 0;
}
