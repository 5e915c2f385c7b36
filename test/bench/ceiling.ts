/**
 * What the service is measured against: Koa and pg, one indexed, prepared statement an operation, and nothing else. It
 * checks no token, validates nothing, knows no dialect and writes no change log. It could only be faster by letting
 * requests share statements. With `LOGS` it writes of its requests and changes what the service does (`ceiling-logs.ts`).
 * Started by `bench.ts` as a process of its own: `DATABASE_URL`, `DATABASE_POOL_SIZE`, `HOST`, `PORT`.
 */
import { randomUUID } from "node:crypto";
import { text } from "node:stream/consumers";
import Koa from "koa";
import { Pool } from "pg";
import { z } from "zod";
import { CeilingLogs } from "./ceiling-logs.ts";

const environment = z
  .object({
    DATABASE_URL: z.string(),
    DATABASE_POOL_SIZE: z.coerce.number().int(),
    HOST: z.string(),
    PORT: z.coerce.number().int(),
    LOGS: z.string().optional(),
  })
  .parse(process.env);

const pool = new Pool({
  connectionString: environment.DATABASE_URL,
  max: environment.DATABASE_POOL_SIZE,
});
await pool.query(`
  create table if not exists users (id uuid primary key, user_name text not null, doc jsonb not null);
  create unique index if not exists users_by_name on users (lower(user_name));
  create table if not exists members (group_id uuid, user_id uuid, primary key (group_id, user_id));
`);

const logs = environment.LOGS === undefined ? undefined : await CeilingLogs.start(pool);

type Context = Koa.ParameterizedContext<{ requestId: string }>;

/** A prepared statement whose first column is a document as text, so that it is sent as PostgreSQL holds it. */
async function documents(name: string, statement: string, values: readonly unknown[]): Promise<string[]> {
  const result = await pool.query<{ doc: string }>({ name, text: statement, values: [...values] });
  return result.rows.map((row) => row.doc);
}

/** The same for a change; with its line in the change log, where there is one. */
function change(
  ctx: Context,
  name: string,
  statement: string,
  values: readonly unknown[],
): Promise<string[]> {
  const logged = logs?.change(name, ctx.state.requestId);
  return documents(name, logged?.text ?? statement, [...values, ...(logged?.values ?? [])]);
}

async function getUser(ctx: Context, id: string): Promise<void> {
  const [doc] = await documents("get", "select doc::text from users where id = $1", [id]);
  reply(ctx, doc === undefined ? 404 : 200, doc);
}

async function findUser(ctx: Context): Promise<void> {
  const userName = /^userName eq "(.*)"$/.exec(String(ctx.query["filter"]))?.[1];
  const found = await documents("find", "select doc::text from users where lower(user_name) = lower($1)", [
    userName,
  ]);
  reply(
    ctx,
    200,
    `{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":${found.length},"startIndex":1,"itemsPerPage":${found.length},"Resources":[${found.join(",")}]}`,
  );
}

async function createUser(ctx: Context): Promise<void> {
  const body = JSON.parse(await text(ctx.req)) as { userName: string };
  const id = randomUUID();
  const now = new Date().toISOString();
  const location = `${ctx.origin}${ctx.path}/${id}`;
  const doc = JSON.stringify({
    ...body,
    id,
    meta: { resourceType: "User", created: now, lastModified: now, location },
  });
  await change(ctx, "create", "insert into users (id, user_name, doc) values ($1, $2, $3)", [
    id,
    body.userName,
    doc,
  ]);
  ctx.set("Location", location);
  reply(ctx, 201, doc);
}

interface PatchBody {
  readonly Operations: readonly [{ readonly op: string; readonly value: unknown }];
}

async function setActive(ctx: Context, id: string): Promise<void> {
  const { Operations } = JSON.parse(await text(ctx.req)) as PatchBody;
  const [doc] = await change(
    ctx,
    "active",
    "update users set doc = jsonb_set(doc, '{active}', $2) where id = $1 returning doc::text",
    [id, Operations[0].value === "True"],
  );
  reply(ctx, doc === undefined ? 404 : 200, doc);
}

async function changeMembers(ctx: Context, groupId: string): Promise<void> {
  const { Operations } = JSON.parse(await text(ctx.req)) as PatchBody;
  const userIds = (Operations[0].value as { value: string }[]).map((member) => member.value);
  await (Operations[0].op === "Remove"
    ? change(ctx, "remove", "delete from members where group_id = $1 and user_id = any ($2::uuid[])", [
        groupId,
        userIds,
      ])
    : change(ctx, "add", "insert into members select $1, unnest($2::uuid[]) on conflict do nothing", [
        groupId,
        userIds,
      ]));
  ctx.status = 204;
}

function reply(ctx: Context, status: number, body = ""): void {
  ctx.status = status;
  ctx.type = "application/scim+json";
  ctx.body = body;
}

const app = new Koa<{ requestId: string }>();
if (logs) app.use(logs.middleware());
app.use(async (ctx) => {
  const [, , , collection, id] = ctx.path.split("/");
  if (ctx.method === "POST") return createUser(ctx);
  if (ctx.method === "PATCH" && id !== undefined)
    return collection === "Groups" ? changeMembers(ctx, id) : setActive(ctx, id);
  if (id !== undefined) return getUser(ctx, id);
  if (ctx.querystring !== "") return findUser(ctx);
  ctx.body = "ready";
});
app.listen(environment.PORT, environment.HOST);
