import { afterAll, expect, it } from "vitest";
import { restartJob } from "../../entra-emulator/src/tenant/jobs.ts";
import { application, newTenant, startEndpoint } from "./endpoint.ts";

const ended = new AsyncDisposableStack();
afterAll(() => ended.disposeAsync());

/** What `resetScope: Full` makes a job forget. */
const FULL = new Set(["ConnectorDataStore", "Escrows", "Watermark", "QuarantineState"] as const);

it("matching by externalId alone and a full restart make Entra POST a linked user again, as the recipe says", async () => {
  const service = await startEndpoint(ended);
  const { client, token } = await newTenant(service);
  const job = application(service, token);
  const [anna] = await job.provisioned("anna@fabrikam.example");
  const resource = `/Users/${job.targetIdOf(anna)}`;
  await client.request("PATCH", resource, {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
    Operations: [{ op: "remove", path: "externalId" }],
  });
  const onDemand = async (): Promise<unknown> => {
    const subject = { objectId: anna.id, objectTypeName: "User" };
    const { key } = await job.engine.provisionOnDemand(job.store, job.job, subject);
    return JSON.parse(key);
  };

  job.mapping("userName").matchingPriority = 0;
  job.mapping("externalId").matchingPriority = 1;
  job.job.schema = structuredClone(job.job.schema);
  restartJob(job.store, job.job, FULL);
  expect(await onDemand()).toMatchObject({
    result: "Failure",
    details: {
      errorCode: "SystemForCrossDomainIdentityManagementServiceIncompatibleFiltering",
      errorMessage: expect.stringMatching(/^StatusCode: Conflict\r\n.*"scimType":"uniqueness"/s),
    },
  });

  job.mapping("userName").matchingPriority = 1;
  job.mapping("externalId").matchingPriority = 0;
  job.job.schema = structuredClone(job.job.schema);
  expect(await onDemand()).toMatchObject({ result: "Success" });
  expect((await client.request("GET", resource)).body).toMatchObject({ externalId: anna.id });
});
