import { expect, it } from "vitest";
import { peopleDrift } from "./people-drift.ts";

const person = (name: string, accountEnabled = true) => ({
  id: `id-${name}`,
  userPrincipalName: `${name}@Contoso.com`,
  mail: null,
  mailNickname: name,
  accountEnabled,
});
const provisioned = (name: string, active = true) => ({ userName: `${name}@contoso.com`, active });

it("finds nobody when both sides agree, whatever the case and the attribute that they match by", () => {
  const assigned = [person("ann"), person("ben"), person("cleo", false)];
  const there = [
    provisioned("ann"),
    { userName: "b", externalId: "ID-BEN", active: true },
    provisioned("cleo", false),
  ];
  expect(peopleDrift(assigned, there)).toEqual([]);
});

it("finds who is assigned and missing or inactive, and who is there and should not be", () => {
  const assigned = [person("ann"), person("ben"), person("dan", false)];
  const there = [
    provisioned("ben", false),
    provisioned("cleo"),
    provisioned("dan"),
    provisioned("eve", false),
  ];
  expect(peopleDrift(assigned, there).map(({ item, found }) => `${item} ${found}`)).toEqual([
    "person ann@Contoso.com missing",
    "person ben@Contoso.com inactive",
    "person cleo@contoso.com active",
    "person dan@contoso.com active",
  ]);
});
