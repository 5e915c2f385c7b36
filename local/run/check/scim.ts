import { fetch } from "undici";
import { z } from "zod";
import { LocalRunError } from "../error.ts";
import { withoutKeepAlive } from "../service.ts";

const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

const value = z.object({ type: z.string().optional(), value: z.string().optional() });

const scimUser = z.looseObject({
  id: z.string(),
  userName: z.string(),
  externalId: z.string().optional(),
  active: z.boolean(),
  displayName: z.string().optional(),
  title: z.string().optional(),
  preferredLanguage: z.string().optional(),
  name: z
    .object({
      givenName: z.string().optional(),
      familyName: z.string().optional(),
      formatted: z.string().optional(),
    })
    .optional(),
  emails: z.array(value).default([]),
  phoneNumbers: z.array(value).default([]),
  addresses: z
    .array(
      z.object({
        type: z.string().optional(),
        formatted: z.string().optional(),
        streetAddress: z.string().optional(),
        locality: z.string().optional(),
        region: z.string().optional(),
        postalCode: z.string().optional(),
        country: z.string().optional(),
      }),
    )
    .default([]),
  [ENTERPRISE]: z
    .object({
      employeeNumber: z.string().optional(),
      department: z.string().optional(),
      manager: z.object({ value: z.string() }).optional(),
    })
    .optional(),
});

const scimGroup = z.object({
  id: z.string(),
  displayName: z.string(),
  externalId: z.string().optional(),
  members: z.array(z.object({ value: z.string() })).default([]),
});

/** A user as the SCIM service gives it. */
export type ScimUser = z.infer<typeof scimUser>;
/** A group as the SCIM service gives it, with all its members. */
export type ScimGroup = z.infer<typeof scimGroup>;

/** The enterprise extension of a user. */
export function enterpriseOf(user: ScimUser): NonNullable<ScimUser[typeof ENTERPRISE]> {
  return user[ENTERPRISE] ?? {};
}

/** Everything that a SCIM endpoint holds for a tenant. */
export interface ScimContent {
  readonly users: readonly ScimUser[];
  readonly groups: readonly ScimGroup[];
  /** Pages that were read. */
  readonly requests: number;
}

const PAGE = 200;

/**
 * Reads all users and groups page by page, as any client of the service would.
 *
 * @throws {LocalRunError} when the service answers anything but a list, or a page comes back empty before the end
 */
export async function readScim(baseUrl: string, token: string): Promise<ScimContent> {
  let requests = 0;
  const all = async <T>(path: string, resource: z.ZodType<T>): Promise<T[]> => {
    const list = z.object({ totalResults: z.number(), Resources: z.array(resource).default([]) });
    const found: T[] = [];
    for (;;) {
      const url = `${baseUrl}/${path}?startIndex=${found.length + 1}&count=${PAGE}`;
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(url, { headers, dispatcher: withoutKeepAlive });
      requests += 1;
      if (!response.ok) throw new LocalRunError(`GET ${url} was answered with ${response.status}.`);
      const page = list.parse(await response.json());
      found.push(...page.Resources);
      if (found.length >= page.totalResults) return found;
      if (page.Resources.length === 0) {
        throw new LocalRunError(
          `GET ${url} gave no resource, though ${page.totalResults} are said to be there.`,
        );
      }
    }
  };
  const users = await all("Users", scimUser);
  const groups = await all("Groups", scimGroup);
  return { users, groups, requests };
}
