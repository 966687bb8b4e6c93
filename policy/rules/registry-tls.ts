import type { ReportViolation, ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { at, countAt, textAt } from "../support/known";
import { TYPES } from "../support/types";

export const registryTls: ResourceValidationPolicy = {
  name: "registry-tls",
  description:
    "Registries are spoken to over TLS with a certificate that is checked, because whoever answers in their place would choose what the hosts run.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps:
    "Serve the registry over TLS and give each host its certificate authority; remove the insecure setting.",
  url: "https://github.com/distribution/distribution/issues/1874",
  validateResource: (args, report) => {
    if (args.type === TYPES.registryImage) insecureImage(args, report);
    if (args.type === TYPES.container) plainRegistry(args, report);
    if (args.type === TYPES.dockerProvider) plainAddress(args, report);
  },
};

function insecureImage({ name, props }: ResourceValidationArgs, report: ReportViolation): void {
  if (at(props, "insecureSkipVerify") !== true) return;
  report(`docker.RegistryImage "${name}" insecureSkipVerify: is true. Remove it, and trust the registry's CA instead.`);
}

/** Of its environment only the names are read: the values may be secret. */
function plainRegistry({ name, props }: ResourceValidationArgs, report: ReportViolation): void {
  const image = textAt(props, "image") ?? "";
  if (!/(^|\/)(registry|distribution)(:|@|$)/.test(image)) return;
  const names = Array.from({ length: countAt(props, "envs") }, (_, index) =>
    textAt(props, "envs", index)?.replace(/=.*/s, ""),
  );
  const secured = names.some((variable) => variable === undefined || variable.startsWith("REGISTRY_HTTP_TLS_"));
  if (secured || hasOwnConfiguration(props)) return;
  report(
    `docker.Container "${name}" envs: REGISTRY_HTTP_TLS_CERTIFICATE is missing from a registry. Serve it over TLS.`,
  );
}

/** A registry with files of its own may have its certificate there, which no input shows. */
function hasOwnConfiguration(props: object): boolean {
  return ["uploads", "mounts", "volumes"].some((list) =>
    Array.from({ length: countAt(props, list) }, (_, index) =>
      ["file", "target", "containerPath"].some((key) =>
        /^\/etc\/(docker\/)?(registry|distribution)/.test(textAt(props, list, index, key) ?? ""),
      ),
    ).includes(true),
  );
}

function plainAddress({ name, props }: ResourceValidationArgs, report: ReportViolation): void {
  const text = at(props, "registryAuth");
  for (const address of typeof text === "string" ? addressesOf(text) : []) {
    if (!address.startsWith("http://")) continue;
    const shown = address.replace(/\/\/.*@/, "//");
    report(`docker.Provider "${name}" registryAuth: ${shown} is plain HTTP. Use https.`);
  }
}

/** The provider's list reaches the engine as JSON text; only its addresses are looked at. */
function addressesOf(text: string): string[] {
  try {
    const list: unknown = JSON.parse(text);
    const entries: unknown[] = Array.isArray(list) ? list : [];
    return entries.flatMap((_, index) => textAt(list, index, "address") ?? []);
  } catch {
    return [];
  }
}
