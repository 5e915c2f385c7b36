import { describe, expect, it } from "vitest";
import { judge, resource } from "../testing/stack.ts";
import { connectionTestFirst } from "./connection-test-first.ts";

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

describe("connection-test-first", () => {
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
