import { describe, expect, it } from "vitest";
import { jobSecrets, judge, resource } from "../testing/stack.ts";
import { deletionThreshold } from "./deletion-threshold.ts";

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
