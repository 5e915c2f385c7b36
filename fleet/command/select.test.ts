import { expect, it } from "vitest";
import type { Customer } from "../customers/customer.ts";
import { selectCustomers } from "./select.ts";

const customer = (name: string, ring: string, region: string): Customer => ({
  name,
  ring,
  tenant: name,
  labels: { region },
  signIn: {},
  config: {},
  secrets: [],
  places: {},
});
const fleet = {
  name: "sightcall",
  folder: "/fleet",
  secretsProvider: undefined,
  rings: [{ name: "canary" }, { name: "everyone" }],
  customers: [
    customer("contoso", "everyone", "emea"),
    customer("fabrikam", "canary", "emea"),
    customer("woodgrove", "everyone", "apac"),
  ],
};
const names = (...args: Parameters<typeof selectCustomers>) =>
  selectCustomers(...args).map(({ name }) => name);

it("is everybody in the order of rings, or who meets everything that is given", () => {
  expect(names(fleet, {})).toEqual(["fabrikam", "contoso", "woodgrove"]);
  expect(names(fleet, { ring: ["everyone"], label: ["region=emea"] })).toEqual(["contoso"]);
  expect(names(fleet, { only: ["woodgrove", "fabrikam"] })).toEqual(["fabrikam", "woodgrove"]);
});

it.each([
  [{ only: ["contos"] }, /no customer contos \(did you mean contoso\?\)/],
  [{ ring: ["early"] }, /no ring early/],
  [{ label: ["region"] }, /KEY=VALUE; "region" is none/],
  [{ label: ["region=mars"] }, /Nobody meets/i],
])("of %j says what is wrong", (selection, message) => {
  expect(() => selectCustomers(fleet, selection)).toThrow(message);
});
