import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { ANN, Contoso, SUPPORT_GROUP, type TestStack, USERS_GROUP } from "./contoso.ts";

const PROFILE = "urn:ietf:params:scim:schemas:extension:sightcall:2.0:User:profile";
const smallest = { assignments: { groups: ["SightCall Users"] } };

let contoso: Contoso;
let stack: TestStack;

beforeAll(async () => {
  contoso = await Contoso.open();
  stack = await contoso.stack("new", smallest);
});
afterAll(() => contoso[Symbol.asyncDispose]());

/** Paths of the stack's objects in Graph, once they are there. */
async function paths() {
  const outputs = z
    .object({ servicePrincipalId: z.string(), jobId: z.string() })
    .parse(JSON.parse(await stack.stack.call(["stack", "output", "--json"])));
  const servicePrincipal = `/v1.0/servicePrincipals/${outputs.servicePrincipalId}`;
  return { servicePrincipal, job: `${servicePrincipal}/synchronization/jobs/${outputs.jobId}` };
}

describe("before anything is made", () => {
  it("a permission that is missing is named, in preview, and nothing else is begun", async () => {
    const permissions = ["Application.ReadWrite.All", "Group.Read.All"];
    const text = await contoso.withPermissions(permissions, () => stack.preview());
    expect(text).toContain("AppRoleAssignment.ReadWrite.All, for assignGroups");
    expect(text).not.toContain("ApplicationFromTemplate");
  });

  it("everybody who cannot be assigned is named at once", async () => {
    await stack.configure({
      assignments: { groups: ["SightCall Users", "Sightcall Admins"], users: ["ann@contoso.com"] },
    });
    const text = await stack.preview();
    expect(text).toContain(
      'assignments.groups[1]: There is no group with the display name "Sightcall Admins"',
    );
    expect(text).toContain('assignments.users[0]: "Ann" is a member of "SightCall Users"');
    await stack.configure(smallest);
  });
});

describe("the smallest stack", () => {
  it("previews everything that it is going to make, though nothing is known yet", async () => {
    const text = await stack.preview();
    expect(text).toContain("+ 14 to create");
    expect(text).toMatch(/sightcall-provisioning-assignments-\S+ create group SightCall Users/);
  });

  it("is made, and found as it is the second time", async () => {
    expect(await stack.up()).toEqual({ create: 14 });
    expect(await stack.up()).toEqual({ same: 14 });
    await stack.expectNoDrift();
  });

  it("previews nothing at all when nothing changes, also after a cycle has run", async () => {
    const { job } = await paths();
    const jobId = job.slice(job.lastIndexOf("/") + 1);
    await contoso.graph.request("POST", "/emulator/cycles", { jobId });
    const text = await stack.stack.call(["preview", "--diff", "--expect-no-changes"]);
    expect(text).toContain("14 unchanged");
    expect(text).not.toMatch(/outputs|health/i);
  });

  it("shows a profile that is asked for later as one attribute and one mapping", async () => {
    await stack.configure({ ...smallest, profile: "recording" });
    const text = await stack.preview();
    expect(text).toContain(`+ attribute ${PROFILE} = String`);
    expect(text).toContain(`+ mapping ${PROFILE} = "recording"`);
    expect(await stack.up()).toEqual({ update: 1, same: 13 });
  });
});

describe("what somebody changes by hand", () => {
  it("shows in a refresh and is put back: an assignment taken away, provisioning paused, a mapping edited", async () => {
    const { servicePrincipal, job } = await paths();
    const { value } = z
      .object({ value: z.array(z.object({ id: z.string() })) })
      .parse(await contoso.graph.request("GET", `${servicePrincipal}/appRoleAssignedTo`));
    await contoso.graph.request("DELETE", `${servicePrincipal}/appRoleAssignedTo/${value[0]?.id}`);
    await contoso.graph.request("POST", `${job}/pause`);
    const schema = JSON.stringify(await contoso.graph.request("GET", `${job}/schema`));
    const edited: unknown = JSON.parse(schema.replaceAll("recording", "multiparty"));
    await contoso.graph.request("PUT", `${job}/schema`, edited);

    await expect(stack.expectNoDrift()).rejects.toThrow(/expected|changes/);
    await stack.refresh();
    const text = await stack.preview();
    expect(text).toMatch(/AppRoleAssignment \S+ create/);
    expect(text).toMatch(/ProvisioningStart \S+ update/);
    expect(text).toContain(`~ mapping ${PROFILE}`);
    await stack.up();
    await stack.expectNoDrift();
    expect(JSON.stringify(await contoso.graph.request("GET", `${job}/schema`))).toContain("recording");
    expect(await contoso.graph.request("GET", job)).toMatchObject({ schedule: { state: "Active" } });
  });
});

describe("who is assigned", () => {
  it("keeps its assignment when it is named in another way", async () => {
    await stack.configure({ assignments: { groups: [USERS_GROUP] }, profile: "recording" });
    expect(await stack.up()).toEqual({ same: 14 });
  });

  it("is added and taken away alone", async () => {
    await stack.configure({ assignments: { groups: ["Support"], users: [ANN] }, profile: "recording" });
    expect(await stack.up()).toMatchObject({ create: 2, delete: 1 });
    const text = await stack.stack.call(["stack", "export"]);
    expect(text).toContain(`sightcall-provisioning-assignments-${SUPPORT_GROUP}`);
    expect(text).not.toContain(contoso.endpoint.token);
  });
});
