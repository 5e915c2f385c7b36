import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  fixtures,
  filtered,
  got,
  patched,
  rulesOf,
  sent,
  unique,
  type Sending,
} from "../../test/leniency-requests.ts";
import { PATCH_OP, SIGHTCALL, USER, type ScimClient } from "../../test/scim-client.ts";
import { startTestService, type TestService } from "../../test/service.ts";
import type { LeniencyName } from "./leniency.ts";

// The forms of each leniency besides the one in `leniency.test.ts`.

let service: TestService;
let lenient: ScimClient;
let strict: ScimClient;

beforeAll(async () => {
  service = await startTestService();
  lenient = await service.tenant("lenient");
  strict = await service.tenant("strict", { strict: true });
});
afterAll(() => service.stop());

const VARIANTS: readonly (readonly [
  rule: LeniencyName,
  what: string,
  send: Sending,
  strict: readonly [status: number, scimType?: string],
])[] = [
  ["booleanAsString", "in a filter", filtered('active eq "True"'), [400, "invalidFilter"]],
  ["booleanAsString", "without quotes", filtered("active eq True"), [400, "invalidFilter"]],
  [
    "booleanAsString",
    "in a value path",
    patched({ op: "add", path: 'roles[primary eq "True"].value', value: "admin" }),
    [400, "invalidFilter"],
  ],
  [
    "extensionWithoutUrn",
    "in a filter",
    filtered('manager eq "1" or department eq "R&D"'),
    [400, "invalidFilter"],
  ],
  [
    "extensionWithoutUrn",
    "as a key",
    patched({ op: "replace", value: { department: "R&D" } }),
    [400, "invalidSyntax"],
  ],
  ["dotAfterUrn", "in a filter", filtered(`${SIGHTCALL}.profile eq "standard"`), [400, "invalidFilter"]],
  [
    "dottedKey",
    "with a value path",
    patched({ op: "replace", value: { 'emails[type eq "work"].value': "new@example.com" } }),
    [400, "invalidPath"],
  ],
  [
    "urnKey",
    "of the product's attribute",
    patched({ op: "replace", value: { [`${SIGHTCALL}:profile`]: "recording" } }),
    [400, "invalidPath"],
  ],
  [
    "urnKey",
    "with a dot",
    patched({ op: "replace", value: { [`${SIGHTCALL}.profile`]: "recording" } }),
    [400, "invalidPath"],
  ],
  [
    "createElement",
    "as a whole",
    patched({ op: "add", path: 'addresses[type eq "work"]', value: { locality: "London" } }),
    [400, "noTarget"],
  ],
  [
    "removeNothing",
    "by a null",
    patched({ op: "replace", path: 'addresses[type eq "work"].locality', value: null }),
    [400, "noTarget"],
  ],
  [
    "removeNothing",
    "from a list",
    patched({ op: "remove", path: "emails", value: [{ value: "nobody@example.com" }] }),
    [400, "invalidSyntax"],
  ],
  [
    "removeByValue",
    "of one value",
    patched({ op: "remove", path: "active", value: true }),
    [400, "invalidSyntax"],
  ],
  [
    "singleInArray",
    "for one element",
    patched({
      op: "replace",
      path: 'emails[type eq "work"]',
      value: [{ value: "a@example.com", type: "work" }],
    }),
    [400, "invalidValue"],
  ],
  [
    "singleInArray",
    "without content",
    patched({ op: "replace", path: "title", value: [] }),
    [400, "invalidValue"],
  ],
  [
    "unknownAttribute",
    "in a path",
    patched({ op: "replace", path: "shoeSize", value: 44 }),
    [400, "invalidPath"],
  ],
  [
    "unknownAttribute",
    "below a known one",
    patched({ op: "replace", path: 'emails[type eq "work"].colour', value: "red" }),
    [400, "invalidPath"],
  ],
  [
    "unknownAttribute",
    "of an unknown schema",
    patched({ op: "replace", path: "urn:example:scim:2.0:User:plan", value: "gold" }),
    [400, "invalidPath"],
  ],
  [
    "unknownAttribute",
    "of a group",
    patched({ op: "replace", path: "description", value: "Staff" }, "group"),
    [400, "invalidPath"],
  ],
  [
    "unknownAttribute",
    "in schemas",
    sent("POST", "/Users", () => ({ schemas: [USER, "urn:example:x"], userName: unique("urn") })),
    [400, "invalidValue"],
  ],
  [
    "schemasIncomplete",
    "without any",
    sent("POST", "/Users", () => ({ userName: unique("none") })),
    [400, "invalidSyntax"],
  ],
  ["schemasIncomplete", "in Bulk", sent("POST", "/Bulk", () => ({ Operations: [] })), [400, "invalidSyntax"]],
  ["flagInUrl", "behind the path", got("/Users?aadOptscim062020&count=0"), [200]],
  ["flagInUrl", "in front of an id", got(({ user }) => `?aadOptscim062020/Users/${user.id}`), [404]],
  ["flagInUrl", "of the other name", got("?AzureAdScimPatch2017/Users?count=0"), [404]],
  ["flagInUrl", "twice", got("?aadOptscim062020&AzureAdScimPatch2017/Users?count=0"), [404]],
  [
    "flagInUrl",
    "in front of a POST",
    sent("POST", "?aadOptscim062020/Users", () => ({ schemas: [USER], userName: unique("flag") })),
    [404],
  ],
  [
    "schemasIncomplete",
    "null, in a PATCH",
    (client, { user }, headers) => {
      const body = { schemas: null, Operations: [{ op: "add", path: "title", value: "CTO" }] };
      return client.send("PATCH", `/Users/${user.id}`, body, headers);
    },
    [400, "invalidSyntax"],
  ],
  [
    "singleForMany",
    "in schemas",
    sent("POST", "/Users", () => ({ schemas: USER, userName: unique("bare") })),
    [400, "invalidValue"],
  ],
  [
    "emptyPatch",
    "of a group",
    (client, { group }, headers) =>
      client.send("PATCH", `/Groups/${group.id}`, { schemas: [PATCH_OP], Operations: [] }, headers),
    [400, "invalidSyntax"],
  ],
  ["unquotedValue", "of a word", filtered("externalId eq jyoung"), [400, "invalidFilter"]],
  ["unquotedValue", "of an address", filtered("userName eq ada@example.com"), [400, "invalidFilter"]],
  ["unquotedValue", "of a number", filtered("externalId eq 007"), [400, "invalidFilter"]],
];

describe.each(VARIANTS)("the leniency %s, %s,", (rule, _what, send, refusal) => {
  test("is used by a lenient tenant and named in the log", async () => {
    const id = unique("variant");
    const reply = await send(lenient, await fixtures(lenient), { "x-request-id": id });
    expect([200, 201, 204]).toContain(reply.status);
    expect(await rulesOf(service, id)).toContain(rule);
  });

  test("is off for a strict tenant", async () => {
    const id = unique("variant");
    const { status, body } = await send(strict, await fixtures(strict), { "x-request-id": id });
    expect([status, body?.scimType]).toStrictEqual([refusal[0], refusal[1]]);
    expect(await rulesOf(service, id)).toStrictEqual([]);
  });
});
