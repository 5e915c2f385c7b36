import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Graph } from "./graph.ts";

const text = z.string().nullable();

const user = z.object({
  id: z.string(),
  userPrincipalName: z.string(),
  displayName: z.string(),
  givenName: text,
  surname: text,
  mail: text,
  mailNickname: text,
  accountEnabled: z.boolean(),
  userType: z.string(),
  jobTitle: text,
  department: text,
  employeeId: text,
  officeLocation: text,
  streetAddress: text,
  city: text,
  state: text,
  postalCode: text,
  country: text,
  businessPhones: z.array(z.string()),
  mobilePhone: text,
  faxNumber: text,
  preferredLanguage: text,
  manager: text,
  deletedDateTime: text,
});

const group = z.object({
  id: z.string(),
  displayName: z.string(),
  members: z.array(z.string()),
});

/** What a job has provisioned; `references` are object ids by target attribute. */
const link = z.object({ sourceId: z.string(), references: z.record(z.string(), z.array(z.string())) });

const tenantView = z.looseObject({
  domain: z.string(),
  users: z.array(user),
  groups: z.array(group),
  appRoleAssignments: z.array(z.object({ principalId: z.string(), principalType: z.string() })),
  jobs: z.array(z.looseObject({ id: z.string(), engine: z.object({ links: z.record(z.string(), link) }) })),
});

/** A user of the emulated tenant. */
export type TenantUser = z.infer<typeof user>;
/** A group of the emulated tenant; members are object ids of users and groups. */
export type TenantGroup = z.infer<typeof group>;
/** The emulated tenant as the run looks at it. */
export type TenantView = z.infer<typeof tenantView>;

/** The whole tenant as JSON, for comparing it with itself. */
export function readWholeTenant(graph: Graph): Promise<unknown> {
  return graph.request("GET", "/emulator/tenant");
}

/** What the run looks at, of a whole tenant. */
export function parseTenant(whole: unknown): TenantView {
  return tenantView.parse(whole);
}

/** The tenant's people, groups and assignments as they are now. */
export async function readTenant(graph: Graph): Promise<TenantView> {
  return parseTenant(await readWholeTenant(graph));
}

/** The tenant of a file that a run has kept. */
export async function keptTenant(file: string): Promise<TenantView> {
  return parseTenant(JSON.parse(await readFile(file, "utf8")));
}

/** Who is to be provisioned: the assigned groups, and the people who are assigned or direct members of those. */
export interface Scope {
  readonly users: ReadonlyMap<string, TenantUser>;
  readonly groups: ReadonlyMap<string, TenantGroup>;
}

/** Reads the scope off the assignments, as Entra's documents define it: nested groups are not expanded. */
export function scopeOf(tenant: TenantView): Scope {
  const assigned = new Set(tenant.appRoleAssignments.map((each) => each.principalId));
  const groups = tenant.groups.filter((each) => assigned.has(each.id));
  const members = new Set(groups.flatMap((each) => each.members));
  const users = tenant.users.filter(
    (each) => each.deletedDateTime === null && (assigned.has(each.id) || members.has(each.id)),
  );
  return {
    users: new Map(users.map((each) => [each.id, each])),
    groups: new Map(groups.map((each) => [each.id, each])),
  };
}
