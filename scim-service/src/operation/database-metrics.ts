import { Gauge, type Registry } from "prom-client";
import type { Database } from "../store/database.ts";

/** What is asked of the database is asked at most this often, in milliseconds. */
const ASK_EVERY = 30_000;

/** Metrics about the pool of connections and about what the database holds. */
export function observeDatabase(registry: Registry, database: Database): void {
  observePool(registry, database);
  observeRows(registry, database, {
    name: "scim_resources",
    help: "Resources by tenant and type, counted twice a minute at most.",
    labelNames: ["tenant", "type"],
    text: `select t.id as tenant, case r.type when 'U' then 'User' else 'Group' end as type, count(*)::float8 as value
      from scim.resources r join scim.tenants t on t.key = r.tenant group by t.id, r.type`,
  });
  // Access tokens are left out: Entra asks for the next one itself. A trust has no end.
  observeRows(registry, database, {
    name: "scim_token_expiry_timestamp_seconds",
    help: "When the last token or client secret of a tenant expires; absent for a tenant with one that does not.",
    labelNames: ["tenant"],
    text: `with credentials as (
        select k.tenant, k.expires_at from scim.tokens k join scim.tenants t on t.key = k.tenant
        where k.revoked_at is null and k.secret is null and k.trust is null and t.bearer_tokens
        union all
        select c.tenant, s.expires_at from scim.client_secrets s join scim.clients c on c.id = s.client
        where s.revoked_at is null and c.revoked_at is null
        union all
        select tenant, null from scim.trusts where revoked_at is null
      )
      select t.id as tenant, extract(epoch from max(c.expires_at))::float8 as value
      from credentials c join scim.tenants t on t.key = c.tenant
      group by t.id having bool_and(c.expires_at is not null)`,
  });
}

function observePool(registry: Registry, database: Database): void {
  // eslint-disable-next-line no-new -- it registers itself
  new Gauge({
    name: "scim_database_connections",
    help: "Connections of the pool by state, and requests waiting for one.",
    labelNames: ["state"],
    registers: [registry],
    collect() {
      const { total, idle, waiting } = database.use();
      this.set({ state: "busy" }, total - idle);
      this.set({ state: "idle" }, idle);
      this.set({ state: "waiting" }, waiting);
    },
  });
}

/** A gauge that is a query: a row is a series, its column `value` the value and the others the labels. */
interface RowsGauge<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly Label[];
  readonly text: string;
}

/** While the database is away, the gauge keeps what was read last. */
function observeRows<Label extends string>(
  registry: Registry,
  database: Database,
  { name, help, labelNames, text }: RowsGauge<Label>,
): void {
  let asked = -Infinity;
  // eslint-disable-next-line no-new -- it registers itself
  new Gauge({
    name,
    help,
    labelNames: [...labelNames],
    registers: [registry],
    async collect() {
      if (performance.now() - asked < ASK_EVERY) return;
      const rows = await database
        .query<Record<Label, string> & { value: number }>({ text }, [])
        .catch(() => undefined);
      if (!rows) return;
      asked = performance.now();
      this.reset();
      for (const row of rows) {
        const labels: Partial<Record<Label, string>> = {};
        for (const label of labelNames) labels[label] = row[label];
        this.set(labels, row.value);
      }
    },
  });
}
