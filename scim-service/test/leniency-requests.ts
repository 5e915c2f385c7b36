import { expect } from "vitest";
import { PATCH_OP, type Resource, type ScimClient, type ScimReply } from "./scim-client.ts";
import type { TestService } from "./service.ts";

let count = 0;

/** A name that nothing else in the test's database has. */
export function unique(what: string): string {
  count += 1;
  return `${what}-${count}`;
}

/** A user and a group that has it as a member. */
export interface Fixtures {
  readonly user: Resource;
  readonly group: Resource;
}

export async function fixtures(client: ScimClient): Promise<Fixtures> {
  const user = await client.user(unique("user"), {
    active: true,
    emails: [{ type: "work", value: `user${count}@example.com` }],
  });
  return { user, group: await client.group(unique("group"), [user.id]) };
}

/** The rules that the log names for the next requests with this id. */
export async function rulesOf(service: TestService, requestId: string): Promise<readonly unknown[]> {
  const lines = (await service.log()).filter((line) => line["requestId"] === requestId);
  expect(lines.length).toBeGreaterThan(0);
  return lines.flatMap(({ rules }) => (Array.isArray(rules) ? (rules as unknown[]) : []));
}

/** Sends one request, with these headers, about a user and a group. */
export type Sending = (
  client: ScimClient,
  fixtures: Fixtures,
  headers: Record<string, string>,
) => Promise<ScimReply>;

export const patched =
  (operation: object, type: "user" | "group" = "user"): Sending =>
  (client, each, headers) => {
    const path = type === "user" ? `/Users/${each.user.id}` : `/Groups/${each.group.id}`;
    return client.send("PATCH", path, { schemas: [PATCH_OP], Operations: [operation] }, headers);
  };
export const got =
  (path: string | ((each: Fixtures) => string)): Sending =>
  (client, each, headers) =>
    client.get(typeof path === "string" ? path : path(each), headers);
export const filtered = (filter: string) => got(`/Users?filter=${encodeURIComponent(filter)}`);
export const sent =
  (method: string, path: string, body: (each: Fixtures) => object): Sending =>
  (client, each, headers) =>
    client.send(method, path, body(each), headers);
