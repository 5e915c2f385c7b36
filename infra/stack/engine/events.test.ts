import { expect, it } from "vitest";
import { labelOf, parseEvent } from "./events.ts";

const urn =
  "urn:pulumi:local::entra-scim::azuread:index/synchronizationJob:SynchronizationJob::sightcall-job";
const metadata = { op: "create", urn, type: "azuread:index/synchronizationJob:SynchronizationJob" };

it("reads what begins, what is done and what has failed", () => {
  const step = { ...metadata, name: "sightcall-job" };
  expect(parsed({ resourcePreEvent: { metadata } })).toEqual([{ kind: "started", step }]);
  expect(parsed({ resOutputsEvent: { metadata } })).toEqual([{ kind: "finished", step }]);
  expect(parsed({ resOpFailedEvent: { metadata } })).toEqual([{ kind: "failed", step }]);
});

it("reads the stack's outputs off its own resource", () => {
  const stack = { op: "same", urn: "urn::stack", type: "pulumi:pulumi:Stack" };
  const events = parsed({
    resOutputsEvent: { metadata: { ...stack, new: { outputs: { jobId: "scim.1" } } } },
  });
  expect(events).toContainEqual({ kind: "outputs", outputs: { jobId: "scim.1" } });
});

it("calls an assignment by whom it is for, once that is known", () => {
  const assignment = {
    op: "create",
    urn: "urn::assignments-7095cfa0",
    type: "azuread:index/appRoleAssignment:AppRoleAssignment",
  };
  const label = (sides: object) => {
    const [event] = parsed({ resOutputsEvent: { metadata: { ...assignment, ...sides } } });
    return event?.kind === "finished" ? labelOf(event.step) : undefined;
  };
  const outputs = { principalDisplayName: "SightCall Users" };
  expect(label({ old: null, new: { outputs } })).toBe("SightCall Users");
  expect(label({ old: { outputs }, new: null })).toBe("SightCall Users");
  const unknown = { principalDisplayName: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" };
  expect(label({ new: { outputs: unknown } })).toBe("assignments-7095cfa0");
  expect(label({ new: { outputs: null } })).toBe("assignments-7095cfa0");
});

it("keeps errors and warnings, and drops the engine's chatter", () => {
  const diagnostic = (severity: string, message: string) =>
    parsed({ diagnosticEvent: { urn, severity, message } });
  expect(diagnostic("error", "no\n")).toEqual([{ kind: "error", text: "no", urn }]);
  expect(diagnostic("warning", "hm")).toEqual([{ kind: "warning", text: "hm", urn }]);
  expect(diagnostic("debug", "RegisterResource RPC prepared")).toEqual([]);
  expect(diagnostic("info", "\n")).toEqual([]);
  expect(parsed({ cancelEvent: {} })).toEqual([]);
});

it("reads the summary", () => {
  const summaryEvent = { durationSeconds: 2, resourceChanges: { same: 12 }, result: "failed" };
  expect(parsed({ summaryEvent })).toEqual([
    { kind: "summary", seconds: 2, changes: { same: 12 }, succeeded: false },
  ]);
});

function parsed(event: object) {
  return parseEvent(JSON.stringify({ sequence: 1, timestamp: 1, ...event }));
}
