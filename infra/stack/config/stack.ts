import { z } from "zod";
import { BY_ASSIGNMENT, profileAttribute } from "../../product/profile.ts";
import { application } from "./application.ts";
import { assignments } from "./assignments.ts";
import { azure } from "./azure.ts";
import { endpoint } from "./endpoint.ts";
import { platform } from "./platform.ts";
import { profile } from "./profile.ts";
import { provisioning } from "./provisioning.ts";
import { service } from "./service.ts";

const sections = z.strictObject({
  endpoint: endpoint.exactOptional(),
  application: application.prefault({}),
  assignments: assignments.prefault({}),
  profile,
  provisioning: provisioning.prefault({}),
  platform: platform.exactOptional(),
  service: service.exactOptional(),
  azure: azure.exactOptional(),
});

type Sections = z.output<typeof sections>;

/** A product that names no attribute for it has no setting `profile`. */
const forProduct: z.ZodType<Sections> =
  profileAttribute === undefined ? sections.omit({ profile: true }) : sections;

/** A rule that reads more than one section. It is checked as soon as those it reads are right by themselves. */
interface Rule {
  readonly reads: readonly (keyof Sections)[];
  readonly check: (config: Sections, report: (path: readonly PropertyKey[], message: string) => void) => void;
}

const rules: readonly Rule[] = [
  {
    reads: ["endpoint", "platform", "service"],
    check({ endpoint, platform, service }, report) {
      if (platform === undefined) return;
      const message =
        "must be left out when platform is set: the platform's address and a token of it are used";
      if (endpoint !== undefined) report(["endpoint"], message);
      if (service !== undefined) report(["service"], message);
    },
  },
  {
    reads: ["endpoint", "service"],
    check({ endpoint, service }, report) {
      if (endpoint !== undefined && service !== undefined) {
        report(
          ["endpoint"],
          "must be left out when service is set: the service's own address and token are used",
        );
      }
    },
  },
  {
    reads: ["service", "azure"],
    check({ service, azure }, report) {
      if (azure !== undefined && service === undefined) {
        report(["azure"], "needs the section service, which it is the foundation of");
      }
      const { cloudNativePg, url, existingSecret } = service?.database ?? {};
      const given = [cloudNativePg, url, existingSecret].filter((choice) => choice !== undefined).length;
      if (service !== undefined && (given > 1 || (given === 0 && azure === undefined))) {
        report(
          ["service", "database"],
          "needs exactly one of cloudNativePg, url and existingSecret, or the section azure",
        );
      }
    },
  },
  {
    reads: ["application", "assignments", "provisioning"],
    check({ application: { existing }, assignments: { groups, users }, provisioning: { scope } }, report) {
      if (existing === undefined && scope !== "all" && groups.length + users.length === 0) {
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
    reads: ["application", "profile", "assignments"],
    check({ application: { existing }, profile, assignments: principals }, report) {
      for (const kind of ["groups", "users"] as const) {
        for (const [index, entry] of principals[kind].entries()) {
          if (typeof entry === "string") continue;
          if (entry.profile !== undefined && profile !== BY_ASSIGNMENT) {
            report(["assignments", kind, index, "profile"], `needs profile: ${BY_ASSIGNMENT}`);
          }
          if (entry.role !== undefined && existing === undefined) {
            report(
              ["assignments", kind, index, "role"],
              "is for an existing application; a new one has a single role",
            );
          }
          if (entry.role !== undefined && existing !== undefined && profile === BY_ASSIGNMENT) {
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
      const index = mappings.findIndex(
        ({ targetAttributeName, object }) =>
          targetAttributeName === profileAttribute?.target && object !== "Group",
      );
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
export const stackConfig = rules.reduce(
  (schema, { reads, check }) => {
    const when = ({ value }: { value: unknown }): boolean => reads.every((key) => isRight(key, value));
    return schema.superRefine(
      (config, context) =>
        check(config, (path, message) => context.addIssue({ code: "custom", path: path.slice(), message })),
      { when },
    );
  },
  forProduct.meta({ description: "The configuration of one stack." }),
);

/**
 * The settings as they are checked: without a service the endpoint is needed, so that what it lacks is named, and not only
 * that it is missing.
 */
export function withEndpoint(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const hosted = values["service"] === undefined && values["platform"] === undefined;
  return hosted ? { endpoint: {}, ...values } : values;
}

function isRight(key: keyof Sections, value: unknown): boolean {
  const section: unknown = value instanceof Object ? Reflect.get(value, key) : undefined;
  return section === undefined || sections.shape[key].safeParse(section).success;
}

/** A configuration as it was written, checked and with every default filled in. */
export type StackSettings = Sections;
