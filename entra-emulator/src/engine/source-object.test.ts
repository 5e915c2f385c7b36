import { expect, test } from "vitest";
import { newUser } from "../directory/objects.ts";
import { userResource } from "../graph/resources/user.ts";
import { sourceUser } from "./source-object.ts";
import { ScimStub } from "./testing/scim-stub.ts";
import { TestTenant } from "./testing/tenant.ts";

const ANN = newUser({
  id: "bbbbbbbb-0000-4000-8000-000000000001",
  userPrincipalName: "ann@fabrikam.example",
  displayName: "Ann",
  mail: "ann.lee@fabrikam.example",
  onPremisesSecurityIdentifier: "S-1-5-21-1004336348-1177238915-682003330-512",
});

test.each(["proxyAddresses", "onPremisesSecurityIdentifier"])(
  "%s has the value in expressions that Graph shows",
  (name) => {
    const value = sourceUser(ANN, []).attributes(false).get(name);
    expect(value).toEqual(userResource.properties[name]?.(ANN));
    expect(value).not.toBeNull();
  },
);

test("somebody without mail is provisioned without an e-mail address", async () => {
  await using stub = await ScimStub.start();
  const tenant = new TestTenant(stub.url);
  await tenant.provisioned("ann@fabrikam.example");
  const [created] = stub.writes("POST");
  expect(created?.body).toHaveProperty("userName", "ann@fabrikam.example");
  expect(created?.body).not.toHaveProperty("emails");
});
