import * as pulumi from "@pulumi/pulumi";
import { expect, it } from "vitest";
import { checkArgs } from "./check-args.ts";

const good = {
  servicePrincipalId: "9b1d7c3e-2a4f-4e6b-8c0d-5f7a9e1b3c22",
  tenantUrl: "https://api.sightcall.com/api/v3/scim",
  secretToken: "token",
};

it("right arguments pass", () => {
  expect(() => checkArgs("job", { ...good, deletionThreshold: 0 })).not.toThrow();
});

it("everything that is wrong is reported at once, by property path", () => {
  const assignment = { key: "a", principalId: "a", appRoleId: "r" };
  const check = () =>
    checkArgs("job", {
      ...good,
      tenantUrl: "api.sightcall.com?aadOptscim062020",
      deletionThreshold: 1.5,
      existingJob: "scim.tenant.1",
      start: false,
      waitForFirstCycle: true,
      assignments: [assignment, assignment],
    });
  expect(check).toThrow(pulumi.InputPropertiesError);
  const paths =
    "tenantUrl tenantUrl deletionThreshold existingJob waitForFirstCycle assignments[1].key".split(" ");
  const errors = paths.map((propertyPath) => ({ propertyPath, reason: expect.any(String) }));
  expect(check).toThrow(expect.objectContaining({ errors }));
});
