import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { type Application, Contoso, USERS_GROUP } from "./contoso.ts";

const main = path.resolve(import.meta.dirname, "..", "..", "infra", "adopt", "main.ts");
const PROFILE = "urn:ietf:params:scim:schemas:extension:sightcall:2.0:User:profile";

let contoso: Contoso;

beforeAll(async () => {
  contoso = await Contoso.open();
});
afterAll(() => contoso[Symbol.asyncDispose]());

it("what somebody clicked together becomes a stack's, and nothing of it changes", async () => {
  const application = await contoso.application("SightCall");
  const job = await clickTogether(application);
  const everything = async () => ({
    ...(await contoso.everythingOf(application)),
    schema: await contoso.graph.request("GET", `${job}/schema`),
  });
  const before = await everything();

  const adopted = await contoso.stack("adopted", {});
  const { stack } = adopted;
  await stack.call(["config", "rm", "endpoint"]);
  expect(await adopt(stack.project, "SightCall")).toContain("1 group and 0 users assigned");
  await stack.call(["config", "set", "--path", "--secret", "endpoint.token"], contoso.endpoint.token);
  const file = ["--file", "import.local.json"];
  await stack.call(["import", ...file, "--protect=false", "--generate-code=false", "--yes"]);

  const preview = await adopted.preview();
  expect(preview).toContain("5 unchanged");
  expect(preview).not.toMatch(/to (update|replace|delete)|[+~-] (attribute|mapping)/);
  await adopted.up();
  expect(await everything()).toEqual(before);
  expect(await adopted.up()).toEqual({ same: 12 });
  await adopted.expectNoDrift();
});

it("what the admin center writes in other forms is carried over or named, and nothing of it changes", async () => {
  const application = await contoso.application("SightCall by hand");
  const job = await clickTogether(application);
  const base = `/v1.0/servicePrincipals/${application.servicePrincipal.id}`;
  const leftover = { value: [{ key: "AuthenticationType", value: "BearerToken" }] };
  await contoso.graph.request("PUT", `${base}/synchronization/secrets`, leftover);
  await contoso.graph.request(
    "PUT",
    `${job}/schema`,
    edited(await contoso.graph.request("GET", `${job}/schema`)),
  );
  const before = await contoso.graph.request("GET", `${job}/schema`);

  const adopted = await contoso.stack("by-hand", {});
  const { stack } = adopted;
  await stack.call(["config", "rm", "endpoint"]);
  const said = await adopt(stack.project, "SightCall by hand");
  expect(said).toContain("Only these actions on Users are allowed: Add, Update.");
  expect(said).toMatch(/refused while they are there: AuthenticationType\. .*az rest --method PUT/);
  await stack.call(["config", "set", "--path", "--secret", "endpoint.token"], contoso.endpoint.token);
  const file = ["--file", "import.local.json"];
  await stack.call(["import", ...file, "--protect=false", "--generate-code=false", "--yes"]);

  expect(await adopted.preview()).toMatch(
    /"SightCall by hand" has provisioning secrets that this stack does not write: AuthenticationType\./,
  );
  const removed = { value: [{ key: "AuthenticationType", value: "" }] };
  await contoso.graph.request("PUT", `${base}/synchronization/secrets`, removed);
  expect(await adopted.preview()).not.toMatch(/to (update|replace|delete)|[+~-] (attribute|mapping|scoping)/);
  await adopted.up();
  expect(await contoso.graph.request("GET", `${job}/schema`)).toEqual(before);
  expect(await adopted.up()).toEqual({ same: 12 });
});

it("an application whose provisioning nobody set up is refused, and nothing is written", async () => {
  await contoso.application("SightCall alone");
  const { stack } = await contoso.stack("alone", {});
  await expect(adopt(stack.project, "SightCall alone")).rejects.toThrow(/has no provisioning job/);
  await expect(readdir(stack.project)).resolves.not.toContain("import.local.json");
});

