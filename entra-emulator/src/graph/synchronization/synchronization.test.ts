import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../emulator.ts";
import { createApplication, type TestApplication } from "../../testing/application.ts";
import { type Answer, TestClient } from "../../testing/client.ts";
import type { Link, SynchronizationJob } from "../../tenant/model.ts";

const targetUser = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const profile = "urn:ietf:params:scim:schemas:extension:sightcall:2.0:User:profile";

let emulator: Emulator;
let client: TestClient;
let app: TestApplication;

beforeAll(async () => {
  emulator = await startEmulator();
  client = await TestClient.of(emulator);
});

afterAll(async () => {
  await client.close();
  await emulator.close();
});

beforeEach(async () => {
  app = await createApplication(client);
});

function link(sourceId: string, targetId: string): Link {
  return {
    sourceId,
    objectType: "User",
    targetId,
    displayName: "Ann",
    exported: {},
    references: {},
    unresolved: {},
    deprovisioned: false,
    inScope: true,
  };
}

function job(): SynchronizationJob {
  const found = emulator.store.tenant.jobs.get(app.jobId);
  if (found === undefined) throw new Error("the job is gone");
  return found;
}

describe("jobs", () => {
  test("begin disabled and paused, with the tenant in their id", async () => {
    const made = await client.get(app.jobPath);
    expect(app.jobId).toMatch(
      new RegExp(`^scim\\.${emulator.tenantId.replaceAll("-", "")}\\.[0-9a-f-]{36}$`),
    );
    expect([made.get("schedule.state"), made.get("schedule.interval"), made.get("status.code")]).toEqual([
      "Disabled",
      "PT40M",
      "Paused",
    ]);
  });

  test("start and pause, which their schedule and status show", async () => {
    expect((await client.post(`${app.jobPath}/start`)).status).toBe(204);
    const started = await client.get(app.jobPath);
    expect([started.get("schedule.state"), started.get("status.code")]).toEqual(["Active", "NotConfigured"]);
    await client.put(`${app.principalPath}/synchronization/secrets`, {
      value: [{ key: "SyncAll", value: "false" }],
    });
    await client.post(`${app.jobPath}/start`);
    expect((await client.get(app.jobPath)).get("status.code")).toBe("NotRun");
    expect((await client.post(`${app.jobPath}/pause`)).status).toBe(204);
    expect((await client.get(app.jobPath)).get("schedule.state")).toBe("Paused");
    expect(job().engine.nextCycleAt).toBeNull();
  });

  test("forget what a restart names, and no more", async () => {
    const { engine } = job();
    const remember = (): void => {
      engine.watermark = 7;
      engine.links.set("a", link("a", "1"));
    };
    remember();
    await client.post(`${app.jobPath}/restart`, { criteria: { resetScope: "Escrows, QuarantineState" } });
    expect([engine.watermark, engine.links.size]).toEqual([7, 1]);
    await client.post(`${app.jobPath}/restart`, { criteria: { resetScope: "" } });
    expect([engine.watermark, engine.links.size]).toEqual([null, 1]);
    remember();
    await client.post(`${app.jobPath}/restart`, { criteria: { resetScope: "Full" } });
    expect([engine.watermark, engine.links.size]).toEqual([null, 0]);
    expect((await client.post(`${app.jobPath}/restart`, { criteria: { resetScope: "All" } })).status).toBe(
      400,
    );
  });

  test("are gone after they were deleted, several of one application apart", async () => {
    const other = await client.post(`${app.principalPath}/synchronization/jobs`, { templateId: "scim" });
    expect((await client.delete(app.jobPath)).status).toBe(204);
    const gone = await client.get(app.jobPath);
    expect([gone.status, gone.get("error.code")]).toEqual([404, "ResourceNotFound"]);
    const left = await client.get(`${app.principalPath}/synchronization/jobs`);
    expect(left.list().map((each) => each["id"])).toEqual([other.get("id")]);
  });

  test("leave a trace in the audit log for each change of their configuration", async () => {
    await client.post(`${app.jobPath}/start`);
    await client.post(`${app.jobPath}/pause`);
    const log = await client.get("/v1.0/auditLogs/directoryAudits?$top=3");
    expect(log.list().map((each) => each["activityDisplayName"])).toEqual([
      "Disable/pause provisioning configuration",
      "Enable/start provisioning configuration",
      "Add provisioning configuration",
    ]);
  });
});

