import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { runCycle } from "../../local/run/cycles.ts";
import { createDatabase, type OwnDatabase } from "../support/database.ts";
import { type HeldAnswers, startHeldAnswers } from "../support/held-answers.ts";
import { provisionWhile } from "../support/provision-while.ts";
import { type ServiceProcess, startScimService, validClients, validTokens } from "../support/scim-service.ts";
import { Contoso, type TestStack } from "./contoso.ts";

/*
 * The engine is killed, with all that it has started, when the service has issued what Entra is to sign in with and the
 * answer is on its way: it is valid, and not in the stack's state. The tests of each method are one story.
 */

describe.each([
  { signIn: "bearer", path: "tokens", valid: validTokens },
  { signIn: "oauth", path: "clients", valid: validClients },
])(
  "an up that was killed when a stack with signIn $signIn was issued one of its $path",
  ({ signIn, path, valid }) => {
    let contoso: Contoso;
    let database: OwnDatabase;
    let service: ServiceProcess;
    let way: HeldAnswers;
    let stack: TestStack;

    beforeAll(async () => {
      contoso = await Contoso.open();
      database = await createDatabase(inject("postgresUrl"), `interrupted_${signIn}`);
      service = await startScimService({ databaseUrl: database.url });
      way = await startHeldAnswers(service.origin);
      const secrets = { "platform.adminKey": service.adminKey };
      stack = await contoso.stackOf("interrupted", { values: settings("first"), secrets });
    });
    afterAll(async () => {
      await contoso[Symbol.asyncDispose]();
      await way[Symbol.asyncDispose]();
      await service.end("SIGTERM");
      await database.drop();
    });

    function settings(trigger: string) {
      const platform = { adminUrl: way.url, tenant: "contoso", signIn, tokenRotation: { trigger } };
      return { platform, assignments: { groups: ["SightCall Users"] } };
    }

    async function killedWhenIssued(): Promise<void> {
      const held = way.hold("POST", `/admin/api/tenants/contoso/${path}`);
      const ended = stack.up().then(
        () => "it was done",
        (error: unknown) => String(error),
      );
      const early = await Promise.race([ended, held]);
      if (early !== undefined) throw new Error(`nothing was issued: ${early}`);
      await stack.kill();
      await ended;
      way.lose();
    }

    it("leaves one more each time, of which the next leaves the one that Entra signs in with", async () => {
      await killedWhenIssued();
      await killedWhenIssued();
      expect(await valid(service, "contoso")).toHaveLength(2);
      await stack.up();
      expect(await valid(service, "contoso")).toHaveLength(1);
      expect((await runCycle(contoso.graph)).users.created).toBe(1);
    });

    it("in a rotation leaves Entra the old one, and the next replaces it without a refused request", async () => {
      const [old] = await valid(service, "contoso");
      await stack.stack.configure({ values: settings("second"), secrets: {} });
      await killedWhenIssued();
      const [still, lost] = await valid(service, "contoso");
      expect(still).toBe(old);
      expect((await runCycle(contoso.graph)).quarantine).toBeNull();

      let rotating = true;
      const provisioning = provisionWhile(contoso.graph, () => rotating);
      await stack.up().finally(() => (rotating = false));
      const cycles = await provisioning;
      expect(cycles.length).toBeGreaterThan(0);
      expect(cycles.filter(({ state }) => state !== "Succeeded")).toEqual([]);
      expect(await (await fetch(`${service.origin}/metrics`)).text()).not.toMatch(
        /^scim_wrong_credentials_total\{.*\} [1-9]/m,
      );
      const now = await valid(service, "contoso");
      expect(now).toHaveLength(1);
      expect([old, lost]).not.toContain(now[0]);
      expect((await runCycle(contoso.graph)).quarantine).toBeNull();
    });
  },
);
