import { expect, it } from "vitest";
import type { ResourceStep } from "../../infra/stack/engine/events.ts";
import { undoneInReverse } from "./undone.ts";

const deletion = (type: string): ResourceStep => ({ op: "delete", urn: `urn::${type}`, type, name: "it" });

const application = deletion("azuread:index/applicationFromTemplate:ApplicationFromTemplate");
const job = deletion("azuread:index/synchronizationJob:SynchronizationJob");
const assignment = deletion("azuread:index/appRoleAssignment:AppRoleAssignment");
const start = deletion("entra-provisioning:index:ProvisioningStart");
const component = deletion("entra-scim:index:EnterpriseApp");

it("sees the reverse of the deployment, whatever lies between", () => {
  const steps = [start, assignment, component, assignment, job, application];
  expect(undoneInReverse(steps)).toEqual({
    steps: [start, assignment, assignment, job, application],
    inReverse: true,
  });
});

it("sees that something went too early", () => {
  expect(undoneInReverse([start, job, assignment, application]).inReverse).toBe(false);
});
