import { randomUUID } from "node:crypto";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { noting } from "../../test/sent-statements.ts";
import { createDatabase } from "../../test/service.ts";
import { catalog } from "../scim/schema/catalog.ts";
import { assignAttribute } from "./assign-attribute.ts";
import { createResource } from "./create-resource.ts";
import { openDatabase, type Database, type Queries } from "./database.ts";
import { migrate } from "./migrate.ts";
import { readResource } from "./read-resource.ts";
import { keysOf } from "./resource-keys.ts";
import { addUsers, removeMembers } from "./shared-members.ts";

const { user, group } = catalog([]);
const tokenId = randomUUID();

let database: Database;
/** The names of the statements that were sent. */
const sent = new Set<string | undefined>();
let queries: Queries;

beforeAll(async () => {
  database = openDatabase({ url: await createDatabase(), poolSize: 4, onConnectionLost: () => {} });
  await migrate(database);
  queries = noting(database, (name) => sent.add(name));
});
afterAll(() => database.close());

const KINDS = ["create", "rename", "disable", "read", "add", "remove"] as const;
interface Step {
  readonly kind: (typeof KINDS)[number];
  readonly user: string;
  readonly group: string;
  readonly name: string;
}

function create(tenant: number, requestId: string, type: typeof user, id: string, name: string) {
  const document = { [type === user ? "userName" : "displayName"]: name };
  const text = JSON.stringify(document);
  const keys = keysOf(type, id, document, text, true);
  return createResource(queries, { tenant, tokenId, requestId }, type.kind, id, keys, text);
}

async function run(tenant: number, requestId: string, step: Step): Promise<unknown> {
  const actor = { tenant, tokenId, requestId };
  const set = (name: string, value: string | boolean) => {
    const attribute = user.core.attributes.get(name.toLowerCase());
    if (!attribute) throw new Error(`a user has no ${name}`);
    return assignAttribute(queries, actor, step.user, { attribute, value });
  };
  switch (step.kind) {
    case "create":
      return create(tenant, requestId, user, step.user, step.name);
    case "rename":
      return set("displayName", step.name);
    case "disable":
      return set("active", false);
    case "read":
      return readResource(queries, tenant, "U", step.user, { groups: true, members: false });
    case "add":
      return addUsers(queries, actor, step.group, [step.user]);
    case "remove":
      return removeMembers(queries, actor, step.group, [step.user]);
  }
}

const USERS = Array.from({ length: 3 }, () => randomUUID());
const GROUPS = Array.from({ length: 2 }, () => randomUUID());
const steps = fc.array(
  fc.record({
    kind: fc.constantFrom(...KINDS),
    user: fc.constantFrom(...USERS),
    // The last one does not exist.
    group: fc.constantFrom(...GROUPS, randomUUID()),
    // One is prepared for comparisons, because it is not ASCII; one has what JSON and SQL quote.
    name: fc.constantFrom("anna", "Zoë ÅNGSTRÖM", `o'Hara "\\`),
  }),
  { minLength: 5, maxLength: 25 },
);

/** All that the steps have left of the users and groups they are about. */
async function traces(tenant: number): Promise<unknown> {
  const read = (text: string) => database.query({ text }, [tenant, [...USERS, ...GROUPS]]);
  return {
    resources: await read(`select type, id, name_key, name_scope, external_id, version, document, prepared,
      prepared_version, display_key, email_key from scim.resources where tenant = $1 and id = any($2) order by id`),
    memberships: await read(`select group_id, member_id, member_type from scim.memberships
      where tenant = $1 and group_id = any($2) order by 1, 2`),
    revisions: await read(`select group_id, sum(revision) from scim.membership_revisions
      where tenant = $1 and group_id = any($2) group by group_id order by 1`),
    changes:
      await read(`select token, request, action, resource_type, resource_id, before, after from scim.changes
      where tenant = $1 and resource_id = any($2) order by xact, id`),
  };
}

function withoutTimes(result: unknown): unknown {
  if (typeof result !== "object" || result === null) return result;
  return { ...result, created: undefined, modified: undefined };
}

let tenants = 0;

test("a request that is alone does what it does in company", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      const [alone, inCompany] = [(tenants += 1), (tenants += 1)];
      for (const tenant of [alone, inCompany]) {
        for (const id of USERS.slice(0, 2)) await create(tenant, "users", user, id, id);
        for (const id of GROUPS) await create(tenant, "groups", group, id, id);
      }
      const others = { user: randomUUID(), group: randomUUID() };
      await create(inCompany, "others", user, others.user, "other");
      await create(inCompany, "others", group, others.group, "others");

      const made = new Set(USERS.slice(0, 2));
      for (const [index, step] of sequence.entries()) {
        if (step.kind === "create" && made.has(step.user)) continue;
        const requestId = `request ${index}`;
        const isNew = step.kind === "create" && { user: randomUUID(), name: requestId };
        const [result] = await Promise.all([
          run(inCompany, requestId, step),
          run(inCompany, "companion", { ...step, ...others, ...isNew }),
        ]);
        if (step.kind === "create" && result !== undefined) made.add(step.user);
        expect(withoutTimes(await run(alone, requestId, step))).toStrictEqual(withoutTimes(result));
      }
      expect(await traces(alone)).toStrictEqual(await traces(inCompany));
    }),
    { numRuns: 20 },
  );
  const expected = [
    "assign",
    "assign_alone",
    "create_G_alone",
    "create_U",
    "create_U_alone",
    "member_add_user",
    "member_remove",
    "members_add_users",
    "members_change",
    "read_U_id_4",
    "read_U_id_4_alone",
  ];
  expect(sent).toStrictEqual(new Set(expected));
});
