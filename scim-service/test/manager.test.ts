import { afterAll, beforeAll, expect, test } from "vitest";
import { ENTERPRISE, type ScimClient } from "./scim-client.ts";
import { startTestService, type TestService } from "./service.ts";

let service: TestService;
let scim: ScimClient;
let count = 0;

beforeAll(async () => {
  service = await startTestService();
  scim = await service.tenant("contoso");
});
afterAll(() => service.stop());

test.each([
  { $ref: "https://example.com/Users/2", value: "2" },
  "2",
  { value: "2" },
  [{ value: "2" }],
  [{ $ref: null, value: "2" }],
])("a manager is replaced whole by %j", async (value) => {
  const path = `${ENTERPRISE}:manager`;
  const user = await scim.user(`managed ${(count += 1)}`);
  const before = { $ref: "https://example.com/Users/1", value: "1" };
  await scim.patch(`/Users/${user.id}`, { op: "Add", path, value: before });
  await scim.patch(`/Users/${user.id}`, { op: "Replace", path, value });
  const { body } = await scim.get(`/Users/${user.id}`);
  const kept = typeof value === "object" && "$ref" in value ? value : { value: "2" };
  expect(body[ENTERPRISE]).toStrictEqual({ manager: kept });
});

test.each(["", null, {}, { value: "" }, { value: null }, [{ value: "" }]])(
  "a manager is cleared by %j",
  async (value) => {
    const path = `${ENTERPRISE}:manager`;
    const user = await scim.user(`managed ${(count += 1)}`);
    const before = { $ref: "https://example.com/Users/1", value: "1" };
    await scim.patch(`/Users/${user.id}`, { op: "Add", path, value: before });
    await scim.patch(`/Users/${user.id}`, { op: "Replace", path, value });
    expect((await scim.get(`/Users/${user.id}`)).body).not.toHaveProperty([ENTERPRISE]);
  },
);
