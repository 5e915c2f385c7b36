import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import { mistakes, mockStack, read, smallest, TOKEN } from "../testing/read-config.ts";

beforeEach(mockStack);

describe("the smallest stack", () => {
  it("is a token and a group; where it says nothing, the components' defaults apply", () => {
    const { endpoint, ...config } = read({ ...smallest, "other:setting": "t" });
    expect(endpoint?.url).toBe("https://api.sightcall.com/api/v3/scim");
    expect(config).toEqual({
      application: {},
      assignments: { groups: ["SightCall Users"], users: [] },
      provisioning: { mappings: [], disabledMappings: [], scopingFilters: [] },
    });
  });

  it("keeps the token a secret", async () => {
    const { endpoint } = read(smallest);
    expect(await pulumi.isSecret(pulumi.output(endpoint?.signIn.secretToken))).toBe(true);
  });
});

describe("a stack that hosts the service itself", () => {
  const service = { publicUrl: "https://scim.example.com", database: { existingSecret: { name: "db" } } };
  const assignments = smallest.assignments;

  it("needs no endpoint; what is left out is the component's to choose", () => {
    const config = read({ service, assignments });
    expect(config.endpoint).toBeUndefined();
    expect(config.service).toEqual({
      publicUrl: "https://scim.example.com",
      image: {},
      database: { existingSecret: { name: "db" } },
    });
  });

  it.each([
    [{ service, endpoint: { token: TOKEN } }, "endpoint"],
    [{ service: { ...service, database: {} } }, "service.database"],
    [{ service: { ...service, database: { ...service.database, url: "postgres://x" } } }, "service.database"],
    [{ service: { ...service, publicUrl: "https://scim.example.com/path" } }, "service.publicUrl"],
    [{ service: { ...service, publicUrl: "http://scim.example.com" } }, "service.publicUrl"],
    [{ service: { ...service, tokenRotation: { every: "3w" } } }, "service.tokenRotation.every"],
    [{ service: { ...service, tokenRotation: {} } }, "service.tokenRotation"],
    [{ service: { ...service, gateway: { name: "g" }, ingress: { tlsSecret: "t" } } }, "service.ingress"],
    [{ service: { ...service, maxReplicas: 1 } }, "service.maxReplicas"],
    [{ endpoint: { token: TOKEN }, azure: { location: "westeurope", alertEmail: "a@b.example" } }, "azure"],
  ])("with a mistake is told where: %#", (values, path) => {
    expect(mistakes({ assignments, ...values }).problems.map((problem) => problem.path)).toEqual([path]);
  });

  it("may take the database of its Azure foundation", () => {
    const azure = { location: "westeurope", alertEmail: "operators@example.com" };
    const { publicUrl } = service;
    expect(read({ service: { publicUrl }, azure, assignments }).azure).toMatchObject({
      location: "westeurope",
    });
  });

  it("does not print the connection string of its database", () => {
    const url = "postgres://scim:hunter2@db.example.com/scim";
    const error = mistakes({ service: { ...service, database: { url: 7, nonsense: url } }, assignments });
    expect(error.message).not.toContain("hunter2");
  });
});

describe("a customer of a service that another stack hosts", () => {
  const { assignments } = smallest;

  it("needs the stack and its tenant of it, and no endpoint", () => {
    const platform = { stack: "organization/entra-scim/platform", tenant: "contoso" };
    const config = read({ platform, assignments });
    expect(config.endpoint).toBeUndefined();
    expect(config.platform).toEqual(platform);
  });

  it.each([
    [{ platform: { tenant: "contoso" } }, "platform"],
    [{ platform: { stack: "a/b/c" } }, "platform.tenant"],
    [{ platform: { stack: "a/b/c", tenant: "contoso", adminKey: "k" } }, "platform.adminKey"],
    [{ platform: { adminUrl: "https://x.example.com", tenant: "contoso" } }, "platform.adminKey"],
    [{ platform: { stack: "a/b/c", tenant: "contoso" }, endpoint: { token: TOKEN } }, "endpoint"],
  ])("with a mistake is told where: %#", (values, path) => {
    expect(mistakes({ assignments, ...values }).problems.map((problem) => problem.path)).toEqual([path]);
  });
});

