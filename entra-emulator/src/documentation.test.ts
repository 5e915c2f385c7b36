import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { controlRouter } from "./control/router.ts";
import { ENGINE_DEFAULTS, ProvisioningEngine } from "./engine/index.ts";
import { RETRY_GAPS_H } from "./engine/escrow.ts";
import { FIRST_RETRIES_H, LONGEST_SERIES_D } from "./engine/quarantine.ts";
import { PATCHES_PER_GROUP } from "./engine/reference-writer.ts";
import { CONTENT_TYPE } from "./engine/wire/client.ts";
import { CODES } from "./engine/wire/reply.ts";
import { BODY_LENGTH } from "./engine/wire/web-exception.ts";
import { Faults } from "./http/faults.ts";
import { RequestLog } from "./http/request-log.ts";
import { Scheduler } from "./scheduler.ts";
import { defaultSettings, settingsChange } from "./settings.ts";
import { CYCLE_INTERVAL } from "./tenant/jobs.ts";
import { emptyDirectory, newTenant } from "./tenant/new-tenant.ts";
import { AUDIT_LOG_ENTRIES, PROVISIONING_LOG_ENTRIES, TenantStore } from "./tenant/store.ts";

const text = await readFile(path.resolve(import.meta.dirname, "../../docs/emulator.md"), "utf8");

/** Rows of the page's tables, cell by cell. */
const rows = text
  .split("\n")
  .filter((line) => line.startsWith("| "))
  .map((line) => line.split(" | ").map((cell) => cell.replaceAll(/^\| | \|$/g, "").trim()));
const evidence = rows.filter(
  ([what, , notes]) => notes !== undefined && what !== "what" && !what?.startsWith("-"),
);

/** The row that begins so, as one text. */
function row(beginning: string): string {
  const found = rows.filter(([what]) => what?.startsWith(beginning));
  expect(found, beginning).toHaveLength(1);
  return found.flat().join(" | ");
}

test("every behaviour has one of the marks that the page explains", () => {
  const marks = new Set(["documented", "observed", "observed once", "assumed", "left out"]);
  expect(evidence.length).toBeGreaterThan(80);
  expect(evidence.filter(([, mark = ""]) => !marks.has(mark))).toEqual([]);
  for (const mark of ["documented", "observed", "observed once", "assumed"]) {
    expect(text).toContain(`- **${mark}**: `);
  }
});

test("whatever was observed once names who saw it", () => {
  const once = evidence.filter(([, mark]) => mark === "observed once");
  expect(once.length).toBeGreaterThan(8);
  expect(once.filter(([, , notes = ""]) => !/20\d\d|#\d|undated/.test(notes))).toEqual([]);
});

test.each([
  ["Incremental cycle", `every ${CYCLE_INTERVAL.replace(/PT(\d+)M/, "$1")} minutes`],
  ["One member per PATCH", `up to ${PATCHES_PER_GROUP} of one group`],
  ["Requests side by side", `(${ENGINE_DEFAULTS.concurrency})`],
  ["Escrow and retry", `then after ${listed(RETRY_GAPS_H.slice(1))} hours`],
  ["Quarantine", `${FIRST_RETRIES_H.join(", ")} hours`],
  ["Quarantine", `disabled after ${LONGEST_SERIES_D} days`],
  ["Writes carry", `Content-Type: ${CONTENT_TYPE}`],
  ["400 to a write", `\`${CODES[400]}\``],
  ["Reasons of failures", `bodies end after ${BODY_LENGTH.toLocaleString("en")} characters`],
  [
    "Provisioning and audit logs",
    `newest ${PROVISIONING_LOG_ENTRIES.toLocaleString("en")} and ${AUDIT_LOG_ENTRIES.toLocaleString("en")} entries`,
  ],
])("the row %s says %s, as the code does", (beginning, said) => {
  expect(row(beginning)).toContain(said);
});

test("one member per PATCH is the default", () => {
  expect(ENGINE_DEFAULTS.membersPerPatch).toBe(1);
});

test("the control paths and settings are all there, and no others", () => {
  const documented = rows.flatMap(([what = ""]) => /^`(\w+ \/emulator\/[^`?]*)/.exec(what)?.[1] ?? []);
  expect(documented.toSorted()).toEqual(controlPaths().toSorted());
  const settings = row("`PUT /emulator/settings`");
  for (const name of Object.keys(settingsChange.shape)) expect(settings).toContain(`\`${name}\``);
});

/** Such as `GET /emulator/clock`. */
function controlPaths(): string[] {
  const store = new TenantStore(newTenant("5f1c1f3e-7a52-4f0a-9c1d-3b6e0c2a9d41", emptyDirectory(), []));
  const { stack } = controlRouter({
    store,
    settings: defaultSettings(),
    scheduler: new Scheduler(store, new ProvisioningEngine()),
    faults: new Faults(),
    requests: new RequestLog(),
  });
  return stack.flatMap(({ methods, path: route }) =>
    methods
      .filter((method) => method !== "HEAD")
      .map((method) => `${method} ${String(route).replaceAll(/:(\w+)/g, "{$1}")}`),
  );
}

function listed(hours: readonly number[]): string {
  return `${hours.slice(0, -1).join(", ")} and ${hours.at(-1)}`;
}
