import { describe, expect, it } from "vitest";
import { jobSecrets, judge, resource } from "../testing/stack.ts";
import { backedUpDatabase } from "./backed-up-database.ts";
import { connectionTestFirst } from "./connection-test-first.ts";
import { deletionThreshold } from "./deletion-threshold.ts";
import { expiringToken } from "./expiring-token.ts";
import { hardenedWorkload } from "./hardened-workload.ts";
import { namedOwner } from "./named-owner.ts";
import { oneAssignment } from "./one-assignment.ts";
import { scopeAssigned } from "./scope-assigned.ts";
import { secretsStaySecret } from "./secrets-stay-secret.ts";

const settings = (value: object) => jobSecrets({ SyncNotificationSettings: JSON.stringify(value) });

describe("deletion-threshold", () => {
  it.each([
    ["on", settings({ DeleteThresholdEnabled: true, DeleteThresholdValue: 500 }), 0],
    ["off", settings({ DeleteThresholdEnabled: false, DeleteThresholdValue: 500 }), 1],
    ["at nothing", settings({ DeleteThresholdEnabled: true, DeleteThresholdValue: 0 }), 1],
    ["left out", jobSecrets({ SyncAll: "false" }), 1],
    ["unreadable", jobSecrets({ SyncNotificationSettings: "{" }), 1],
  ])("judges a threshold that is %s", async (_, secrets, count) => {
    expect((await judge(deletionThreshold, [secrets])).violations).toHaveLength(count);
  });

  it("judges no secrets that stay encrypted", async () => {
    const type = "azuread:index/synchronizationSecret:SynchronizationSecret";
    const encrypted = resource({ type, props: { credentials: "[secret]" } });
    expect((await judge(deletionThreshold, [encrypted])).violations).toEqual([]);
  });
});

describe("scope-assigned", () => {
  it.each([
    ["true", 1],
    ["True", 1],
    ["false", 0],
  ])("judges SyncAll %s", async (value, count) => {
    expect((await judge(scopeAssigned, [jobSecrets({ SyncAll: value })])).violations).toHaveLength(count);
  });
});

describe("connection-test-first", () => {
  const test = resource({ type: "entra-provisioning:index:ConnectionTest", props: { jobId: "scim.1" } });
  const schema = resource({ type: "entra-provisioning:index:SynchronizationSchema", dependencies: [test] });
  const start = (jobId: string, ...dependencies: (typeof test)[]) =>
    resource({ type: "entra-provisioning:index:ProvisioningStart", props: { jobId }, dependencies });
  const job = (enabled: boolean, ignoreChanges: string[]) =>
    resource({
      type: "azuread:index/synchronizationJob:SynchronizationJob",
      props: { enabled },
      opts: { ignoreChanges },
    });

  it("accepts a start behind a test of the same job, however far", async () => {
    expect((await judge(connectionTestFirst, [start("scim.1", schema), test])).violations).toEqual([]);
  });

  it("refuses a start without a test, or behind another job's", async () => {
    expect((await judge(connectionTestFirst, [start("scim.1")])).violations).toHaveLength(1);
    expect((await judge(connectionTestFirst, [start("scim.2", schema)])).violations).toHaveLength(1);
  });

  it("refuses a job that starts by itself", async () => {
    expect((await judge(connectionTestFirst, [job(true, [])])).violations).toHaveLength(1);
    expect((await judge(connectionTestFirst, [job(true, ["enabled"]), job(false, [])])).violations).toEqual(
      [],
    );
  });
});

describe("one-assignment", () => {
  const assigned = (principalObjectId: string, resourceObjectId = "application") =>
    resource({
      type: "azuread:index/appRoleAssignment:AppRoleAssignment",
      props: { principalObjectId, resourceObjectId, principalDisplayName: "Ann Archer" },
    });

  it("refuses somebody who is assigned twice, by name", async () => {
    const { violations } = await judge(oneAssignment, [assigned("ann"), assigned("ann")]);
    expect(violations).toEqual([expect.stringContaining("Ann Archer is assigned twice.")]);
  });

  it("accepts assignments to two applications", async () => {
    expect((await judge(oneAssignment, [assigned("ann"), assigned("ann", "other")])).violations).toEqual([]);
  });
});

