import type { ResourceValidationPolicy } from "@pulumi/policy";
import { policies } from "../../policy/policies";

/** Reference of the policy pack: a table of all rules, then one section each. */
export function policiesPage(): string {
  return [
    "# Policies",
    "",
    "Generated from `policy/rules/` by `npm run docs`.",
    "",
    "Every rule judges each resource before it is made, in `npm run preview` and in `npm run up`. A mandatory one stops the",
    "run, an advisory one speaks. Levels and settings are changed per environment: `policy/config/<stack>.json` is handed to",
    "Pulumi as `--policy-pack-config` when it is there, with entries such as",
    "",
    "```json",
    '{ "mac-budget": { "enforcementLevel": "mandatory", "budget": 32 }, "native-vlan": "disabled" }',
    "```",
    "",
    "The pack also judges what was made without it: `npm run pulumi -- policy analyze --policy-pack policy --stack NAME`, or",
    "`--file` with what `pulumi stack export` wrote.",
    "",
    "| rule | level | severity | what it asks for |",
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
    return `- \`${key}\`: ${value.description ?? ""} Default: \`${JSON.stringify(value.default)}\`.`;
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
