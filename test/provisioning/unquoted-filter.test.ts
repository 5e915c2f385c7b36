import { afterAll, expect, it } from "vitest";
import { updateUser } from "../../entra-emulator/src/tenant/users.ts";
import { application, newTenant, startEndpoint } from "./endpoint.ts";

const ended = new AsyncDisposableStack();
afterAll(() => ended.disposeAsync());

it("a target attribute with an unquoted filter value reaches the service, in POST and in PATCH", async () => {
  const service = await startEndpoint(ended);
  const { client, token } = await newTenant(service);
  const job = application(service, token);
  job.mappings("User").push({
    targetAttributeName: "phoneNumbers[primary eq true].value",
    source: { type: "Attribute", name: "jobTitle", expression: "[jobTitle]", parameters: [] },
    flowType: "Always",
    flowBehavior: "FlowWhenChanged",
    matchingPriority: 0,
    defaultValue: null,
    exportMissingReferences: false,
  });
  const anna = job.user("anna@fabrikam.example", { jobTitle: "+33 1", mobilePhone: "+33 6" });
  job.assign([anna]);
  const phoneNumbers = async (): Promise<unknown> => {
    const { body } = await client.request("GET", `/Users/${job.targetIdOf(anna)}`);
    return Reflect.get(Object(body), "phoneNumbers");
  };

  expect(await job.cycle()).toMatchObject({ state: "Succeeded", users: { created: 1 } });
  expect(await phoneNumbers()).toEqual([
    { type: "mobile", value: "+33 6" },
    { primary: true, value: "+33 1" },
  ]);
  updateUser(job.store, anna, { jobTitle: "+33 2" });
  expect(await job.cycle()).toMatchObject({ state: "Succeeded", users: { updated: 1 } });
  expect(await phoneNumbers()).toContainEqual({ primary: true, value: "+33 2" });
});
