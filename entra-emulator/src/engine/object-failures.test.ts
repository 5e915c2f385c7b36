import { describe, expect } from "vitest";
import { updateUser } from "../tenant/users.ts";
import { failing } from "./testing/scim-stub.ts";
import { test } from "./testing/test.ts";

const INCOMPATIBLE = "SystemForCrossDomainIdentityManagementServiceIncompatible";

describe("a failure of one object", () => {
  test.for([
    [400, INCOMPATIBLE, "BadRequest"],
    [403, "InsufficientRights", "Forbidden"],
    [405, "MethodNotAllowed", "MethodNotAllowed"],
    [409, `${INCOMPATIBLE}Filtering`, "Conflict"],
    [413, "WebExceptionProtocolError", "RequestEntityTooLarge"],
    [422, "UnprocessableEntity", "UnprocessableEntity"],
    [429, "TooManyRequests", "TooManyRequests"],
    [500, "InternalServerError", "InternalServerError"],
    [501, "NotImplemented", "NotImplemented"],
    [503, "InternalServerError", "ServiceUnavailable"],
  ] as const)("is escrowed, the others go on: %i is %s", async ([status, code, name], { stub, tenant }) => {
    stub.script = failing("anna", status);
    const [anna, ben] = tenant.users("anna", "ben");
    tenant.assign([anna, ben]);
    const report = await tenant.cycle();
    expect(report).toMatchObject({ state: "EntryLevelErrors", users: { created: 1 }, quarantine: null });
    const escrow = tenant.job.engine.escrows.get(`Object:${anna.id}`);
    const reason = [
      `StatusCode: ${name}`,
      "Message: Processing of the HTTP request resulted in an exception. Please see the HTTP response returned by the 'Response' property of this exception for details.",
      "Web Response: ",
      '{"detail":"no luck"}. This operation was retried 0 times. It will be retried again after this date: ' +
        `${escrow?.nextAttemptAt.replace("Z", "0000Z")} UTC`,
    ].join("\r\n");
    expect(report.failures).toEqual({
      total: 1,
      first: [{ objectType: "User", objectId: anna.id, displayName: "anna", code, reason }],
    });
    expect([...tenant.job.engine.escrows.keys()]).toEqual([`Object:${anna.id}`]);
    expect(tenant.job.status).toMatchObject({
      code: "Active",
      lastExecution: { state: "EntryLevelErrors", countEscrowed: 1 },
    });
  });

  test("a conflict with a change is an entry conflict", async ({ stub, tenant }) => {
    const [anna] = await tenant.provisioned("anna");
    stub.script = ({ method }) => (method === "PATCH" ? { status: 409 } : null);
    updateUser(tenant.store, anna, { jobTitle: "Engineer" });
    expect((await tenant.cycle()).failures.first[0]).toMatchObject({ code: "EntryConflict" });
  });

  test("a linked object that is gone from the target is an invalid anchor", async ({ stub, tenant }) => {
    const [anna] = await tenant.provisioned("anna");
    stub.resources.clear();
    updateUser(tenant.store, anna, { jobTitle: "Engineer" });
    expect((await tenant.cycle()).failures.first[0]).toMatchObject({ code: "InvalidAnchor" });
  });

  test("a required attribute without a value fails before anything is sent", async ({ stub, tenant }) => {
    Object.assign(tenant.mapping("userName").source ?? {}, { name: "mail", expression: "[mail]" });
    tenant.assign([tenant.user("anna")]);
    const report = await tenant.cycle();
    expect(report.failures.first[0]).toMatchObject({ code: "MissingValues" });
    expect(stub.requests).toEqual([]);
  });

  test("an expression that cannot be evaluated names its reason", async ({ tenant }) => {
    tenant.mapByFunction("title", "CDate", "CDate([displayName])");
    tenant.assign([tenant.user("anna")]);
    expect((await tenant.cycle()).failures.first[0]).toMatchObject({ reason: '"anna" is not a date' });
  });

  test("a reply to POST without an id cannot be read, and is shown", async ({ stub, tenant }) => {
    stub.script = failing("anna", 201, { userName: "anna" });
    tenant.assign([tenant.user("anna")]);
    expect((await tenant.cycle()).failures.first[0]).toMatchObject({
      code: INCOMPATIBLE,
      reason: expect.stringContaining(
        'We are not able to deserialize the resource received from your SCIM endpoint because your SCIM endpoint is not fully compatible with the Azure Active Directory SCIM client. Here is the resource we received from your SCIM endpoint: {"userName":"anna"}',
      ),
    });
  });

  test("a manager that the reply gives as a bare string cannot be read, which fails the match", async ({
    stub,
    tenant,
  }) => {
    stub.add("Users", {
      userName: "anna",
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { manager: "7d1e" },
    });
    tenant.assign([tenant.user("anna")]);
    expect((await tenant.cycle()).failures.first[0]).toMatchObject({
      code: INCOMPATIBLE,
      reason: expect.stringMatching(
        /^Failed to match an entry in the source and target systems User 'anna'; Error: We are not able to deserialize the resource/,
      ),
    });
  });
});

test("a 429 with Retry-After is sent again after it", async ({ stub, tenant }) => {
  let refused = 0;
  stub.script = ({ method }) =>
    method === "POST" && (refused += 1) <= 2 ? { status: 429, headers: { "retry-after": "0" } } : null;
  tenant.assign([tenant.user("anna")]);
  const report = await tenant.cycle();
  expect(report).toMatchObject({ users: { created: 1 }, requests: { POST: 3 }, failures: { total: 0 } });
});
