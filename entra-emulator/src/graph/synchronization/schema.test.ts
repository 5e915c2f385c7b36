import { describe, expect, test } from "vitest";
import { useApplication } from "../../testing/use-application.ts";

const kit = useApplication();

const targetUser = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const profile = "urn:ietf:params:scim:schemas:extension:sightcall:2.0:User:profile";

/** The schema as a client edits it: JSON that is sent back. */
async function edited(edit: (text: string) => string): Promise<unknown> {
  return JSON.parse(edit((await kit.client.get(`${kit.app.jobPath}/schema`)).text));
}

function withScope(text: string, operatorName: string, value: string): string {
  const clause = { sourceOperandName: "department", operatorName, targetOperand: { values: [value] } };
  return text.replace('"scope":null', `"scope":${JSON.stringify({ groups: [{ clauses: [clause] }] })}`);
}

describe("schema", () => {
  const attribute = `{"name":"${profile}","type":"String"}`;
  const mapping = `{"targetAttributeName":"${profile}","source":{"type":"Constant","name":"recording"}}`;
  const withAttribute = (text: string): string =>
    text.replace(`"attributes":[{"name":"id"`, `"attributes":[${attribute},{"name":"id"`);
  const withMapping = (text: string): string =>
    text.replace(`{"targetAttributeName":"userName"`, `${mapping},{"targetAttributeName":"userName"`);

  test("holds the documented default mappings", async () => {
    const [users, groups] = kit.job().schema.synchronizationRules[0]?.objectMappings ?? [];
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
    kit.job().engine.watermark = 5;
    const sent = await edited((text) =>
      withMapping(withAttribute(text)).replace('"version":"1.0"', '"version":"99.0"'),
    );
    expect((await kit.client.put(`${kit.app.jobPath}/schema`, sent)).status).toBe(204);
    const read = await kit.client.get(`${kit.app.jobPath}/schema`);
    expect([read.get("version"), read.get("id")]).toEqual(["2.0", kit.app.jobId]);
    expect(kit.job().engine.watermark).toBeNull();
    const [users] = kit.job().schema.synchronizationRules[0]?.objectMappings ?? [];
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
    await kit.client.put(`${kit.app.jobPath}/schema`, before);
    expect(await edited((text) => text)).toEqual({ ...Object(before), version: "2.0" });
  });

  test("is the template's again after it was deleted", async () => {
    await kit.client.put(`${kit.app.jobPath}/schema`, await edited(withAttribute));
    expect((await kit.client.delete(`${kit.app.jobPath}/schema`)).status).toBe(204);
    const read = await kit.client.get(`${kit.app.jobPath}/schema`);
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
      "a pattern that is none of .NET's",
      (text: string) =>
        text.replace(
          /"source":\{"expression":"Join[^}]*/,
          '"source":{"expression":"Replace([givenName], , \\"a[\\", , \\"\\", , )","type":"Function","parameters":[{"key":"source","value":{"name":"givenName","type":"Attribute"',
        ),
      "Replace: the class is not closed at column 2 of the pattern",
    ],
    [
      "a pattern of a scoping filter that cannot be translated",
      (text: string) => withScope(text, "REGEX MATCH", "(?(a)b|c)"),
      "Pattern for 'department': a condition (?(…)…|…) cannot be translated at column 1 of the pattern",
    ],
    [
      "an operator of a scoping filter that does not exist",
      (text: string) => withScope(text, "SOUNDS LIKE", "x"),
      "There is no operator 'SOUNDS LIKE'",
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
    const answer = await kit.client.put(`${kit.app.jobPath}/schema`, sent);
    expect(answer.status).toBe(400);
    expect(answer.get("error.message")).toContain(message);
    expect(kit.job().schema.version).toBe("1.0");
  });

  test("cannot be patched, as Graph has no such method there", async () => {
    const refused = await kit.client.patch(`${kit.app.jobPath}/schema`, {});
    expect(refused.status).toBe(404);
    expect(refused.get("error.message")).toContain("No HTTP resource was found that matches the request URI");
  });

  test("names the functions and operators that it takes", async () => {
    const functions = (await kit.client.get(`${kit.app.jobPath}/schema/functions`)).list();
    const operators = (await kit.client.get(`${kit.app.jobPath}/schema/filterOperators`)).list();
    expect(functions.find((each) => each["name"] === "Join")?.["parameters"]).toMatchObject([
      { name: "separator" },
      { name: "source" },
    ]);
    expect(operators.find((each) => each["name"] === "IS NULL")).toMatchObject({ arity: "Unary" });
  });
});
