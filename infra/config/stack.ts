import { z } from "zod";
import { profileAttribute } from "../product-schema.ts";
import { application } from "./application.ts";
import { assignments } from "./assignments.ts";
import { endpoint } from "./endpoint.ts";
import { provisioning } from "./provisioning.ts";

/** The value of `profile` that takes each user's profile from the assignment. */
export const BY_ASSIGNMENT = "byAssignment";

const sections = z
  .strictObject({
    endpoint,
    application: application.prefault({}),
    assignments: assignments.prefault({}),
    profile: z
      .enum([...profileAttribute.canonicalValues, BY_ASSIGNMENT])
      .optional()
      .meta({
        description: `Step 12 of the guide. The profile that everyone gets; or \`${BY_ASSIGNMENT}\`, which makes an app role per profile and lets each assignment choose. Left out, Entra sends no profile and ${profileAttribute.default ?? "none"} applies.`,
        example: profileAttribute.canonicalValues.find((value) => value !== profileAttribute.default),
      }),
    provisioning: provisioning.prefault({}),
  })
  .meta({ description: "The configuration of one stack." });

type Sections = z.output<typeof sections>;

/** A rule that reads more than one section. It is checked as soon as those it reads are right by themselves. */
interface Rule {
  readonly reads: readonly (keyof Sections)[];
  readonly check: (config: Sections, report: (path: readonly PropertyKey[], message: string) => void) => void;
}

const rules: readonly Rule[] = [
  {
    reads: ["application", "assignments", "provisioning"],
    check({ application: { existing }, assignments: { groups, users }, provisioning: { scope } }, report) {
      if (existing === undefined && scope === "assigned" && groups.length + users.length === 0) {
        report(
          ["assignments", "groups"],
          "is empty, so nobody would be provisioned; assign at least one group or user",
        );
      }
    },
  },
  {
    reads: ["profile", "provisioning"],
    check({ profile, provisioning: { scope } }, report) {
      if (profile === BY_ASSIGNMENT && scope === "all") {
        report(["provisioning", "scope"], `must be "assigned" when profile is ${BY_ASSIGNMENT}`);
      }
    },
  },
  {
    reads: ["profile", "assignments"],
    check({ profile, assignments: principals }, report) {
      for (const kind of ["groups", "users"] as const) {
        for (const [index, entry] of principals[kind].entries()) {
          if (typeof entry === "string") continue;
          if (entry.profile !== undefined && profile !== BY_ASSIGNMENT) {
            report(["assignments", kind, index, "profile"], `needs profile: ${BY_ASSIGNMENT}`);
          }
          if (entry.role !== undefined && profile === BY_ASSIGNMENT) {
            report(
              ["assignments", kind, index, "role"],
              `is chosen by the profile when profile is ${BY_ASSIGNMENT}`,
            );
          }
        }
      }
    },
  },
  {
    reads: ["profile", "provisioning"],
    check({ profile, provisioning: { mappings } }, report) {
      const index = mappings.findIndex((each) => each.targetAttributeName === profileAttribute.target);
      if (profile !== undefined && index !== -1) {
        report(
          ["provisioning", "mappings", index],
          "maps the attribute that profile maps already; leave one of them out",
        );
      }
    },
  },
];

/** The stack's whole configuration. Its descriptions and examples are the reference page and the error messages. */
export const stackConfig = rules.reduce((schema, { reads, check }) => {
  const when = ({ value }: { value: unknown }): boolean => reads.every((key) => isRight(key, value));
  return schema.superRefine(
    (config, context) =>
      check(config, (path, message) => context.addIssue({ code: "custom", path: path.slice(), message })),
    { when },
  );
}, sections);

function isRight(key: keyof Sections, value: unknown): boolean {
  const section: unknown = value instanceof Object ? Reflect.get(value, key) : undefined;
  return sections.shape[key].safeParse(section).success;
}

export type StackConfig = Sections;
