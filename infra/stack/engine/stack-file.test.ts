import { expect, it } from "vitest";
import { parse } from "yaml";
import { stackFileText } from "./stack-file.ts";

const EXISTING = `
encryptionsalt: v1:salt
config:
  entra-scim:endpoint: { url: https://old.example.com, token: { secure: v1:one } }
  entra-scim:service: { database: { url: { secure: v1:two } } }
  entra-scim:profile: recording
`;

it("keeps what is encrypted, however deep, and of the rest only what is given", () => {
  const values = { "entra-scim:endpoint": { url: "https://new.example.com" }, "azuread:tenantId": "t" };
  expect(parse(stackFileText(EXISTING, { values }))).toEqual({
    encryptionsalt: "v1:salt",
    config: {
      "entra-scim:endpoint": { url: "https://new.example.com", token: { secure: "v1:one" } },
      "entra-scim:service": { database: { url: { secure: "v1:two" } } },
      "azuread:tenantId": "t",
    },
  });
});

it("drops what is encrypted and not asked for any more", () => {
  const text = stackFileText(EXISTING, {
    values: {},
    keep: (path) => path.join(".") === "entra-scim:endpoint.token",
  });
  expect(parse(text)).toMatchObject({
    config: { "entra-scim:endpoint": { token: { secure: "v1:one" } } },
  });
  expect(text).not.toContain("two");
});

it("begins a file that is not there", () => {
  expect(parse(stackFileText(undefined, { values: { "entra-scim:profile": "recording" } }))).toEqual({
    config: { "entra-scim:profile": "recording" },
  });
});

it("imports the environments that it is told, and else those that it has", () => {
  const text = stackFileText("environment: [scim/contoso]", { values: {} });
  expect(parse(text)).toMatchObject({ environment: ["scim/contoso"] });
  expect(parse(stackFileText(text, { values: {}, environment: [] }))).toEqual({ config: {} });
});
