import * as pulumi from "@pulumi/pulumi";
import { expect, vi } from "vitest";
import { z } from "zod";
import type { ApplicationDetails, GetPrincipalsResult } from "../../provider/sdk/index.ts";

export const SERVICE_PRINCIPAL = "9b1d7c3e-2a4f-4e6b-8c0d-5f7a9e1b3c22";
const TENANT = "11111111-2222-4333-8444-555555555555";
export const GROUP = "8c1f2d3e-4b5a-4c6d-9e7f-0a1b2c3d4e5f";
export const ANN = "3f2a0c4e-5b1d-4a57-9d0e-6a1f5c2b7e11";
export const PROFILE = "urn:ietf:params:scim:schemas:extension:sightcall:2.0:User:profile";

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

/** The application that every look-up finds. */
export const application: ApplicationDetails = {
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
export async function run(
  config: Readonly<Record<string, unknown>>,
  preview = false,
  last = "ProvisioningStart",
) {
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
  pulumi.runtime.setAllConfig({ "azuread:tenantId": TENANT, ...Object.fromEntries(texts) });
  vi.resetModules();
  const outputs: Record<string, unknown> = await import("../index.ts");
  await expect.poll(() => declared.at(-1)?.type).toBe(last);
  return { declared, outputs };
}

/** The settings of a small stack. */
export const small = {
  endpoint: { token: "a-very-secret-token" },
  assignments: { groups: ["SightCall Users"], users: ["ann@contoso.com"] },
};

/** The inputs of the one resource of a type. */
export function named(declared: readonly Declared[], type: string): Declared["inputs"] {
  const found = declared.find((each) => each.type === type);
  if (found === undefined) throw new Error(`No ${type} was declared.`);
  return found.inputs;
}

/** The types of resources, in the order in which they were declared. */
export function names(declared: readonly Declared[]): string[] {
  return declared.map(({ type }) => type);
}

/** The synchronization secrets, which are declared as one Pulumi secret. */
export function secretsOf(declared: readonly Declared[]): Record<string, string> {
  const { credentials } = z
    .object({ credentials: z.object({ value: z.array(z.object({ key: z.string(), value: z.string() })) }) })
    .parse(named(declared, "SynchronizationSecret"));
  return Object.fromEntries(credentials.value.map(({ key, value }) => [key, value]));
}

/** The value of an output. */
export function known(value: unknown): Promise<unknown> {
  const output: pulumi.Output<unknown> = pulumi.all([value]).apply(([inner]) => inner);
  return new Promise((resolve) => output.apply(resolve));
}