describe("secrets-stay-secret", () => {
  const token = resource({
    type: "entra-provisioning:index:ScimToken",
    props: { token: "a-long-and-secret-token", adminKey: "an-admin-key-of-some-length" },
  });
  const release = (values: object) => resource({ type: "kubernetes:helm.sh/v3:Release", props: { values } });

  it("accepts secrets in the properties made for them", async () => {
    const secret = resource({
      type: "kubernetes:core/v1:Secret",
      props: { stringData: { uri: "postgres://scim:secret@db/scim" } },
    });
    const job = jobSecrets({ SecretToken: "a-long-and-secret-token" });
    expect((await judge(secretsStaySecret, [token, secret, job])).violations).toEqual([]);
  });

  it.each([
    [
      "a copied token",
      { env: { TOKEN: "Token: a-long-and-secret-token" } },
      "values.env.TOKEN holds a secret of this stack",
    ],
    [
      "a connection string",
      { url: "postgres://scim:secret@db/scim" },
      "values.url holds a connection string with a password",
    ],
    ["a private key", { key: "-----BEGIN PRIVATE KEY-----" }, "values.key holds a private key"],
  ])("refuses %s in a release's values, without repeating it", async (_, values, message) => {
    const { violations } = await judge(secretsStaySecret, [token, release(values)]);
    expect(violations).toEqual([expect.stringContaining(message)]);
    expect(violations.join()).not.toMatch(/a-long-and-secret|scim:secret/);
  });
});

describe("expiring-token", () => {
  it.each([
    [{ expiresAt: "2027-01-01T00:00:00Z" }, 0],
    [{}, 1],
  ])("judges %j", async (props, count) => {
    const token = resource({ type: "entra-provisioning:index:ScimToken", props });
    expect((await judge(expiringToken, [token])).violations).toHaveLength(count);
  });
});

describe("backed-up-database", () => {
  const server = (days: number, protect: boolean) =>
    resource({
      type: "azure-native:dbforpostgresql:Server",
      props: { backup: { backupRetentionDays: days } },
      opts: { protect },
    });
  const cluster = (plugins: object[], protect: boolean) =>
    resource({
      type: "kubernetes:postgresql.cnpg.io/v1:Cluster",
      props: { spec: { plugins } },
      opts: { protect },
    });

  it.each([
    ["a server", server(7, true), 0],
    ["a server with too short a retention", server(1, true), 1],
    ["an unprotected server", server(35, false), 1],
    ["a cluster", cluster([{ isWALArchiver: true }], true), 0],
    ["a cluster without backup, unprotected", cluster([], false), 2],
  ])("judges %s", async (_, database, count) => {
    expect((await judge(backedUpDatabase, [database])).violations).toHaveLength(count);
  });
});

describe("hardened-workload", () => {
  const namespace = (labels: Record<string, string>) =>
    resource({ type: "kubernetes:core/v1:Namespace", props: { metadata: { labels } } });

  it.each([
    ["a restricted namespace", namespace({ "pod-security.kubernetes.io/enforce": "restricted" }), 0],
    ["a privileged namespace", namespace({ "pod-security.kubernetes.io/enforce": "privileged" }), 1],
    ["a namespace without a level", namespace({}), 1],
    [
      "a release with values",
      resource({ type: "kubernetes:helm.sh/v3:Release", props: { values: { replicaCount: 2 } } }),
      0,
    ],
    [
      "a release that loosens the security context",
      resource({
        type: "kubernetes:helm.sh/v3:Release",
        props: { values: { pod: { securityContext: { runAsUser: 0 } } } },
      }),
      1,
    ],
  ])("judges %s", async (_, made, count) => {
    expect((await judge(hardenedWorkload, [made])).violations).toHaveLength(count);
  });
});

describe("named-owner", () => {
  it("asks for notes and tags, as advice", async () => {
    const principal = resource({ type: "azuread:index/servicePrincipal:ServicePrincipal" });
    const group = resource({ type: "azure-native:resources:ResourceGroup" });
    expect((await judge(namedOwner, [principal, group])).violations).toHaveLength(2);
    expect(namedOwner.enforcementLevel).toBe("advisory");
  });
});
