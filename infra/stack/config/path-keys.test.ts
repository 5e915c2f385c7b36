import { expect, it } from "vitest";
import { withPathKeys } from "./path-keys.ts";

it("a key that is a path stands where the path leads, beside what is there", () => {
  const settings = { endpoint: { url: "https://scim.example.com" }, "endpoint.token": "secret" };
  expect(withPathKeys(settings)).toEqual({ endpoint: { url: "https://scim.example.com", token: "secret" } });
  expect(settings.endpoint).toEqual({ url: "https://scim.example.com" });
});

it("a path makes the objects that it leads through", () => {
  expect(withPathKeys({ "service.database.url": "postgres://db/scim", profile: "recording" })).toEqual({
    service: { database: { url: "postgres://db/scim" } },
    profile: "recording",
  });
});