/** Runs the command in a project's folder; what it says, or its error message. */
async function adopt(project: string, application: string): Promise<string> {
  const args = [main, "--application", application, "--stack", "local"];
  const env = { ...process.env, ...contoso.environment };
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: project, env });
  return stdout;
}

/** Steps 5 to 12 of the guide, as the admin center sends them. */
async function clickTogether({ servicePrincipal }: Application): Promise<string> {
  const base = `/v1.0/servicePrincipals/${servicePrincipal.id}`;
  const jobs = `${base}/synchronization/jobs`;
  const job = `${jobs}/${await contoso.make(jobs, { templateId: "scim" })}`;
  await contoso.graph.request("PUT", `${base}/synchronization/secrets`, {
    value: [
      { key: "BaseAddress", value: contoso.endpoint.url },
      { key: "SecretToken", value: contoso.endpoint.token },
      { key: "SyncAll", value: "false" },
      {
        key: "SyncNotificationSettings",
        value: JSON.stringify({
          Enabled: true,
          Recipients: "it@contoso.com",
          DeleteThresholdEnabled: true,
          DeleteThresholdValue: 17,
        }),
      },
      { key: "SkipOutOfScopeDeletions", value: "False" },
    ],
  });
  await contoso.graph.request(
    "PUT",
    `${job}/schema`,
    withProfile(await contoso.graph.request("GET", `${job}/schema`)),
  );
  const user = servicePrincipal.appRoles.find(({ displayName }) => displayName === "User");
  await contoso.make(`${base}/appRoleAssignedTo`, {
    principalId: USERS_GROUP,
    resourceId: servicePrincipal.id,
    appRoleId: user?.id,
  });
  await contoso.graph.request("POST", `${job}/start`);
  return job;
}

const named = z.looseObject({ name: z.string(), attributes: z.array(z.unknown()) });
const mapped = z.looseObject({
  sourceObjectName: z.string(),
  attributeMappings: z.array(z.looseObject({ targetAttributeName: z.string() })),
});
const schemaDocument = z.looseObject({
  directories: z.array(z.looseObject({ name: z.string(), objects: z.array(named) })),
  synchronizationRules: z.array(z.looseObject({ objectMappings: z.array(mapped) })),
});

/** A filter group without a name, a mapping of type None, an empty default value, no deletions. */
function edited(json: unknown): unknown {
  const document = schemaDocument.parse(json);
  const [users] = document.synchronizationRules[0]?.objectMappings ?? [];
  const clause = {
    sourceOperandName: "department",
    operatorName: "EQUALS",
    targetOperand: { values: ["Sales"] },
  };
  const none = { targetAttributeName: "title", source: null, defaultValue: null };
  const work = {
    targetAttributeName: "nickName",
    source: { type: "Attribute", name: "mailNickname" },
    defaultValue: "",
  };
  Object.assign(users ?? {}, {
    flowTypes: "Add, Update",
    scope: { groups: [{ name: null, clauses: [clause] }] },
    attributeMappings: [
      ...(users?.attributeMappings ?? []).filter(
        ({ targetAttributeName }) => targetAttributeName !== "title" && targetAttributeName !== "nickName",
      ),
      none,
      work,
    ],
  });
  return document;
}

/** Step 12 of the guide, done to the schema as Graph gives it. */
function withProfile(json: unknown): unknown {
  const document = schemaDocument.parse(json);
  const users = document.directories
    .find(({ name }) => name === "customappsso")
    ?.objects.find(({ name }) => name.endsWith(":User"));
  users?.attributes.push({ name: PROFILE, type: "String" });
  const mapping = document.synchronizationRules[0]?.objectMappings.find(
    (each) => each.sourceObjectName === "User",
  );
  mapping?.attributeMappings.push({
    targetAttributeName: PROFILE,
    source: { type: "Constant", name: "recording", expression: '"recording"', parameters: [] },
  });
  return document;
}
