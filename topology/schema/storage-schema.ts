import { z } from "zod";
import { parseVolume, PATH, VOLUME_NAME } from "../options/mounts";
import { parseSize } from "../options/sizes";
import { absolutePath, oneOrMore, secretReference } from "./primitives";

const fileMode = z
  .string({ error: 'is not a mode: write it in quotes, as "0640"' })
  .regex(/^0?[0-7]{3}$/, 'is not a mode: write it in quotes, as "0640"');

const size = z
  .union([z.string(), z.number()])
  .refine((given) => (parseSize(given) ?? 0) > 0, "is not a size: write it as 16m");

const volumeText = z.string().refine((text) => parseVolume(text) !== undefined, {
  error: ({ input }) => volumeFault(String(input)),
});

const volumeMap = z
  .strictObject({
    type: z.enum(["volume", "bind", "tmpfs"]).describe("A named volume, a path of the host, or a folder in memory."),
    source: z.string().exactOptional().describe("Name of the volume, or path on the host."),
    target: absolutePath.describe("Path in the container."),
    read_only: z.boolean().default(false).describe("Whether the container may only read it."),
    tmpfs: z
      .strictObject({
        size: size.exactOptional().describe("Most that it holds, such as 16m. Default: half of the host's memory."),
        mode: fileMode.exactOptional().describe('Permissions of the folder. Default: "1777".'),
      })
      .exactOptional()
      .describe("Only for type tmpfs."),
  })
  .superRefine(({ type, source = "", tmpfs }, context) => {
    const refuse = (path: string, message: string): void => {
      context.addIssue({ code: "custom", path: [path], message });
    };
    if (type === "volume" && !VOLUME_NAME.test(source))
      refuse("source", "is not the name of a volume: write it as data");
    if (type === "bind" && !PATH.test(source)) refuse("source", "is not a path on the host: write it as /srv/data");
    if (type === "tmpfs" && source !== "") refuse("source", "is one too many: a tmpfs has no source");
    if (type !== "tmpfs" && tmpfs !== undefined) refuse("tmpfs", "is for type tmpfs alone: leave it out");
  });

const file = z
  .strictObject({
    content: z
      .union([z.string(), secretReference])
      .exactOptional()
      .describe("What is in it: a text, or a secret. Either this or `source`."),
    source: z
      .string()
      .min(1)
      .exactOptional()
      .describe("File with its content, relative to the folder of the stack file. Either this or `content`."),
    template: z
      .boolean()
      .default(false)
      .describe("Whether `{{ NAME }}` in it stands for a value of the plan or a secret; see docs/workloads.md."),
    mode: fileMode.default("0644").describe("Permissions of the file."),
    owner: z
      .string()
      .regex(/^\d+:\d+$/, 'is not an owner: write the IDs of user and group in quotes, as "1000:1000"')
      .default("0:0")
      .describe("IDs of its user and group."),
    on_change: z
      .enum(["restart", "replace", "nothing"])
      .default("restart")
      .describe("What a new content does to the container."),
  })
  .superRefine(({ content, source, template }, context) => {
    const refuse = (path: string, message: string): void => {
      context.addIssue({ code: "custom", path: [path], message });
    };
    if (content === undefined && source === undefined) refuse("content", "add it, or source");
    if (content !== undefined && source !== undefined) refuse("source", "is one too many: remove content");
    if (template && typeof content === "object") refuse("template", "is for texts alone: a secret is written as it is");
  })
  .describe("A file that the stack writes, which the container can read and not change.");

/** What a container keeps and reads. */
export const storageOptions = {
  volumes: z
    .array(z.union([volumeText, volumeMap]))
    .default([])
    .describe(
      "Volumes by name, paths of the host, and folders in memory: `data:/var/lib/data`, `/srv/www:/www:ro`, or a map.",
    ),
  tmpfs: oneOrMore(z.string().regex(/^\/[^:]*(:[^:]+)?$/, "is not a path: write it as /run or /run:size=16m"))
    .exactOptional()
    .describe("Folders in memory, as `/run` or `/run:size=16m,mode=1777`."),
  files: z
    .record(absolutePath, file)
    .default({})
    .describe("Files that the stack writes, by their path in the container."),
};

/** A named volume, on each host that has a container with it. */
export const volume = z
  .strictObject({
    keep: z
      .boolean()
      .default(false)
      .describe(
        "Whether it stays on its host, with its data, when it leaves the stack file and after `down`. Default: it goes with the last container that has it.",
      ),
    driver: z.string().min(1).exactOptional().describe("Driver of the volume. Default: local."),
    driver_opts: z
      .record(z.string(), z.union([z.string(), z.number()]))
      .default({})
      .describe("Options of the driver, such as those of an NFS share."),
  })
  .describe("A named volume; only needed for what is not as usual.");

function volumeFault(text: string): string {
  const [source = "", target] = text.split(":");
  if (target === undefined)
    return "names nothing to mount: write it as data:/var/lib/data; a volume without a name would go with its container";
  if (/^[.~]/.test(source))
    return "is relative, and hosts do not have your folders: give a path on the host, or use files";
  return "is not a volume: write it as data:/var/lib/data, /srv/data:/data or /srv/data:/data:ro";
}
