import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import type { ApplicationDetails, GetPrincipalsResult } from "../provider/sdk/index.ts";

const SERVICE_PRINCIPAL = "9b1d7c3e-2a4f-4e6b-8c0d-5f7a9e1b3c22";
const GROUP = "8c1f2d3e-4b5a-4c6d-9e7f-0a1b2c3d4e5f";
const ANN = "3f2a0c4e-5b1d-4a57-9d0e-6a1f5c2b7e11";
const PROFILE = "urn:ietf:params:scim:schemas:extension:sightcall:2.0:User:profile";

const group = { id: GROUP, displayName: "SightCall Users", dynamic: false, nestedGroups: [] };
const ann = {
  id: ANN,
  displayName: "Ann",
  userPrincipalName: "ann@contoso.com",
  enabled: true,
  memberOf: [],
};
const people: GetPrincipalsResult = {
  groups: [{ name: "SightCall Users", group }],
  users: [{ name: "ann@contoso.com", user: ann }],
};

const application: ApplicationDetails = {
  servicePrincipalId: SERVICE_PRINCIPAL,
  applicationId: "5d1f3b7a-9c2e-4f60-8a1b-7e3c5d9f0b24",
  clientId: "6e0f1a52-8f5c-4a1b-9d5e-0c2b8e4f7a10",
  displayName: "SightCall SSO",
  assignmentRequired: true,
  appRoles: [
    { id: "role-user", displayName: "User", enabled: true, allowedMemberTypes: ["User"] },
    { id: "role-saml", displayName: "msiam_access", enabled: true, allowedMemberTypes: ["User"] },
  ],
  templates: ["scim"],
  jobs: [],
  secretKeys: [],
};

