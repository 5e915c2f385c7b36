import type { Cycle } from "./cycles.ts";
import type { RunReport } from "./report.ts";

const nothing = { created: 0, matched: 0, updated: 0, disabled: 0, deleted: 0 };

const cycle: Cycle = {
  jobId: "scim.t.1",
  kind: "incremental",
  state: "Succeeded",
  quarantine: null,
  error: null,
  durationMs: 100,
  requests: { "POST /Users": 1 },
  requestsPerSecond: 10,
  users: { ...nothing, created: 1, updated: 2 },
  groups: nothing,
  memberships: { added: 1, removed: 0 },
  managers: { set: 0, removed: 0 },
  failures: { total: 0, first: [] },
};

/** Of a run that found a difference. */
export const report: RunReport = {
  startedAt: "2026-03-04T15:16:17.000Z",
  seconds: 1,
  engine: { version: "3.259.0", origin: "here" },
  plugins: "stand-in",
  database: "embedded PostgreSQL",
  directory: { source: "company.yaml", people: 1, groups: 2 },
  tenantUrl: "http://127.0.0.1:1/scim/v2",
  up: { seconds: 1, changes: { same: 1 }, resources: [], outputs: {} },
  cycles: [cycle],
  day: [],
  check: {
    passed: false,
    users: 1,
    inactive: 0,
    groups: 2,
    memberships: 1,
    leftBehind: 0,
    managers: 0,
    comparisons: 5,
    differences: ["Ann is missing"],
  },
};
