/** A step of the administrator's guide that this kit replaces, so that an error says what it stands for. */
export interface GuideStep {
  /** Its number in the guide, e.g. `8` or `9-10`. */
  readonly number: string;
  readonly name: string;
  /** Graph permissions, any one of which is enough for an application. */
  readonly permissions: readonly string[];
}

const SYNCHRONIZATION = ["Synchronization.ReadWrite.All", "Application.ReadWrite.OwnedBy"];

export const GUIDE = {
  signIn: { number: "1", name: "Sign in", permissions: [] },
  findApplication: {
    number: "2",
    name: "Reuse an enterprise application",
    permissions: ["Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All"],
  },
  createApplication: {
    number: "3-4",
    name: "Create an enterprise application",
    permissions: ["Application.ReadWrite.OwnedBy", "Application.ReadWrite.All", "Directory.ReadWrite.All"],
  },
  synchronization: { number: "5", name: "Provisioning mode Automatic", permissions: SYNCHRONIZATION },
  secretToken: { number: "7", name: "Secret Token", permissions: [] },
  testConnection: { number: "8", name: "Test Connection", permissions: SYNCHRONIZATION },
  findUsers: {
    number: "9-10",
    name: "Look up the users to assign",
    permissions: ["User.Read.All", "Directory.Read.All", "User.ReadWrite.All", "Directory.ReadWrite.All"],
  },
  findGroups: {
    number: "9-10",
    name: "Look up the groups to assign",
    permissions: ["Group.Read.All", "Directory.Read.All", "Group.ReadWrite.All", "Directory.ReadWrite.All"],
  },
  assign: {
    number: "9-10",
    name: "Assign users and groups",
    permissions: ["AppRoleAssignment.ReadWrite.All"],
  },
  startProvisioning: { number: "11", name: "Start provisioning", permissions: SYNCHRONIZATION },
  editMappings: { number: "12", name: "Edit attribute mappings", permissions: SYNCHRONIZATION },
} as const satisfies Record<string, GuideStep>;