interface Declared {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What a resource knows of itself once it is made. */
function stateOf({ type, name, inputs }: pulumi.runtime.MockResourceArgs): Record<string, unknown> {
  if (type.endsWith(":ApplicationFromTemplate"))
    return { ...inputs, servicePrincipalObjectId: SERVICE_PRINCIPAL };
  if (type.endsWith(":ServicePrincipal")) return { ...inputs, objectId: SERVICE_PRINCIPAL };
  if (type.endsWith(":ApplicationAppRole")) return { ...inputs, roleId: `id of ${name}` };
  return inputs;
}

/** Runs the program over a mocked engine and says what it declared, in this order, and what it exported. */
async function run(config: Readonly<Record<string, unknown>>, preview = false, last = "ProvisioningStart") {
  const declared: Declared[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource(args) {
        const type = args.type.split(":").at(-1) ?? "";
        const short = type.includes("/") ? type.slice(type.indexOf("/") + 1) : type;
        declared.push({ type: short, name: args.name, inputs: args.inputs });
        const jobId = `/servicePrincipals/${SERVICE_PRINCIPAL}/synchronization/jobs/scim.tenant.1`;
        return { id: short === "SynchronizationJob" ? jobId : args.name, state: stateOf(args) };
      },
      call({ token }) {
        if (token.endsWith("getPrincipals")) return { ...people };
        if (token.endsWith("getClientConfig")) return { objectId: "deployer" };
        if (token.endsWith("getApplication")) return { application };
        return { summary: "Active" };
      },
    },
    "entra-scim",
    "dev",
    preview,
  );
  // The mocked engine knows no hooks; test/ runs them in the real one.
  const unhooked = {
    registerResourceHook: (_: unknown, done: (error: null, answer: object) => void) => done(null, {}),
  };
  Object.assign(pulumi.runtime.getMonitor() ?? {}, unhooked);
  const texts = Object.entries(config).map(([key, value]) => [
    `entra-scim:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  pulumi.runtime.setAllConfig(Object.fromEntries(texts));
  vi.resetModules();
  const outputs: Record<string, unknown> = await import("./index.ts");
  await vi.waitFor(() => expect(declared.at(-1)?.type).toBe(last));
  return { declared, outputs };
}

const small = {
  endpoint: { token: "a-very-secret-token" },
  assignments: { groups: ["SightCall Users"], users: ["ann@contoso.com"] },
};

function named(declared: readonly Declared[], type: string): Declared["inputs"] {
  const found = declared.find((each) => each.type === type);
  if (found === undefined) throw new Error(`No ${type} was declared.`);
  return found.inputs;
}

describe("the smallest stack", () => {
  it("declares the guide's steps in their order, each named from its parent", async () => {
    const { declared } = await run(small);
    expect(declared.map(({ type, name }) => `${type} ${name}`)).toEqual([
      "entra-provisioning entra",
      "PermissionCheck permissions",
      "EnterpriseApp sightcall",
      "ProvisioningJob sightcall-provisioning",
      "ApplicationFromTemplate sightcall-application",
      "ServicePrincipal sightcall-service-principal",
      "SynchronizationJob sightcall-provisioning-job",
      "ConnectionTest sightcall-provisioning-connection-test",
      "SynchronizationSecret sightcall-provisioning-secrets",
      "SynchronizationSchema sightcall-provisioning-schema",
      "Assignments sightcall-provisioning-assignments",
      `AppRoleAssignment sightcall-provisioning-assignments-${GROUP}`,
      `AppRoleAssignment sightcall-provisioning-assignments-${ANN}`,
      "ProvisioningStart sightcall-provisioning-start",
    ]);
  });

  it("makes an application that nobody sees in My Apps and only the assigned may use", async () => {
    const { declared } = await run(small);
    expect(named(declared, "ServicePrincipal")).toMatchObject({
      clientId: application.clientId,
      useExisting: true,
      appRoleAssignmentRequired: true,
      notes: "Managed by the Pulumi stack dev.",
      tags: expect.arrayContaining(["HideApp"]),
    });
    expect(named(declared, "ServicePrincipal")).not.toHaveProperty("owners");
  });

  it("makes the job stopped, and names it to each provider in that provider's way", async () => {
    const { declared } = await run(small);
    const servicePrincipalId = `/servicePrincipals/${SERVICE_PRINCIPAL}`;
    expect(named(declared, "SynchronizationJob")).toEqual({
      servicePrincipalId,
      templateId: "scim",
      enabled: false,
    });
    expect(named(declared, "ConnectionTest")).toMatchObject({
      servicePrincipalId: SERVICE_PRINCIPAL,
      jobId: "scim.tenant.1",
    });
  });

  it("always writes every secret", async () => {
    const { declared } = await run(small);
    expect(secretsOf(declared)).toEqual({
      BaseAddress: "https://api.sightcall.com/api/v3/scim",
      SecretToken: "a-very-secret-token",
      SyncAll: "false",
      SyncNotificationSettings:
        '{"Enabled":false,"Recipients":"","DeleteThresholdEnabled":true,"DeleteThresholdValue":500}',
      SkipOutOfScopeDeletions: "False",
    });
  });

  it("assigns the only role for users, and adds no attribute and no mapping", async () => {
    const { declared } = await run(small);
    expect(named(declared, "AppRoleAssignment")).toEqual({
      resourceObjectId: SERVICE_PRINCIPAL,
      principalObjectId: GROUP,
      appRoleId: "role-user",
    });
    expect(named(declared, "SynchronizationSchema")).toMatchObject({ attributes: [], mappings: [] });
  });

  it("declares the same in a preview, in which nothing is known yet", async () => {
    const [update, preview] = [await run(small), await run(small, true)];
    expect(names(preview.declared)).toEqual(names(update.declared));
  });
});

describe("settings", () => {
  it("of provisioning become secrets", async () => {
    const { declared } = await run({
      ...small,
      endpoint: { ...small.endpoint, url: "https://scim.example.com/v2" },
      provisioning: {
        scope: "all",
        scimDialect: "aadOptscim062020",
        deletionThreshold: 0,
        notificationEmail: "it@contoso.com",
        skipOutOfScopeDeletions: true,
      },
    });
    expect(secretsOf(declared)).toMatchObject({
      BaseAddress: "https://scim.example.com/v2?aadOptscim062020",
      SyncAll: "true",
      SyncNotificationSettings:
        '{"Enabled":true,"Recipients":"it@contoso.com","DeleteThresholdEnabled":false,"DeleteThresholdValue":0}',
      SkipOutOfScopeDeletions: "True",
    });
    expect(named(declared, "ConnectionTest")["baseAddress"]).toBe(
      "https://scim.example.com/v2?aadOptscim062020",
    );
  });

  it("start: false leaves provisioning stopped", async () => {
    const { declared } = await run({ ...small, provisioning: { start: false } }, false, "AppRoleAssignment");
    expect(names(declared)).not.toContain("ProvisioningStart");
  });

  it("the owners include whoever deploys", async () => {
    const owner = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";
    const { declared } = await run({ ...small, application: { owners: [owner] } });
    expect(named(declared, "ServicePrincipal")["owners"]).toEqual(["deployer", owner]);
  });

  it("the permission check is asked for the steps that the stack takes", async () => {
    const { declared } = await run({ ...small, assignments: { groups: ["SightCall Users"] } });
    expect(named(declared, "PermissionCheck")["steps"]).toEqual([
      "createApplication",
      "synchronization",
      "readGroups",
      "assignGroups",
    ]);
  });
});

describe("a profile for everyone", () => {
  it("is the product's attribute and a constant mapping to it", async () => {
    const { declared } = await run({ ...small, profile: "recording" });
    expect(named(declared, "SynchronizationSchema")).toMatchObject({
      attributes: [{ name: PROFILE, type: "String" }],
      mappings: [{ targetAttributeName: PROFILE, constant: "recording" }],
    });
  });
});

describe("a profile by assignment", () => {
  const assignments = {
    groups: [{ name: "SightCall Users", profile: "multiparty" }],
    users: ["ann@contoso.com"],
  };

  it("makes a role per profile, and maps the name of the role", async () => {
    const { declared } = await run({ ...small, assignments, profile: "byAssignment" });
    const roles = declared.filter(({ type }) => type === "ApplicationAppRole");
    expect(roles.map(({ name }) => name)).toEqual([
      "sightcall-role-standard",
      "sightcall-role-recording",
      "sightcall-role-multiparty",
    ]);
    for (const { inputs } of roles) {
      expect(inputs).toMatchObject({
        applicationId: "/applications/5d1f3b7a-9c2e-4f60-8a1b-7e3c5d9f0b24",
        displayName: inputs["value"],
        roleId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
    }
    expect(named(declared, "SynchronizationSchema")).toMatchObject({
      mappings: [
        { targetAttributeName: PROFILE, expression: "SingleAppRoleAssignment([appRoleAssignments])" },
      ],
    });
  });

  it("assigns the profile's role, and the default's to who asks for none", async () => {
    const { declared } = await run({ ...small, assignments, profile: "byAssignment" });
    const assigned = declared.filter(({ type }) => type === "AppRoleAssignment");
    expect(
      Object.fromEntries(assigned.map(({ inputs }) => [inputs["principalObjectId"], inputs["appRoleId"]])),
    ).toEqual({
      [GROUP]: "id of sightcall-role-multiparty",
      [ANN]: "id of sightcall-role-standard",
    });
  });
});

describe("an existing application", () => {
  const existing = { displayName: "SightCall SSO" };

  it("is only looked up, so that destroy leaves it alone", async () => {
    const { declared, outputs } = await run({ ...small, application: { existing } });
    expect(names(declared)).not.toContain("ApplicationFromTemplate");
    expect(names(declared)).not.toContain("ServicePrincipal");
    expect(named(declared, "SynchronizationJob")["servicePrincipalId"]).toBe(
      `/servicePrincipals/${SERVICE_PRINCIPAL}`,
    );
    expect(await known(outputs["applicationName"])).toBe("SightCall SSO");
  });
});

it("the outputs lead to the Entra admin center and say how the job is doing", async () => {
  const { outputs } = await run(small);
  expect(await known(outputs["jobId"])).toBe("scim.tenant.1");
  expect(await known(outputs["health"])).toBe("Active");
  expect(outputs["assigned"]).toEqual(["group SightCall Users", "user Ann"]);
  expect(await known(outputs["adminCenter"])).toMatchObject({
    provisioning: `https://entra.microsoft.com/#view/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/Provisioning/objectId/${SERVICE_PRINCIPAL}/appId/${application.clientId}`,
  });
});

function names(declared: readonly Declared[]): string[] {
  return declared.map(({ type }) => type);
}

/** The synchronization secrets, which are declared as one Pulumi secret. */
function secretsOf(declared: readonly Declared[]): Record<string, string> {
  const { credentials } = z
    .object({ credentials: z.object({ value: z.array(z.object({ key: z.string(), value: z.string() })) }) })
    .parse(named(declared, "SynchronizationSecret"));
  return Object.fromEntries(credentials.value.map(({ key, value }) => [key, value]));
}

/** The value of an output. */
function known(value: unknown): Promise<unknown> {
  const output: pulumi.Output<unknown> = pulumi.all([value]).apply(([inner]) => inner);
  return new Promise((resolve) => output.apply(resolve));
}
