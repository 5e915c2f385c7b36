import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PATCH_OP, type ScimClient } from "./scim-client.ts";
import { startTestService, type TestService } from "./service.ts";

let service: TestService;
let scim: ScimClient;
let id: string;

beforeAll(async () => {
  service = await startTestService();
  scim = await service.tenant("contoso");
  ({ id } = await scim.user("victim"));
});
afterAll(() => service.stop());

describe("nothing that a client can send", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      "userName",
      "emails",
      "eq",
      "pr",
      "and",
      "or",
      "not",
      "(",
      ")",
      "[",
      "]",
      ".",
      '"a"',
      "true",
      "5",
      "urn:x:",
      " ",
      "\\",
      '"',
      "\0",
      "%",
    ),
    fc.string({ maxLength: 4 }),
  );
  const soup = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));

  test("as a filter, order or page makes the service fail", async () => {
    await fc.assert(
      fc.asyncProperty(soup, soup, fc.constantFrom("/Users", "/Groups", "/"), async (filter, other, path) => {
        const query = `filter=${encodeURIComponent(filter)}&sortBy=${encodeURIComponent(other)}&attributes=${encodeURIComponent(other)}`;
        expect([200, 400]).toContain((await scim.get(`${path}?${query}`)).status);
        expect([200, 400]).toContain(
          (await scim.get(`${path}?cursor=${encodeURIComponent(other)}&count=${encodeURIComponent(filter)}`))
            .status,
        );
      }),
      { numRuns: 150 },
    );
  });

  test("as a PATCH makes the service fail", async () => {
    const operation = fc.record(
      {
        op: fc.constantFrom("add", "replace", "remove"),
        path: fc.oneof(
          soup,
          fc.constantFrom("members", "emails", 'emails[type eq "work"].value', "name", "active"),
        ),
        value: fc.jsonValue(),
      },
      { requiredKeys: ["op"] },
    );
    const group = await scim.group("fuzzed");
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 3 }), async (Operations) => {
        for (const path of [`/Users/${id}`, `/Groups/${group.id}`]) {
          const { status } = await scim.send("PATCH", path, { schemas: [PATCH_OP], Operations });
          expect([200, 204, 400, 409]).toContain(status);
        }
      }),
      { numRuns: 150 },
    );
  });

  test("as a body makes the service fail", async () => {
    const attribute = fc.constantFrom(
      "userName",
      "displayName",
      "emails",
      "name",
      "active",
      "members",
      "schemas",
      "roles",
      "meta",
      "id",
      "data",
    );
    const body = fc.dictionary(attribute, fc.jsonValue(), { maxKeys: 5 });
    await fc.assert(
      fc.asyncProperty(
        body,
        fc.constantFrom("/Users", "/Groups", "/.search", "/Bulk"),
        async (each, path) => {
          const { status } = await scim.send("POST", path, each);
          expect([200, 201, 400, 409]).toContain(status);
          const bulk = { Operations: [{ method: "POST", path: "/Users", data: each }, each] };
          expect([200, 400]).toContain((await scim.send("POST", "/Bulk", bulk)).status);
        },
      ),
      { numRuns: 150 },
    );
  });

  test("was logged as a failure", async () => {
    expect((await service.log()).filter(({ level }) => Number(level) >= 50)).toStrictEqual([]);
  });
});
