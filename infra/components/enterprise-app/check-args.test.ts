import * as pulumi from "@pulumi/pulumi";
import { expect, it } from "vitest";
import type { ApplicationDetails } from "../../../provider/sdk/index.ts";
import { checkArgs } from "./check-args.ts";

const existing: ApplicationDetails = {
  servicePrincipalId: "9b1d7c3e-2a4f-4e6b-8c0d-5f7a9e1b3c22",
  clientId: "6e0f1a52-8f5c-4a1b-9d5e-0c2b8e4f7a10",
  displayName: "SightCall SSO",
  assignmentRequired: true,
  appRoles: [],
  templates: ["scim"],
  jobs: [],
  secretKeys: [],
};
const role = { value: "recording", description: "Records." };

it("right arguments pass, for a new application and for an existing one", () => {
  expect(() => checkArgs("app", { displayName: "SightCall", hidden: false, appRoles: [role] })).not.toThrow();
  expect(() => checkArgs("app", { existing })).not.toThrow();
});

it("everything that is wrong is reported at once, by property path", () => {
  const args = { existing, displayName: "SightCall", owners: [], appRoles: [role, role] };
  expect(() => checkArgs("app", args)).toThrow(
    expect.objectContaining({
      errors: [
        { propertyPath: "displayName", reason: expect.stringContaining("for a new application") },
        { propertyPath: "owners", reason: expect.stringContaining("for a new application") },
        { propertyPath: "appRoles", reason: expect.stringContaining("registered in another tenant") },
        { propertyPath: "appRoles[1].value", reason: 'repeats "recording" of appRoles[0]' },
      ],
    }),
  );
  expect(() => checkArgs("app", args)).toThrow(pulumi.InputPropertiesError);
});
