import {
  type PolicyResource,
  type ReportViolation,
  type Severity,
  type StackValidationPolicy,
  UnknownValueError,
} from "@pulumi/policy";
import { z } from "zod";

/** One rule of the pack, before exceptions are taken into account. */
export interface Rule {
  /** Unique in the pack; what an exception is declared for. */
  readonly name: string;
  /** What is required, and what happens without it. */
  readonly description: string;
  readonly severity: Severity;
  /** What to change in the stack's configuration. */
  readonly remedy: string;
  /** @default mandatory: the deployment is stopped before anything is made */
  readonly enforcement?: "advisory" | "mandatory";
  /** Reports what is wrong with these resources; says nothing when all is well. */
  check(resources: readonly PolicyResource[], report: ReportViolation): void;
}

const exception = z.object({
  reason: z.string().min(1),
  until: z.iso.date(),
});
const ruleConfig = z.looseObject({ exception: exception.optional() });

/**
 * A rule as Pulumi enforces it, over the stack as a whole.
 *
 * An exception is part of the pack's configuration (`--policy-pack-config`): `{"<rule>": {"exception": {"reason": "…",
 * "until": "2027-03-31"}}}`. Until the end of that day the rule counts as not applicable, with the reason in the engine's
 * policy report; after it the rule holds again, and the message says that the exception has ended.
 *
 * @param today the day to judge exceptions by, ISO 8601; for tests.
 */
export function stackPolicy(
  rule: Rule,
  today = () => new Date().toISOString().slice(0, 10),
): StackValidationPolicy {
  return {
    name: rule.name,
    description: rule.description,
    severity: rule.severity,
    remediationSteps: rule.remedy,
    enforcementLevel: rule.enforcement ?? "mandatory",
    configSchema: {
      properties: {
        exception: {
          type: "object",
          additionalProperties: false,
          required: ["reason", "until"],
          properties: {
            reason: { type: "string", minLength: 1 },
            until: { type: "string", pattern: String.raw`^\d{4}-\d{2}-\d{2}$` },
          },
        },
      },
    },
    validateStack(args, reportViolation) {
      const { exception: declared } = ruleConfig.parse(args.getConfig());
      if (declared !== undefined && today() <= declared.until) {
        args.notApplicable(`Exception until ${declared.until}: ${declared.reason}`);
      }
      const ended =
        declared === undefined ? "" : ` The exception "${declared.reason}" ended on ${declared.until}.`;
      rule.check(args.resources, (message, urn) => reportViolation(`${message} ${rule.remedy}${ended}`, urn));
    },
  };
}

/** The resources of a type, with those properties that are known parsed. */
export function ofType<T extends z.ZodType>(
  resources: readonly PolicyResource[],
  type: string,
  properties: T,
): { resource: PolicyResource; props: z.output<T> }[] {
  return resources
    .filter((resource) => resource.type === type)
    .map((resource) => ({ resource, props: properties.parse(known(resource.props)) }));
}

/**
 * A copy of a resource's properties without what a preview cannot know yet. A rule that reads such a property otherwise is
 * not judged before `up`.
 */
export function known(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((_, index) => known(read(value, index)));
  return Object.fromEntries(Object.keys(value).map((key) => [key, known(read(value, key))]));
}

function read(value: object, key: string | number): unknown {
  try {
    return Reflect.get(value, key);
  } catch (error) {
    if (error instanceof UnknownValueError) return undefined;
    throw error;
  }
}
