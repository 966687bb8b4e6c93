import type {
  PolicyConfigSchema,
  ReportViolation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  Severity,
} from "@pulumi/policy";

/**
 * What a rule checks of a resource; nothing when the resource does not concern it. An object and not a function, so that
 * TypeScript infers the parameters of `check` from it.
 */
export interface LooksAt<Subject, Name extends string = string> {
  readonly subjectsOf: (resource: ResourceValidationArgs, rule: Name) => readonly Subject[];
}

/** A setting of a rule in `policy/config/<stack>.json`: its JSON schema and the default, which gives it its type. */
export type Setting<Value> = Omit<PolicyConfigSchema["properties"][string], "default"> & {
  readonly description: string;
  readonly default?: Value;
};

export interface Rule<Name extends string, Subject, Settings extends object> {
  /** The name of the rule's file. */
  readonly name: Name;
  /** One sentence: what must hold, because of what harm. */
  readonly description: string;
  readonly enforcementLevel: "advisory" | "mandatory";
  readonly severity: Severity;
  readonly remediationSteps: string;
  /** Where the harm is documented. */
  readonly url?: string;
  readonly settings?: { readonly [Key in keyof Settings]: Setting<Settings[Key]> };
  readonly looksAt: LooksAt<Subject, Name>;
  /** Reports each fault as resource and path, value, remedy. */
  readonly check: (subject: Subject, report: ReportViolation, context: Context<Settings>) => void;
}

export interface Context<Settings extends object> {
  /** Inputs of the resource. Reading an unknown value throws; see `read-props.ts`. */
  readonly props: ResourceValidationArgs["props"];
  readonly settings: Settings;
}

/** Turns a rule into a policy that blocks each resource before it is created. */
export function defineRule<const Name extends string, Subject, Settings extends object = object>(
  rule: Rule<Name, Subject, Settings>,
): ResourceValidationPolicy {
  const { settings, looksAt, check, ...metadata } = rule;
  return {
    ...metadata,
    ...(settings === undefined ? {} : { configSchema: { properties: settings as PolicyConfigSchema["properties"] } }),
    validateResource: (resource, report) => {
      for (const subject of looksAt.subjectsOf(resource, rule.name)) {
        const values = { ...defaultsOf(settings), ...resource.getConfig<Partial<Settings>>() } as Settings;
        check(subject, report, { props: resource.props, settings: values });
      }
    },
  };
}

/** The engine hands over only what the configuration sets, not the defaults of the schema. */
function defaultsOf(settings: Readonly<Record<string, Setting<unknown>>> = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).map(([key, setting]) => [key, setting.default]));
}
