import * as pulumi from "@pulumi/pulumi";
import { plannedFiles, type PlannedFile } from "../../topology/files/planned-files";
import { secretOfName } from "../../topology/files/template";
import { planValues, valuesFor, type TemplateValues } from "../../topology/files/template-values";
import { writeFiles, type WrittenFiles } from "../container-files";
import { secretOf, type Secrets } from "../secrets";
import type { Hosts } from "./create-hosts";
import { entry, type Scope } from "./scope";

/** The files of the containers that have some, by container. */
export type Files = ReadonlyMap<string, WrittenFiles>;

export function createFiles({ name, topology, secrets, texts, parent }: Scope, hosts: Hosts): Files {
  const plan = planValues(topology);
  const own = topology.containers.flatMap((container): [string, WrittenFiles][] => {
    const files = plannedFiles(container, texts);
    if (files.length === 0) return [];
    const values = valuesFor(container, plan);
    const args = {
      ...{ container: container.name, host: entry(hosts, container.host) },
      files: files.map((file) => ({ ...file, content: contentOf(file, values, secrets) })),
    };
    return [[container.name, writeFiles(`${name}-${container.name}`, args, parent)]];
  });
  return new Map(own);
}

/** The content of a file; with one secret in it, all of it is secret. */
function contentOf({ parts }: PlannedFile, values: TemplateValues, secrets: Secrets): pulumi.Input<string> {
  const texts = parts.map((part) => {
    if ("text" in part) return part.text;
    const secret = secretOfName(part.name);
    return secret === undefined ? entry(values, part.name) : secretOf(secrets, { secret });
  });
  const plain = texts.flatMap((text) => (typeof text === "string" ? [text] : []));
  return plain.length === texts.length ? plain.join("") : pulumi.all(texts).apply((all) => all.join(""));
}
