import { z } from "zod";

/** When somebody's dependency is there, in Compose's words. */
const CONDITIONS = ["service_started", "service_healthy"] as const;

const condition = z
  .enum(CONDITIONS, {
    error: ({ input }) =>
      input === "service_completed_successfully"
        ? "waits for a container to end, and those of a stack keep running: give service_started or service_healthy"
        : undefined,
  })
  .default("service_started")
  .describe("`service_started`, or `service_healthy`: its health check has to pass first.");

/** What a container waits for, as Compose writes it. */
export const dependsOn = z
  .union([z.array(z.string()), z.record(z.string(), z.strictObject({ condition }))])
  .default({})
  .describe(
    "Containers on any host that are made before this one, by key: a list, or a map to `{ condition: service_healthy }`. " +
      "This one is deleted before them. It does not restart when they do.",
  );
