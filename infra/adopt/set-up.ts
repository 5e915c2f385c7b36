import type {
  DisabledMappingInput,
  MappingInput,
  ScopingFilterInput,
} from "../../provider/resources/synchronization-schema/inputs.ts";
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
  /** Why the stack would not take the assignment, such as a user who is in an assigned group; undefined when it would. */
  readonly problem?: string;
}

/** What a job's schema has that a new job's would not have. */
export interface FoundSchema {
  /** What a stack can say without changing it. */
  readonly mappings: readonly MappingInput[];
  readonly disabledMappings: readonly DisabledMappingInput[];
  readonly scopingFilters: readonly ScopingFilterInput[];
  /** Sentences about everything else. It stays as it is, outside of the stack. */
  readonly remarks: readonly string[];
}

/** What an administrator clicked together: one application with one provisioning job. */
export interface SetUp {
  readonly application: FoundApplication;
  readonly job: FoundApplication["jobs"][number];
  /** Whether provisioning is started. */
  readonly running: boolean;
  /** Synchronization secrets by key. Graph answers `*` for those that it keeps to itself. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly schema: FoundSchema;
  readonly assignments: readonly FoundAssignment[];
}
