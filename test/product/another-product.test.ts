import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { z } from "zod";
import { Contoso, type Settings, type TestStack } from "../entra/contoso.ts";
import { createDatabase } from "../support/database.ts";
import { ScimClient } from "../support/scim-client.ts";
import { type ServiceProcess, startScimService } from "../support/scim-service.ts";
import { type OwnAttribute, ProductProgram } from "./program.ts";

const acme = {
  name: "Acme",
  resourceName: "acme",
  tenantUrl: "https://acme.example/scim",
  applicationName: "Acme Provisioning",
};
const EMAIL = 'emails[type eq "work"].value';
const assignments = { groups: ["SightCall Users"] };

let contoso: Contoso;

beforeAll(async () => {
  contoso = await Contoso.open();
});
afterAll(() => contoso[Symbol.asyncDispose]());

it("a product without an attribute for the profile has no such setting, and its attribute is set by a mapping", async () => {
  await using kit = new AsyncDisposableStack();
  const { program, service, stack } = await deployable(kit, { ...acme, requiredAttributes: [EMAIL] }, [
    { name: "costCentre", type: "string" },
  ]);
  const target = `${program.schemaId}:costCentre`;
  const mappings = [{ targetAttributeName: target, expression: 'Join("-", "acme", [mailNickname])' }];

  await configure(stack, program, service, { profile: "gold", provisioning: { mappings } });
  expect(await stack.preview()).toMatch(/profile is not a setting \(allowed here: .*assignments/);

  await configure(stack, program, service, { provisioning: { mappings } });
  expect(await stack.preview()).toMatch(
    /"SightCall Users" has members without a mail address \(such as ann@contoso\.com\), but emails\[type eq "work"\]\.value/,
  );
  expect(await stack.up()).toEqual({ create: 14 });
  expect(await stack.up()).toEqual({ same: 14 });
  expect(await provisioned(stack, program, service)).toEqual({ costCentre: "acme-Ann" });
  await stack.destroy();
});

it("a product with a boolean and a string attribute gets both, the string by the setting profile", async () => {
  await using kit = new AsyncDisposableStack();
  const { program, service, stack } = await deployable(kit, { ...acme, profileAttribute: "plan" }, [
    { name: "beta", type: "boolean", default: false },
    { name: "plan", type: "string", canonicalValues: ["silver", "gold"], default: "silver" },
  ]);
  const mappings = [{ targetAttributeName: `${program.schemaId}:beta`, constant: true }];

  await configure(stack, program, service, { profile: "gold", provisioning: { mappings } });
  expect(await stack.up()).toEqual({ create: 14 });
  expect(await stack.up()).toEqual({ same: 14 });
  expect(await provisioned(stack, program, service)).toEqual({ beta: true, plan: "gold" });

  await configure(stack, program, service, {
    profile: "byAssignment",
    assignments: { groups: [{ name: "SightCall Users", profile: "gold" }] },
  });
  expect(await stack.up()).toMatchObject({ create: 2, replace: 1 });
  expect(await provisioned(stack, program, service)).toEqual({ beta: true, plan: "gold" });
  await stack.destroy();
});

/** A stack for the product, and the service that knows the product's schema. */
async function deployable(
  kit: AsyncDisposableStack,
  product: Parameters<typeof ProductProgram.make>[0],
  attributes: readonly OwnAttribute[],
) {
  const program = kit.use(await ProductProgram.make(product, attributes));
  const database = await createDatabase(inject("postgresUrl"), "product");
  kit.defer(() => database.drop());
  const environment = { SCHEMAS_DIR: program.schemas, BOOTSTRAP_TOKEN: contoso.endpoint.token };
  const service = await startScimService({ databaseUrl: database.url, environment });
  kit.defer(async () => void (await service.end("SIGKILL")));
  return { program, service, stack: await contoso.stack(`product-${attributes.length}`, {}) };
}

async function configure(
  stack: TestStack,
  program: ProductProgram,
  service: ServiceProcess,
  settings: Settings,
): Promise<void> {
  await stack.configure({ endpoint: { url: service.scimUrl }, assignments, ...settings });
  await program.useIn(stack.stack.project);
}

/** Runs a cycle; what the product's schema says of Ann then. */
async function provisioned(
  { stack }: TestStack,
  program: ProductProgram,
  service: ServiceProcess,
): Promise<unknown> {
  const { jobId } = z
    .object({ jobId: z.string() })
    .parse(JSON.parse(await stack.call(["stack", "output", "--json"])));
  await contoso.graph.request("POST", "/emulator/cycles", { jobId });
  const client = new ScimClient(service.scimUrl, contoso.endpoint.token);
  const { body } = await client.request("GET", '/Users?filter=userName eq "ann@contoso.com"');
  const { Resources } = z.object({ Resources: z.array(z.record(z.string(), z.unknown())) }).parse(body);
  return Resources[0]?.[program.schemaId];
}
