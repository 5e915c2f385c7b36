import { afterAll, beforeAll, expect, test } from "vitest";
import type { ScimClient } from "./scim-client.ts";
import { startTestService, withDatabase, type TestService } from "./service.ts";

let service: TestService;
let scim: ScimClient;

beforeAll(async () => {
  service = await startTestService();
  scim = await service.tenant("contoso");
});
afterAll(() => service.stop());

/** Makes PostgreSQL report an error for every new resource. */
async function failWith(sqlstate: string): Promise<void> {
  await withDatabase(service.databaseUrl, (client) =>
    client.query(`
      create or replace function fail() returns trigger language plpgsql as
        $$ begin raise exception 'could not extend file' using errcode = '${sqlstate}'; end $$;
      create or replace trigger fail before insert on scim.resources execute function fail()`),
  );
}

test.for([
  ["disk full", "53100"],
  ["out of memory", "53200"],
  ["a limit of its configuration", "53400"],
  ["an I/O error", "58030"],
  ["a missing file", "58P01"],
] as const)("%s (%s) of PostgreSQL is 503 with Retry-After", async ([, sqlstate]) => {
  await failWith(sqlstate);
  const reply = await scim.send("POST", "/Users", { schemas: [], userName: "ada" });
  expect(reply.status).toBe(503);
  expect(Number(reply.headers.get("retry-after"))).toBeGreaterThan(0);
});
