import { describe, expect, it } from "vitest";
import { type PropertyMap, UNKNOWN } from "../../../provider/runtime/property-map/property-map.ts";
import { bridge } from "./bridge.ts";
import { diffResource } from "./diff.ts";
import { inputsOf, plannedCreation, plannedUpdate } from "./plan.ts";
import { appRoleAssignment } from "./resources/app-role-assignment.ts";
import { servicePrincipalResource } from "./resources/service-principal.ts";
import { synchronizationJob } from "./resources/synchronization-job.ts";
import { synchronizationSecret } from "./resources/synchronization-secret.ts";

const job: PropertyMap = { servicePrincipalId: "/servicePrincipals/a", templateId: "scim", enabled: false };
const clientId = "cccccccc-0000-4000-8000-000000000002";
const servicePrincipal: PropertyMap = {
  clientId,
  accountEnabled: true,
  description: "",
  notes: "",
  tags: ["b", "a"],
  featureTags: [{ enterprise: true, hide: false }],
  alternativeNames: [],
  objectId: "cccccccc-0000-4000-8000-000000000004",
};

function secrets(token: string): PropertyMap {
  const address = { key: "BaseAddress", value: "https://a" };
  return {
    servicePrincipalId: "/servicePrincipals/a",
    credentials: [address, { key: "SecretToken", value: token }],
  };
}

function paths(
  resource: Parameters<typeof diffResource>[0],
  state: PropertyMap,
  inputs: PropertyMap,
  ignored: string[] = [],
): string[] {
  return diffResource(resource, state, inputs, ignored).map(({ property, replaces }) =>
    replaces ? `${property}!` : property,
  );
}

describe("a diff", () => {
  it("makes a resource anew where azuread cannot change it", () => {
    expect(paths(synchronizationJob, job, { ...job, templateId: "other" })).toEqual(["templateId!"]);
    expect(paths(synchronizationJob, job, { ...job, servicePrincipalId: UNKNOWN })).toEqual([
      "servicePrincipalId!",
    ]);
    const assignment = { appRoleId: "1", principalObjectId: "2", resourceObjectId: "3" };
    expect(paths(appRoleAssignment, assignment, { ...assignment, principalObjectId: "4" })).toEqual([
      "principalObjectId!",
    ]);
  });

  it("takes absent, empty and false for the same", () => {
    expect(paths(servicePrincipalResource, servicePrincipal, { clientId, accountEnabled: true })).toEqual([]);
  });

  it("leaves alone what only Entra fills, and takes back what the program does not say", () => {
    const drifted = { ...servicePrincipal, notes: "by hand" };
    const inputs = { clientId, accountEnabled: true };
    expect(paths(servicePrincipalResource, drifted, inputs)).toEqual(["notes"]);
    expect(paths(servicePrincipalResource, drifted, inputs, ["notes"])).toEqual([]);
  });

  it("does not mind the order of a set", () => {
    expect(
      paths(servicePrincipalResource, servicePrincipal, { ...servicePrincipal, tags: ["a", "b"] }),
    ).toEqual([]);
    expect(
      paths(servicePrincipalResource, servicePrincipal, { ...servicePrincipal, tags: ["a"] }),
    ).not.toEqual([]);
  });

  it("names the one secret that changes", () => {
    expect(paths(synchronizationSecret, secrets("1"), secrets("2"))).toEqual(["credentials[1].value"]);
    expect(paths(synchronizationSecret, secrets("1"), { ...secrets("1"), credentials: UNKNOWN })).toEqual([
      "credentials",
    ]);
  });
});

describe("a check", () => {
  it("puts defaults in", () => {
    const { enabled: _, ...given } = job;
    expect(bridge(synchronizationJob).check(given)).toEqual({
      inputs: { ...job, enabled: true },
      problems: [],
    });
  });

  it("does not judge what is not known yet", () => {
    const given: PropertyMap = { servicePrincipalId: UNKNOWN, templateId: UNKNOWN, enabled: UNKNOWN };
    expect(bridge(synchronizationJob).check(given)).toEqual({ inputs: given, problems: [] });
  });

  it("says what is missing, of another form, or no property at all", () => {
    const { problems } = bridge(synchronizationSecret).check({
      servicePrincipalId: "a",
      credentials: [{ key: "", value: "v" }],
      secrets: [],
    });
    expect(problems.map(({ property }) => property)).toEqual([
      "servicePrincipalId",
      "credentials[0].key",
      "secrets",
    ]);
    expect(problems[0]?.reason).toBe("expected an id of the form /servicePrincipals/{servicePrincipal}");
    expect(bridge(synchronizationJob).check({}).problems[0]?.reason).toBe("is required (string)");
  });
});

describe("a plan", () => {
  it("of a creation has as unknown what only Entra knows", () => {
    expect(plannedCreation(synchronizationJob, job)).toEqual({ ...job, schedules: UNKNOWN });
    expect(plannedCreation(servicePrincipalResource, { tags: ["a"] })).toMatchObject({
      objectId: UNKNOWN,
      featureTags: UNKNOWN,
      tags: ["a"],
    });
  });

  it("of an update keeps what Entra fills and drops what is no longer said", () => {
    const state = { ...servicePrincipal, notes: "old" };
    const planned = plannedUpdate(servicePrincipalResource, state, { accountEnabled: false });
    expect(planned).toMatchObject({
      accountEnabled: false,
      tags: ["b", "a"],
      objectId: servicePrincipal["objectId"],
    });
    expect(planned).not.toHaveProperty("notes");
  });
});

describe("the inputs of what was read", () => {
  it("are the known ones, brought up to date", () => {
    const state = { ...job, enabled: true, schedules: [] };
    expect(inputsOf(synchronizationJob, state, job)).toEqual({ ...job, enabled: true });
  });

  it("are all that say something, for an import", () => {
    expect(inputsOf(servicePrincipalResource, servicePrincipal, {})).toEqual({
      clientId,
      accountEnabled: true,
      tags: ["b", "a"],
      featureTags: [{ enterprise: true, hide: false }],
    });
  });
});
