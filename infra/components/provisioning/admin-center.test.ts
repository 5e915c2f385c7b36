import { expect, it } from "vitest";
import { adminCenterLinks } from "./admin-center.ts";

it.each([
  [undefined, "entra.microsoft.com"],
  ["public", "entra.microsoft.com"],
  ["USGovernment", "entra.microsoft.us"],
  ["usgovernmentl4", "entra.microsoft.us"],
  ["USGovernmentL5", "entra.microsoft.us"],
  ["DoD", "entra.microsoft.us"],
  ["China", "entra.microsoftonline.cn"],
])("the links of the cloud %s lead to %s", (environment, host) => {
  const links = adminCenterLinks("object-id", "client-id", environment);
  expect(new Set(Object.values(links).map((link) => new URL(link).host))).toEqual(new Set([host]));
});