describe("secrets", () => {
  test("show what is secret as a star, are set key by key, and go with an empty value", async () => {
    const path = `${app.principalPath}/synchronization/secrets`;
    const url = { key: "BaseAddress", value: "https://scim.example.com/scim/v2" };
    expect((await client.put(path, { value: [url, { key: "SecretToken", value: "t-1" }] })).status).toBe(204);
    expect((await client.get(path)).list()).toEqual([url, { key: "SecretToken", value: "*" }]);
    await client.put(path, {
      value: [
        { key: "SyncAll", value: "false" },
        { key: "SecretToken", value: "" },
      ],
    });
    expect((await client.get(path)).list()).toEqual([url, { key: "SyncAll", value: "false" }]);
    await client.put(path, {
      value: [
        { key: "SyncAll", value: "" },
        { key: "BaseAddress", value: "" },
      ],
    });
    expect((await client.get(path)).list()).toEqual([]);
  });

  test("with a key that Graph does not have are refused", async () => {
    const path = `${app.principalPath}/synchronization/secrets`;
    expect((await client.put(path, { value: [{ key: "Token", value: "x" }] })).status).toBe(400);
  });
});

/** The schema as a client edits it: JSON that is sent back. */
async function edited(edit: (text: string) => string): Promise<unknown> {
  return JSON.parse(edit((await client.get(`${app.jobPath}/schema`)).text));
}

