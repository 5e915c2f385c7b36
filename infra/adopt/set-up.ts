import type { Inputs } from "../../provider/resources/synchronization-schema/inputs.ts";
import type { getApplication } from "../../provider/functions/get-application/get-application.ts";

/** The application, with the roles that it publishes and its jobs. */
export type FoundApplication = NonNullable<Awaited<ReturnType<typeof getApplication.call>>["application"]>;

/** Somebody who is assigned to the application. */
export interface FoundAssignment {
  readonly id: string;
  readonly principalId: string;
  /** `User`, `Group` or `ServicePrincipal`. */
  readonly principalType: string;
  readonly principalDisplayName: string;
  readonly appRoleId: string;
}

/** What an administrator clicked together: one application with one provisioning job. */
export interface SetUp {
  readonly application: FoundApplication;
  readonly job: FoundApplication["jobs"][number];
  /** Whether provisioning is started. */
  readonly running: boolean;
  /** Synchronization secrets by key. Graph answers `*` for those that it keeps to itself. */
  readonly secrets: Readonly<Record<string, string>>;
  /** What the job's schema has that a new job would not have. */
  readonly schema: Pick<Inputs, "attributes" | "mappings" | "scopingFilters" | "disabledMappings">;
  /** Kinds of objects that are switched off altogether, e.g. `["Group"]`. */
  readonly disabledObjects: readonly string[];
  readonly assignments: readonly FoundAssignment[];
}
