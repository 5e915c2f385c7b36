import { expect, it } from "vitest";
import type { StackEvent } from "../../infra/stack/engine/events.ts";
import { ResourceTimes } from "./resource-times.ts";

function event(kind: "started" | "finished", op: string, type: string): StackEvent {
  return { kind, step: { op, urn: `urn:pulumi:a::b::${type}::n`, type, name: "n" } };
}

it("notes each change with its duration, hands every event on, and leaves out components and what stays the same", () => {
  const seen: StackEvent[] = [];
  const times = new ResourceTimes((each) => seen.push(each));
  const events = [
    event("started", "create", "azuread:index/synchronizationJob:SynchronizationJob"),
    event("started", "create", "entra-scim:index:EnterpriseApp"),
    event("finished", "same", "entra-provisioning:index:ConnectionTest"),
    event("finished", "create", "azuread:index/synchronizationJob:SynchronizationJob"),
    event("finished", "create", "entra-scim:index:EnterpriseApp"),
  ];
  for (const each of events) times.see(each);
  expect(seen).toEqual(events);
  expect(times.resources).toEqual([
    { op: "create", type: "SynchronizationJob", name: "n", seconds: expect.any(Number) },
  ]);
  expect(times.resources[0]?.seconds).toBeGreaterThan(0);
});