describe("schema", () => {
  const attribute = `{"name":"${profile}","type":"String"}`;
  const mapping = `{"targetAttributeName":"${profile}","source":{"type":"Constant","name":"recording"}}`;
  const withAttribute = (text: string): string =>
    text.replace(`"attributes":[{"name":"id"`, `"attributes":[${attribute},{"name":"id"`);
  const withMapping = (text: string): string =>
    text.replace(`{"targetAttributeName":"userName"`, `${mapping},{"targetAttributeName":"userName"`);

  test("holds the documented default mappings", async () => {
    const [users, groups] = job().schema.synchronizationRules[0]?.objectMappings ?? [];
    const shown = users?.attributeMappings.map(({ source, targetAttributeName }) => [
      source?.expression,
      targetAttributeName,
    ]);
    expect(shown).toHaveLength(22);
    expect(shown?.slice(0, 2)).toEqual([
      ["[userPrincipalName]", "userName"],
      ['Switch([IsSoftDeleted], , "False", "True", "True", "False")', "active"],
    ]);
    expect(groups?.attributeMappings.map(({ targetAttributeName }) => targetAttributeName)).toEqual([
      "displayName",
      "externalId",
      "members",
    ]);
    expect([users?.targetObjectName, users?.attributeMappings[0]?.matchingPriority]).toEqual([targetUser, 1]);
  });

  test("is replaced as a whole, gets the next version and has everyone looked at again", async () => {
    job().engine.watermark = 5;
    const sent = await edited((text) =>
      withMapping(withAttribute(text)).replace('"version":"1.0"', '"version":"99.0"'),
    );
    expect((await client.put(`${app.jobPath}/schema`, sent)).status).toBe(204);
    const read = await client.get(`${app.jobPath}/schema`);
    expect([read.get("version"), read.get("id")]).toEqual(["2.0", app.jobId]);
    expect(job().engine.watermark).toBeNull();
    const [users] = job().schema.synchronizationRules[0]?.objectMappings ?? [];
    expect(
      users?.attributeMappings.find(({ targetAttributeName }) => targetAttributeName === profile),
    ).toMatchObject({
      source: { type: "Constant", name: "recording", expression: '"recording"', parameters: [] },
      flowType: "Always",
      matchingPriority: 0,
    });
  });

  test("that was read and written back is the same but for its version", async () => {
    const before = await edited((text) => text);
    await client.put(`${app.jobPath}/schema`, before);
    expect(await edited((text) => text)).toEqual({ ...Object(before), version: "2.0" });
  });

  test("is the template's again after it was deleted", async () => {
    await client.put(`${app.jobPath}/schema`, await edited(withAttribute));
    expect((await client.delete(`${app.jobPath}/schema`)).status).toBe(204);
    const read = await client.get(`${app.jobPath}/schema`);
    expect(read.text).not.toContain(profile);
    expect(read.get("version")).toBe("3.0");
  });

  test.each([
    ["a mapping to an attribute that is not defined", withMapping, `'${profile}' is not defined`],
    [
      "a mapping to the anchor",
      (text: string) => text.replace('"targetAttributeName":"title"', '"targetAttributeName":"id"'),
      "anchor 'id'",
    ],
    [
      "a target attribute that is mapped twice",
      (text: string) => text.replace('"targetAttributeName":"title"', '"targetAttributeName":"userName"'),
      "mapped twice",
    ],
    [
      "a mapping without matching attribute",
      (text: string) => text.replaceAll('"matchingPriority":1', '"matchingPriority":0'),
      "no matching attribute",
    ],
    [
      "an unknown source attribute",
      (text: string) =>
        text
          .replace("[jobTitle]", "[jobTittle]")
          .replace('"name":"jobTitle","type":"Attribute"', '"name":"jobTittle","type":"Attribute"'),
      "did you mean [jobTitle]?",
    ],
    [
      "an unknown function",
      (text: string) =>
        text.replace(
          /"source":\{"expression":"Join[^}]*/,
          '"source":{"expression":"Jion([givenName])","type":"Function","parameters":[{"key":"source","value":{"name":"givenName","type":"Attribute"',
        ),
      "unknown function Jion",
    ],
    [
      "a broken expression",
      (text: string) =>
        text.replace(
          /"source":\{"expression":"Join[^}]*/,
          '"source":{"expression":"Join(","type":"Function","parameters":[{"key":"source","value":{"name":"givenName","type":"Attribute"',
        ),
      "column",
    ],
    [
      "a custom attribute with several values",
      (text: string) =>
        withAttribute(text).replace(`"name":"${profile}"`, `"name":"${profile}","multivalued":true`),
      "must be single-valued",
    ],
    [
      "a flow type that does not exist",
      (text: string) => text.replace('"flowType":"Always"', '"flowType":"Sometimes"'),
      "flowType",
    ],
  ])("with %s is refused, and nothing changes", async (_case, edit, message) => {
    const sent = await edited(edit);
    const answer = await client.put(`${app.jobPath}/schema`, sent);
    expect(answer.status).toBe(400);
    expect(answer.get("error.message")).toContain(message);
    expect(job().schema.version).toBe("1.0");
  });

  test("names the functions and operators that it takes", async () => {
    const functions = (await client.get(`${app.jobPath}/schema/functions`)).list();
    const operators = (await client.get(`${app.jobPath}/schema/filterOperators`)).list();
    expect(functions.find((each) => each["name"] === "Join")?.["parameters"]).toMatchObject([
      { name: "separator" },
      { name: "source" },
    ]);
    expect(operators.find((each) => each["name"] === "IS NULL")).toMatchObject({ arity: "Unary" });
  });
});

function ask(body: object): Promise<Answer> {
  return client.post(`${app.jobPath}/schema/parseExpression`, body);
}

describe("parseExpression", () => {
  test("parses and evaluates with a test object", async () => {
    const answer = await ask({
      expression: 'Join(" ", [givenName], [surname])',
      testInputObject: {
        properties: [
          { key: "givenName", value: "Ann" },
          { key: "surname", value: "Lee" },
        ],
      },
    });
    expect([answer.status, answer.get("parsingSucceeded"), answer.get("evaluationResult")]).toEqual([
      200,
      true,
      ["Ann Lee"],
    ]);
    expect(answer.get("parsedExpression.name")).toBe("Join");
  });

  test.each([
    ["Jion([givenName])", "did you mean Join?"],
    ["ToUpper([givenNam])", "unknown attribute [givenNam]"],
    ['Join(" ", [givenName]', "column"],
  ])("answers 200 with what is wrong in %s", async (expression, message) => {
    const answer = await ask({ expression });
    expect([answer.status, answer.get("parsingSucceeded"), answer.get("parsedExpression")]).toEqual([
      200,
      false,
      null,
    ]);
    expect(answer.get("error.message")).toContain(message);
  });
});

describe("object connections", () => {
  test("are read one by one and removed while the job rests", async () => {
    job().engine.links.set("user-1", link("user-1", "t-1"));
    const path = `${app.jobPath.replace("v1.0", "beta")}/objectConnections('user-1')`;
    expect((await client.get(path)).get("targetAnchor")).toBe("t-1");
    await client.post(`${app.jobPath}/start`);
    expect((await client.delete(path)).status).toBe(409);
    await client.post(`${app.jobPath}/pause`);
    expect((await client.delete(path)).status).toBe(204);
    expect((await client.get(path)).status).toBe(404);
  });
});
