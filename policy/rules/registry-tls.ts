import type { ReportViolation, ResourceValidationArgs } from "@pulumi/policy";
import { INSECURE_LABEL } from "../../topology/naming";
import { defineRule } from "../support/define-rule";
import { resourcesOf } from "../support/looks-at";
import { mapItems, read, readJsonList, readLabel, readText } from "../support/read-props";
import { TYPES } from "../support/types";
import { withoutLogin } from "../support/without-login";

export const registryTls = defineRule({
  name: "registry-tls",
  description:
    "Registries are reached over TLS with a verified certificate, because whoever answers in their place would choose what the hosts run.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps:
    "Serve the registry over TLS and give each host its certificate authority; remove the insecure setting.",
  url: "https://github.com/distribution/distribution/issues/1874",
  looksAt: resourcesOf(TYPES.registryImage, TYPES.container, TYPES.dockerProvider),
  check: (resource, report) => {
    if (resource.type === TYPES.registryImage) checkImage(resource, report);
    if (resource.type === TYPES.container) checkRegistry(resource, report);
    if (resource.type === TYPES.dockerProvider) checkProvider(resource, report);
  },
});

function checkImage({ name, props }: ResourceValidationArgs, report: ReportViolation): void {
  if (read(props, "insecureSkipVerify") !== true) return;
  report(`docker.RegistryImage "${name}" insecureSkipVerify: is true. Remove it, and trust the registry's CA instead.`);
}

/** Reads only the names of its environment variables: the values may be secret. */
function checkRegistry({ name, props }: ResourceValidationArgs, report: ReportViolation): void {
  const image = readText(props, "image") ?? "";
  if (!/(^|\/)(registry|distribution)(:|@|$)/.test(image)) return;
  const variables = mapItems(props, "envs", (index) => readText(props, "envs", index)?.replace(/=.*/s, ""));
  const hasTls = variables.some((variable) => variable === undefined || variable.startsWith("REGISTRY_HTTP_TLS_"));
  // That of a stack is the business of insecure-registry.
  if (hasTls || hasOwnConfiguration(props) || readLabel(props, INSECURE_LABEL) !== undefined) return;
  report(
    `docker.Container "${name}" envs: REGISTRY_HTTP_TLS_CERTIFICATE is missing, so the registry serves plain HTTP. ` +
      "Serve it over TLS.",
  );
}

/** A registry with its own configuration files may have its certificate there, which no input shows. */
function hasOwnConfiguration(props: object): boolean {
  return ["uploads", "mounts", "volumes"].some((list) =>
    mapItems(props, list, (index) =>
      ["file", "target", "containerPath"].some((key) =>
        /^\/etc\/(docker\/)?(registry|distribution)/.test(readText(props, list, index, key) ?? ""),
      ),
    ).includes(true),
  );
}

/** Reads only the addresses of its list. */
function checkProvider({ name, props }: ResourceValidationArgs, report: ReportViolation): void {
  const logins = readJsonList(read(props, "registryAuth"));
  for (const address of logins.flatMap((login) => readText(login, "address") ?? [])) {
    if (!address.startsWith("http://")) continue;
    report(`docker.Provider "${name}" registryAuth: ${withoutLogin(address)} is plain HTTP. Use https.`);
  }
}
