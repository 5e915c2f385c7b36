import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CLEO, Contoso, type TestStack } from "./contoso.ts";

const STACK_TRACE = /\n\s+at .*:\d+:\d+/;

let contoso: Contoso;

beforeAll(async () => {
  contoso = await Contoso.open();
});
afterAll(() => contoso[Symbol.asyncDispose]());

const assignments = {
  groups: [{ name: "SightCall Users", profile: "multiparty" }],
  users: ["Cleo@contoso.com"],
};

describe("an application that is there for single sign-on", () => {
  it("gets roles, job and assignments, and is afterwards exactly as it was", async () => {
    const application = await contoso.application("SightCall SSO");
    const before = await contoso.everythingOf(application);
    const existing = { clientId: application.application.appId };
    const stack = await contoso.stack("sso", {
      application: { existing },
      assignments,
      profile: "byAssignment",
    });

    expect(await stack.up()).toEqual({ create: 16 });
    expect(await stack.up()).toEqual({ same: 16 });
    await stack.expectNoDrift();
    const { servicePrincipal, assignments: assigned } = await contoso.everythingOf(application);
    const roles = new Map(servicePrincipal.appRoles.map(({ id, displayName }) => [id, displayName]));
    const given = assigned.map((each) => [each.principalDisplayName, roles.get(each.appRoleId)] as const);
    expect(Object.fromEntries(given)).toEqual({ "SightCall Users": "multiparty", Cleo: "standard" });

    expect(await stack.destroy()).toEqual({ delete: 16 });
    expect(await contoso.everythingOf(application)).toEqual(before);
  });
});

describe("a provisioning job that somebody set up by hand", () => {
  let stack: TestStack;
  let job: string;

  beforeAll(async () => {
    const { servicePrincipal } = await contoso.application("SightCall by hand");
    const jobs = `/servicePrincipals/${servicePrincipal.id}/synchronization/jobs`;
    job = `${jobs}/${await contoso.make(`/v1.0${jobs}`, { templateId: "scim" })}`;
    await contoso.graph.request("POST", `/v1.0${job}/start`);
    const existing = { displayName: "SightCall by hand" };
    stack = await contoso.stack("by-hand", { application: { existing }, assignments: { users: [CLEO] } });
  });

  it("is found in preview and not duplicated, with the command that takes it over", async () => {
    expect(await stack.preview()).toContain(`pulumi config set --path application.existing.job ${job}`);
  });

  it("is imported, and stays the only one", async () => {
    const existing = { displayName: "SightCall by hand", job };
    await stack.configure({ application: { existing }, assignments: { users: [CLEO] } });
    expect(await stack.up()).toMatchObject({ import: 1 });
    expect(await stack.up()).toEqual({ same: 12 });
    await stack.expectNoDrift();
  });
});

describe("an application with several roles", () => {
  it("needs each assignment to say which, and is told so before anything is made", async () => {
    const { application, servicePrincipal } = await contoso.application("SightCall with roles");
    const agent = {
      id: "dddddddd-0000-4000-8000-000000000001",
      displayName: "Agent",
      description: "Takes calls",
      value: "agent",
      isEnabled: true,
      allowedMemberTypes: ["User"],
    };
    const appRoles = [...servicePrincipal.appRoles, agent];
    await contoso.graph.request("PATCH", `/v1.0/applications/${application.id}`, { appRoles });

    const existing = { clientId: application.appId };
    const stack = await contoso.stack("roles", { application: { existing }, assignments: { users: [CLEO] } });
    const text = await stack.preview();
    expect(text).toContain('No role of "SightCall with roles" can be assigned: it has several');
    expect(text).toContain('"User", "Agent"');
    expect(text).not.toMatch(STACK_TRACE);

    const users = [{ name: CLEO, role: "agent" }];
    await stack.configure({ application: { existing }, assignments: { users } });
    expect(await stack.preview()).toContain("to create");
  });
});

describe("an application that cannot be used", () => {
  it("because nothing by that name is there, is refused in one sentence", async () => {
    const application = { existing: { displayName: "Sightcall" } };
    const stack = await contoso.stack("missing", { application, assignments: { users: [CLEO] } });
    const text = await stack.preview();
    expect(text).toContain('There is no enterprise application with the name "Sightcall"');
    expect(text).not.toMatch(STACK_TRACE);
  });

  it("because plain registration made it, is refused with the way out", async () => {
    const existing = { clientId: await contoso.registration("Registered") };
    const stack = await contoso.stack("registered", {
      application: { existing },
      assignments: { users: [CLEO] },
    });
    expect(await stack.preview()).toMatch(/The application cannot be used\..*registration/s);
  });
});
