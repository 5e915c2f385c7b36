import { describe, expect, it } from "vitest";
import { judge, resource } from "../testing/stack.ts";
import { namedOwner } from "./named-owner.ts";

describe("named-owner", () => {
  it("asks for notes and tags, as advice", async () => {
    const principal = resource({ type: "azuread:index/servicePrincipal:ServicePrincipal" });
    const group = resource({ type: "azure-native:resources:ResourceGroup" });
    expect((await judge(namedOwner, [principal, group])).violations).toHaveLength(2);
    expect(namedOwner.enforcementLevel).toBe("advisory");
  });
});
