import { ScimClient } from "./scim-client.ts";
import { startTestService, withDatabase, type TestService } from "./service.ts";

/** Two replicas on one database: what holds for them holds for any number. */
export interface Replicas {
  readonly service: TestService;
  readonly scim: ScimClient;
  /** The same client at one replica, then the other. */
  client(index: number): ScimClient;
  /** Ids of new users, in order. */
  users(count: number, prefix: string): Promise<readonly string[]>;
  /** How many changes the rows count, and how many the change log has of resources that are still there. */
  changes(): Promise<{ readonly counted: number; readonly logged: number }>;
  stop(): Promise<void>;
}

export async function startReplicas(): Promise<Replicas> {
  const service = await startTestService();
  const replica = await startTestService({ DATABASE_URL: service.databaseUrl });
  const scim = await service.tenant("contoso");
  const other = new ScimClient(scim.base.replace(service.url, replica.url), scim.token);
  return {
    service,
    scim,
    client: (index) => (index % 2 === 0 ? scim : other),
    async users(count, prefix) {
      const made = await Promise.all(
        Array.from({ length: count }, (_, index) => scim.user(`${prefix}${index}`)),
      );
      return made.map(({ id }) => id).toSorted();
    },
    async changes() {
      const { rows } = await withDatabase(service.databaseUrl, (client) =>
        client.query<{ counted: number; logged: number }>(
          `select (select sum(version) from scim.resources)::int
              + coalesce((select sum(revision) from scim.membership_revisions), 0)::int as counted,
            (select count(*) from scim.changes c where exists (
              select from scim.resources r
              where r.tenant = c.tenant and r.type = c.resource_type and r.id = c.resource_id))::int as logged`,
        ),
      );
      return rows[0] ?? { counted: 0, logged: -1 };
    },
    async stop() {
      await service.stop();
      await replica.stop();
    },
  };
}
