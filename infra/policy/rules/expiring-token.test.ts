import { describe, expect, it } from "vitest";
import { judge, resource } from "../testing/stack.ts";
import { expiringToken } from "./expiring-token.ts";

describe("expiring-token", () => {
  it.each([
    [{ expiresAt: "2027-01-01T00:00:00Z" }, 0],
    [{}, 1],
  ])("judges %j", async (props, count) => {
    const token = resource({ type: "entra-provisioning:index:ScimToken", props });
    expect((await judge(expiringToken, [token])).violations).toHaveLength(count);
  });
});
