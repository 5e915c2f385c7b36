import { expect, it } from "vitest";
import type { Contoso } from "../entra/contoso.ts";
import { readIntegration } from "./integration.ts";
import type { Program } from "./program.ts";

/** Tells a program of the hosted integration where the endpoint is. */
export async function configureEndpoint(
  program: Program,
  { url, token }: Contoso["endpoint"],
): Promise<void> {
  await program.pulumi(["config", "set", "tenantUrl", url]);
  await program.pulumi(["config", "set", "--secret", "secretToken", token]);
}

/** The life of a hosted integration, the same for a program in any language. */
export function itDeploysTheHostedIntegration(opened: () => { program: Program; contoso: Contoso }): void {
  it("deploys the hosted integration", async () => {
    const { program, contoso } = opened();
    const { steps, outputs } = await program.up();
    expect(steps.map(({ type }) => type)).toContain("entra-provisioning:index:ProvisioningStart");
    expect(outputs).toEqual({ clientId: expect.any(String), health: expect.any(String) });
    expect(await readIntegration(contoso)).toEqual([
      { name: "SightCall Provisioning", jobs: ["Active"], assigned: ["SightCall Users"] },
    ]);
  });

  it("finds nothing to change the second time", async () => {
    expect(Object.keys((await opened().program.up()).changes)).toEqual(["same"]);
  });

  it("takes everything away again", async () => {
    const { program, contoso } = opened();
    expect(Object.keys((await program.destroy()).changes)).toEqual(["delete"]);
    expect(await readIntegration(contoso)).toEqual([]);
  });
}
