import * as pulumi from "@pulumi/pulumi";

/**
 * What a stack is going to do in Entra, one word a step of the guide:
 * `createApplication` (from the non-gallery template), `readApplication` (an existing one), `manageAppRoles`,
 * `synchronization` (job, secrets, schema, start), `readUsers` and `readGroups` (look-ups for assignments),
 * `assignUsers`, `assignGroups`.
 */
export type PermissionStep =
  | "createApplication"
  | "readApplication"
  | "manageAppRoles"
  | "synchronization"
  | "readUsers"
  | "readGroups"
  | "assignUsers"
  | "assignGroups";

/** What is known about one thing that a step needs. */
export interface PermissionFinding {
  readonly step: string;
  /** A Graph permission (any one of those named will do), a directory role or a licence. */
  readonly needs: string;
  /** How it is granted, or why it could not be told. */
  readonly detail: string;
}

export interface PermissionCheckArgs {
  /** The steps that this stack will take, of {@link PermissionStep}. A change checks again. */
  readonly steps: pulumi.Input<pulumi.Input<PermissionStep>[]>;
}

/**
 * Says before anything is made which Graph permission, directory role or licence is missing. It runs in preview too,
 * reads only, and fails when something is missing for certain. What could not be told is a warning and in `unsure`.
 */
export class PermissionCheck extends pulumi.CustomResource {
  declare readonly steps: pulumi.Output<PermissionStep[]>;
  declare readonly granted: pulumi.Output<PermissionFinding[]>;
  /** Always empty in a deployed stack, because a missing permission stops the deployment. */
  declare readonly missing: pulumi.Output<PermissionFinding[]>;
  declare readonly unsure: pulumi.Output<PermissionFinding[]>;

  constructor(name: string, args: PermissionCheckArgs, opts?: pulumi.CustomResourceOptions) {
    const outputs = { granted: undefined, missing: undefined, unsure: undefined };
    super("entra-provisioning:index:PermissionCheck", name, { ...args, ...outputs }, opts);
  }
}