describe("the tenant URL", () => {
  it.each([
    "https://scim.example.com/v2",
    "http://localhost:8080/scim",
    "http://127.0.0.1:1",
    "http://[::1]:9/x",
  ])("may be %s", (url) => {
    expect(read({ ...smallest, endpoint: { url, token: TOKEN } }).endpoint?.url).toBe(url);
  });

  it.each([
    "http://scim.example.com",
    "http://localhost.example.com",
    "https://user:pw@example.com",
    "https://example.com/#x",
    "example.com",
    "https://example.com/scim?aadOptscim062020",
  ])("may not be %s", (url) => {
    expect(mistakes({ ...smallest, endpoint: { url, token: TOKEN } }).problems[0]?.path).toBe("endpoint.url");
  });
});

describe("settings that depend on each other", () => {
  it("a new application needs somebody assigned, unless everyone is in scope", () => {
    expect(mistakes({ endpoint: smallest.endpoint }).problems[0]?.path).toBe("assignments.groups");
    expect(read({ endpoint: smallest.endpoint, provisioning: { scope: "all" } }).assignments.groups).toEqual(
      [],
    );
    const existing = { displayName: "SightCall SSO" };
    expect(read({ endpoint: smallest.endpoint, application: { existing } }).assignments.groups).toEqual([]);
  });

  it("an existing application takes none of a new one's settings", () => {
    const application = { existing: { displayName: "SightCall SSO" }, hidden: false, notes: "ours" };
    const error = mistakes({ ...smallest, application });
    expect(error.problems.map(({ path }) => path)).toEqual(["application.hidden", "application.notes"]);
  });

  it("an existing application is named in one way", () => {
    const existing = { displayName: "SightCall SSO", clientId: "6e0f1a52-8f5c-4a1b-9d5e-0c2b8e4f7a10" };
    expect(mistakes({ ...smallest, application: { existing } }).problems[0]?.path).toBe(
      "application.existing",
    );
  });

  it("a profile by assignment needs the scope to be the assigned, and chooses the role", () => {
    const error = mistakes({
      ...smallest,
      profile: "byAssignment",
      application: { existing: { displayName: "SightCall SSO" } },
      assignments: { users: [{ name: "ann@contoso.com", role: "Agent" }] },
      provisioning: { scope: "all" },
    });
    expect(error.problems.map(({ path }) => path)).toEqual([
      "provisioning.scope",
      "assignments.users[0].role",
    ]);
  });

  it("a role to assign needs an application that has several", () => {
    const assignments = { users: [{ name: "ann@contoso.com", role: "Agent" }] };
    expect(mistakes({ ...smallest, assignments }).problems[0]?.path).toBe("assignments.users[0].role");
    const application = { existing: { displayName: "SightCall SSO" } };
    expect(read({ ...smallest, assignments, application }).assignments).toMatchObject(assignments);
  });

  it("an assignment's own profile needs profile: byAssignment", () => {
    const groups = [{ name: "SightCall Users", profile: "recording" }];
    expect(mistakes({ ...smallest, assignments: { groups } }).problems[0]?.path).toBe(
      "assignments.groups[0].profile",
    );
    expect(read({ ...smallest, profile: "byAssignment", assignments: { groups } }).profile).toBe(
      "byAssignment",
    );
  });

  it("profile and a mapping of one's own do not write the same attribute", () => {
    const target = "urn:ietf:params:scim:schemas:extension:sightcall:2.0:User:profile";
    const mappings = [{ targetAttributeName: target, constant: "multiparty" }];
    const error = mistakes({ ...smallest, profile: "recording", provisioning: { mappings } });
    expect(error.problems[0]?.path).toBe("provisioning.mappings[0]");
  });
});
