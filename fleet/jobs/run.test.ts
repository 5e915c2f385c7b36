import { expect, it } from "vitest";
import type { Customer } from "../customers/customer.ts";
import { flowOf, secondsOf } from "./run.ts";

const customer = (name: string, ring: string): Customer => ({
  name,
  ring,
  tenant: `TENANT-${name}`,
  labels: {},
  signIn: {},
  config: {},
  secrets: [],
  places: {},
});

const fleet = {
  name: "sightcall",
  folder: "/fleet",
  secretsProvider: undefined,
  rings: [{ name: "canary", healthyWithin: "45m" }, { name: "early" }, { name: "everyone" }],
  customers: [],
};

const customers = [customer("a", "canary"), customer("b", "everyone"), customer("c", "everyone")];

it("puts each ring behind the question whether the one before it is healthy, and leaves out empty rings", () => {
  const flow = flowOf("run", "command", {
    operation: "up",
    fleet,
    customers,
    maxFailures: 3,
    refresh: false,
  });
  expect(flow.map(({ ref, dependsOn }) => [ref, dependsOn])).toEqual([
    ["customer a", []],
    ["ring canary", ["customer a"]],
    ["customer b", ["ring canary"]],
    ["customer c", ["ring canary"]],
    ["ring everyone", ["customer b", "customer c"]],
  ]);
  expect(flow[1]?.data).toMatchObject({ healthyWithinSeconds: 2700, maxFailures: 3 });
  expect(flow[0]?.options).toMatchObject({ singletonKey: "sightcall/a", group: { id: "tenant-a" } });
});

it("asks all customers at once when nothing is changed", () => {
  const flow = flowOf("run", "command", {
    operation: "drift",
    fleet,
    customers,
    maxFailures: undefined,
    refresh: false,
  });
  expect(flow.map(({ ref, dependsOn }) => [ref, dependsOn?.length])).toEqual([
    ["customer a", 0],
    ["customer b", 0],
    ["customer c", 0],
    ["ring *", 3],
  ]);
});

it.each([
  ["90s", 90],
  ["45m", 2700],
  ["2h", 7200],
])("%s is %i seconds", (period, seconds) => {
  expect(secondsOf(period)).toBe(seconds);
});
