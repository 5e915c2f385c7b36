import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { mistakes, mockStack, smallest, TENANT, TOKEN } from "../testing/read-config.ts";

beforeEach(mockStack);

describe("mistakes", () => {
  it("are reported all at once, each with its path", () => {
    const error = mistakes({
      endpoint: { url: "ftp://example.com" },
      application: { displayname: "X", existing: { clientId: "nope" } },
      assignments: { groups: [7], users: [{ name: "ann@contoso.com", profile: "recording" }] },
      profile: "recordng",
      provisioning: { deletionThreshold: -1, start: "yes" },
      provisoning: { start: false },
    });
    expect(error.problems.map(({ path }) => path).toSorted()).toEqual([
      "application.displayname",
      "application.existing.clientId",
      "assignments.groups[0]",
      "endpoint.token",
      "endpoint.url",
      "profile",
      "provisioning.deletionThreshold",
      "provisioning.start",
      "provisoning",
    ]);
    expect(pulumi.RunError.isInstance(error)).toBe(true);
  });

  it("come with what is allowed, the nearest right name and a command", () => {
    expect(mistakes({ ...smallest, profile: "recordng" }).message).toContain(
      "profile must be one of standard, recording, multiparty, byAssignment; did you mean recording?\n" +
        "      for example: pulumi config set --path profile recording",
    );
    expect(mistakes({ ...smallest, provisoning: {} }).message).toContain(
      "provisoning is not a setting; did you mean provisioning?",
    );
    expect(mistakes({ assignments: smallest.assignments }).message).toContain(
      "endpoint.token is required\n      for example: pulumi config set --secret --path endpoint.token",
    );
    expect(mistakes({ endpoint: smallest.endpoint }).message).toContain(
      "for example: pulumi config set --path 'assignments.groups[0]' 'SightCall Users'",
    );
  });

  it("of a type come with the command that sets it right", () => {
    const provisioning = { start: "yes", deletionThreshold: "many", restart: 2026 };
    expect(mistakes({ ...smallest, provisioning }).problems).toEqual([
      {
        path: "provisioning.start",
        reason: "must be true or false",
        example: "pulumi config set --path --type bool provisioning.start false",
      },
      {
        path: "provisioning.deletionThreshold",
        reason: "must be a whole number",
        example: "pulumi config set --path --type int provisioning.deletionThreshold 50",
      },
      {
        path: "provisioning.restart",
        reason: "must be a text",
        example: "pulumi config set --path --type string provisioning.restart 2026-11-24",
      },
    ]);
  });

  it("of a name come with the command that removes it, too", () => {
    const { message } = mistakes({ ...smallest, provisoning: {}, provisioning: { strat: true, "a.b": 1 } });
    expect(message).toContain("to remove it: pulumi config rm provisoning\n");
    expect(message).toContain(
      "for example: pulumi config set --path provisioning.start false\n      to remove it: pulumi config rm --path provisioning.strat\n",
    );
    expect(message).toContain(`to remove it: pulumi config rm --path 'provisioning["a.b"]'`);
  });

  it("never show the token, wherever it was put", () => {
    for (const endpoint of [
      TOKEN,
      { token: TOKEN, url: TOKEN },
      { token: { value: TOKEN } },
      { tokn: TOKEN },
    ]) {
      expect(mistakes({ ...smallest, endpoint }).message).not.toContain(TOKEN);
    }
  });

  it("of an expression name the column", () => {
    const mappings = [{ targetAttributeName: "nickName", expression: 'Jion(" ", [givenName])' }];
    expect(mistakes({ ...smallest, provisioning: { mappings } }).message).toMatch(
      /provisioning\.mappings\[0\]\.expression .*column 1.*did you mean Join/,
    );
  });
});

/** The mistakes of a stack with this tenant, in this environment. */
function withTenant(tenantId: string | undefined, variables: Readonly<Record<string, string>>) {
  for (const name of ["ARM_TENANT_ID", "AZURE_TENANT_ID", "ARM_USE_AKS_WORKLOAD_IDENTITY"]) {
    vi.stubEnv(name, variables[name]);
  }
  return mistakes({
    ...smallest,
    "azuread:tenantId": tenantId,
    provisioning: { start: "yes" },
  }).problems.map(({ path, reason }) => `${path} ${reason}`);
}

describe("the tenant", () => {
  afterEach(() => vi.unstubAllEnvs());

  const OTHER = "provisioning.start must be true or false";

  it("is required, and reported with every other mistake", () => {
    expect(withTenant(undefined, {})).toEqual([
      "azuread:tenantId is required, unless ARM_TENANT_ID is set",
      OTHER,
    ]);
  });

  it("must be a GUID, wherever it is set", () => {
    expect(withTenant("contoso", {})[0]).toBe("azuread:tenantId must be the tenant's id (a GUID)");
    expect(withTenant(undefined, { ARM_TENANT_ID: "contoso" })[0]).toBe(
      "ARM_TENANT_ID must be the tenant's id (a GUID)",
    );
  });

  it.each([
    [TENANT, {}],
    [TENANT, { ARM_TENANT_ID: "contoso" }],
    [undefined, { ARM_TENANT_ID: TENANT }],
    [undefined, { AZURE_TENANT_ID: TENANT, ARM_USE_AKS_WORKLOAD_IDENTITY: "true" }],
  ])("may be in the setting or in the variables that azuread reads: %s %o", (setting, variables) => {
    expect(withTenant(setting, variables)).toEqual([OTHER]);
  });
});
