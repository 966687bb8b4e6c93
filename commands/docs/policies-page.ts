import type { ResourceValidationPolicy } from "@pulumi/policy";
import { policies } from "../../policy/policies";

/** Reference of the policy pack: a table of all rules, then one section each. */
export function policiesPage(): string {
  return [
    "# Policies",
    "",
    "Generated from `policy/rules/` by `npm run docs`.",
    "",
    "Every rule checks each resource before it is created, in `npm run preview` and in `npm run up`. A mandatory rule stops",
    "the run, an advisory one only warns. To change levels and settings for an environment, write",
    "`policy/config/<stack>.json`; if it exists, it is passed to Pulumi as `--policy-pack-config`. Its entries look like this:",
    "",
    "```json",
    '{ "mac-budget": { "enforcementLevel": "mandatory", "budget": 32 }, "native-vlan": "disabled" }',
    "```",
    "",
    "The pack can also check existing stacks: `npm run pulumi -- policy analyze --policy-pack policy --stack NAME`, or with",
    "`--file` the output of `pulumi stack export`.",
    "",
    "| rule | level | severity | requirement |",
    "| --- | --- | --- | --- |",
    ...policies.map(row),
    "",
    ...policies.flatMap(section),
  ].join("\n");
}

function row({ name, enforcementLevel, severity, description }: ResourceValidationPolicy): string {
  const [rule = ""] = description.split(/, because | so that /);
  return `| [\`${name}\`](#${name}) | ${String(enforcementLevel)} | ${String(severity)} | ${rule} |`;
}

function section(policy: ResourceValidationPolicy): string[] {
  const settings = Object.entries(policy.configSchema?.properties ?? {}).map(([key, value]) => {
    const byDefault =
      value.default === undefined ? "Not set by default" : `Default: \`${JSON.stringify(value.default)}\``;
    return `- \`${key}\`: ${value.description ?? ""} ${byDefault}.`;
  });
  return [
    `## ${policy.name}`,
    "",
    policy.description,
    "",
    `**Remedy:** ${policy.remediationSteps ?? ""}`,
    ...(settings.length === 0 ? [] : ["", "**Settings:**", "", ...settings]),
    ...(policy.url === undefined ? [] : ["", `**Background:** <${policy.url}>`]),
    "",
  ];
}
