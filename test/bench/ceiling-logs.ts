import { randomUUID } from "node:crypto";
import type { Middleware } from "koa";
import type { Pool } from "pg";
import { pino } from "pino";

// As the service's own tables and indexes are, as far as these requests fill them.
const TABLES = `
  create table if not exists changes (
    xact xid8 not null default pg_current_xact_id(), id bigint generated always as identity,
    at timestamptz(3) not null default now(), token uuid not null, request text not null, resource_id uuid not null,
    before jsonb, after jsonb, primary key (xact, id)
  );
  create index if not exists changes_by_resource on changes (resource_id);
  create table if not exists requests (
    id bigint generated always as identity primary key, at timestamptz(3) not null, request text not null,
    method text not null, path text not null, status smallint not null, milliseconds real not null, token uuid not null,
    resource_id uuid
  );
  create index if not exists requests_by_time on requests (at);
  create index if not exists requests_by_resource on requests (resource_id, id) where resource_id is not null;
`;

const KEEP = `insert into requests (at, request, method, path, status, milliseconds, token, resource_id)
  select * from json_to_recordset($1) as r (at timestamptz, request text, method text, path text, status smallint,
    milliseconds real, token uuid, resource_id uuid)`;
/** Milliseconds from one writing of kept requests to the next, and how many of them a statement has: as in the service. */
const EVERY = 500;
const BATCH = 500;

/** The ceiling's changes by their names, each with its line in the change log: two parameters more, token and request. */
const CHANGES: Readonly<Record<string, string>> = {
  create: `with changed as (insert into users (id, user_name, doc) values ($1, $2, $3) returning id, doc)
    insert into changes (token, request, resource_id, after) select $4, $5, id, doc from changed`,
  active: `with held as (select id, doc from users where id = $1 for no key update), changed as (
      update users u set doc = jsonb_set(u.doc, '{active}', $2) from held where u.id = held.id
      returning u.id, u.doc, held.doc->'active' as before
    ), logged as (
      insert into changes (token, request, resource_id, before, after)
      select $3, $4, id, jsonb_build_object('active', before), jsonb_build_object('active', doc->'active') from changed
    ) select doc::text from changed`,
  add: `with changed as (insert into members select $1, unnest($2::uuid[]) on conflict do nothing returning user_id)
    insert into changes (token, request, resource_id, after)
    select $3, $4, $1, jsonb_build_object('members', jsonb_agg(user_id)) from changed`,
  remove: `with changed as (delete from members where group_id = $1 and user_id = any ($2::uuid[]) returning user_id)
    insert into changes (token, request, resource_id, before)
    select $3, $4, $1, jsonb_build_object('members', jsonb_agg(user_id)) from changed`,
};

/** What the ceiling writes of its requests and changes, when it is asked to do in this what the service does. */
export class CeilingLogs {
  readonly #pool: Pool;
  readonly #token = randomUUID();
  readonly #log = pino({ level: "info" }, pino.destination({ dest: 1, sync: false, minLength: 4_096 }));
  #requests: unknown[] = [];

  private constructor(pool: Pool) {
    this.#pool = pool;
    setInterval(() => void this.#write(), EVERY).unref();
  }

  static async start(pool: Pool): Promise<CeilingLogs> {
    await pool.query(TABLES);
    return new CeilingLogs(pool);
  }

  /** A change with its line in the change log, and the values of that. */
  change(name: string, requestId: string): { readonly text: string | undefined; readonly values: unknown[] } {
    return { text: CHANGES[name], values: [this.#token, requestId] };
  }

  /** Writes a line of each request and keeps it, with its id in the reply. */
  middleware(): Middleware<{ requestId: string }> {
    return async (ctx, next) => {
      const started = performance.now();
      const requestId = randomUUID();
      ctx.state.requestId = requestId;
      ctx.set("X-Request-Id", requestId);
      await next();
      ctx.res.once("finish", () => {
        const { method, path, status } = ctx;
        const milliseconds = performance.now() - started;
        this.#log.info({ requestId, method, status, milliseconds }, "request");
        this.#requests.push({
          at: new Date().toISOString(),
          request: requestId,
          method,
          path,
          status,
          milliseconds,
          token: this.#token,
          resource_id: /[\da-f-]{36}$/.exec(path)?.[0] ?? null,
        });
      });
    };
  }

  async #write(): Promise<void> {
    while (this.#requests.length > 0)
      await this.#pool.query({
        name: "keep",
        text: KEEP,
        values: [JSON.stringify(this.#requests.splice(0, BATCH))],
      });
  }
}
