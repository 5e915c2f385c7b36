import { GUIDE, type GuideStep } from "../../guide.ts";

/** What a stack can do in Entra, one word a step of the guide. */
export const PERMISSION_STEPS = [
  "createApplication",
  "readApplication",
  "manageAppRoles",
  "synchronization",
  "readUsers",
  "readGroups",
  "assignUsers",
  "assignGroups",
] as const;

export type PermissionStep = (typeof PERMISSION_STEPS)[number];

/** What a step of a deployment needs. */
export interface StepNeeds {
  readonly guide: GuideStep;
  /** Sets of Graph permissions; of each, any one will do for an application. */
  readonly applicationPermissions: readonly (readonly string[])[];
  /** The same for a user who is signed in, who needs one of `directoryRoles` as well. */
  readonly delegatedPermissions: readonly (readonly string[])[];
  /** Ids of the directory roles' templates. */
  readonly directoryRoles: readonly string[];
  /** Whether the tenant must have Entra ID P1 or P2. */
  readonly premium: boolean;
}

/** Template ids, the same in every tenant, and the names that people know the roles by. */
export const DIRECTORY_ROLES: Readonly<Record<string, string>> = {
  "62e90394-69f5-4237-9190-012177145e10": "Global Administrator",
  "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3": "Application Administrator",
  "158c047a-c907-4556-b7ef-446551a6b5f7": "Cloud Application Administrator",
};

const APPLICATION_ADMINISTRATORS = Object.keys(DIRECTORY_ROLES);

const WRITE_APPLICATIONS = GUIDE.createApplication.permissions;
const READ_APPLICATIONS = [
  ...GUIDE.findApplication.permissions,
  "Application.ReadWrite.OwnedBy",
  "Directory.ReadWrite.All",
];
const SYNCHRONIZATION = [
  "Synchronization.ReadWrite.All",
  "Application.ReadWrite.OwnedBy",
  "Application.ReadWrite.All",
  "Directory.ReadWrite.All",
];

/**
 * By the permission tables of Graph's reference. For synchronization they name Synchronization.ReadWrite.All and
 * Application.ReadWrite.OwnedBy; that the wider Application.ReadWrite.All and Directory.ReadWrite.All do as well is
 * what azuread's documentation says.
 */
export const STEPS: Readonly<Record<PermissionStep, StepNeeds>> = {
  createApplication: needs(GUIDE.createApplication, [WRITE_APPLICATIONS], [["Application.ReadWrite.All"]]),
  readApplication: needs(GUIDE.findApplication, [READ_APPLICATIONS], [READ_APPLICATIONS]),
  manageAppRoles: needs(GUIDE.createApplication, [WRITE_APPLICATIONS], [["Application.ReadWrite.All"]]),
  synchronization: needs(
    GUIDE.synchronization,
    [SYNCHRONIZATION],
    [["Synchronization.ReadWrite.All", "Directory.ReadWrite.All"]],
  ),
  readUsers: {
    ...needs(GUIDE.findUsers, [GUIDE.findUsers.permissions], [GUIDE.findUsers.permissions]),
    directoryRoles: [],
  },
  readGroups: {
    ...needs(GUIDE.findGroups, [GUIDE.findGroups.permissions], [GUIDE.findGroups.permissions]),
    directoryRoles: [],
  },
  assignUsers: needs(
    GUIDE.assign,
    [GUIDE.assign.permissions, READ_APPLICATIONS],
    [GUIDE.assign.permissions, READ_APPLICATIONS],
  ),
  assignGroups: {
    ...needs(
      GUIDE.assign,
      [GUIDE.assign.permissions, READ_APPLICATIONS],
      [GUIDE.assign.permissions, READ_APPLICATIONS],
    ),
    premium: true,
  },
};

function needs(
  guide: GuideStep,
  applicationPermissions: StepNeeds["applicationPermissions"],
  delegatedPermissions: StepNeeds["delegatedPermissions"],
): StepNeeds {
  return {
    guide,
    applicationPermissions,
    delegatedPermissions,
    directoryRoles: APPLICATION_ADMINISTRATORS,
    premium: false,
  };
}
