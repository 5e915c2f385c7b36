import { Client } from "pg";
import { z } from "zod";
import { entraGroup, entraUser } from "../support/entra-requests.ts";
import { expectAnswer, type LoadGenerator } from "./load.ts";

const serviceProviderConfig = z.object({
  bulk: z.object({ maxOperations: z.number().int().positive(), maxPayloadSize: z.number().int().positive() }),
});
const bulkResponse = z.object({
  Operations: z.array(z.object({ status: z.string(), location: z.string() })),
});
const created = z.object({ id: z.string() });

const BULK_REQUEST = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
/** More than one of {@link entraUser}'s users takes in a bulk request. */
const BYTES_A_USER = 1_000;
const PARALLEL_REQUESTS = 4;
const CEILING_ROWS_A_STATEMENT = 5_000;

/**
 * Makes users in the service through its own `/Bulk`, so that the rows, indexes and change log are what the service
 * itself makes of them, whatever its tables are.
 *
 * @param numbers the numbers that {@link entraUser} takes, from first to below last.
 * @returns the ids, in the order of the numbers.
 */
export async function seedServiceUsers(
  generator: LoadGenerator,
  numbers: { readonly first: number; readonly last: number },
): Promise<string[]> {
  const limits = serviceProviderConfig.parse(
    JSON.parse(
      await expectAnswer(generator, {
        method: "GET",
        path: "/scim/v2/ServiceProviderConfig",
        expected: [200],
      }),
    ),
  ).bulk;
  const perRequest = Math.min(limits.maxOperations, Math.floor(limits.maxPayloadSize / BYTES_A_USER));
  const ids: string[] = [];
  let next = numbers.first;
  const sender = async (): Promise<void> => {
    while (next < numbers.last) {
      const first = next;
      next = Math.min(first + perRequest, numbers.last);
      const batch = await createUsers(generator, first, next);
      batch.forEach((id, offset) => (ids[first - numbers.first + offset] = id));
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_REQUESTS }, sender));
  return ids;
}

async function createUsers(generator: LoadGenerator, first: number, last: number): Promise<string[]> {
  const operations = Array.from({ length: last - first }, (_, offset) => ({
    method: "POST",
    path: "/Users",
    bulkId: String(offset),
    data: entraUser(first + offset),
  }));
  const answer = await expectAnswer(generator, {
    method: "POST",
    path: "/scim/v2/Bulk",
    body: JSON.stringify({ schemas: [BULK_REQUEST], Operations: operations }),
    expected: [200],
  });
  return bulkResponse
    .parse(JSON.parse(answer))
    .Operations.map((operation) => lastSegment(operation.location));
}

/** Makes an empty group in the service; answers its id. */
export async function seedServiceGroup(generator: LoadGenerator, displayName: string): Promise<string> {
  const answer = await expectAnswer(generator, {
    method: "POST",
    path: "/scim/v2/Groups",
    body: JSON.stringify(entraGroup(displayName)),
    expected: [201],
  });
  return created.parse(JSON.parse(answer)).id;
}

/** Puts the same users under the same ids into the ceiling's table, by SQL, since it has no bulk operation. */
export async function seedCeilingUsers(
  databaseUrl: string,
  firstNumber: number,
  ids: readonly string[],
): Promise<void> {
  const now = new Date().toISOString();
  await withClient(databaseUrl, async (client) => {
    for (let start = 0; start < ids.length; start += CEILING_ROWS_A_STATEMENT) {
      const batch = ids.slice(start, start + CEILING_ROWS_A_STATEMENT);
      const documents = batch.map((id, offset) => {
        const location = `http://127.0.0.1/scim/v2/Users/${id}`;
        const meta = { resourceType: "User", created: now, lastModified: now, location };
        return JSON.stringify(Object.assign(entraUser(firstNumber + start + offset), { id, meta }));
      });
      await client.query(
        "insert into users (id, user_name, doc) select (doc ->> 'id')::uuid, doc ->> 'userName', doc from unnest($1::jsonb[]) as doc",
        [documents],
      );
    }
  });
}

/** The same memberships for the ceiling. */
export async function seedCeilingMembers(
  databaseUrl: string,
  groupId: string,
  userIds: readonly string[],
): Promise<void> {
  await withClient(databaseUrl, (client) =>
    client.query("insert into members select $1, unnest($2::uuid[])", [groupId, userIds]),
  );
}

async function withClient(databaseUrl: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function lastSegment(location: string): string {
  return location.slice(location.lastIndexOf("/") + 1);
}
