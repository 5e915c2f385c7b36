import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { openBrowser } from "../../test/support/browser.ts";
import { report } from "./example-report.ts";
import { destroyPage, runPage } from "./page.ts";
import type { ResourceReport, RunReport } from "./report.ts";

/** Screenshots are kept for a look. */
const SCREENSHOTS = path.resolve(import.meta.dirname, "..", "..", ".local", "test", "run-report");

const resources: readonly ResourceReport[] = [
  { op: "create", type: "ApplicationFromTemplate", name: "sightcall-application", seconds: 0.4 },
  {
    op: "create",
    type: "AppRoleAssignment",
    name: "sightcall-provisioning-assignments-53d51ebb-8b3e-5d97-916d-1b8f0b9e6cb1",
    seconds: 0.05,
  },
  { op: "create", type: "ProvisioningStart", name: "sightcall-provisioning-start", seconds: 1.2 },
];
const changed = { seconds: 2, changes: { create: 3 }, resources, outputs: { token: "an-output" } };
const passed: RunReport = {
  ...report,
  up: changed,
  day: [{ what: "is renamed", who: "Pádraig <b>Mac Suibhne</b> → Pádraig Mac Suibhne-Lind" }],
  check: { ...report.check, passed: true, differences: [] },
};
const destroyed = {
  startedAt: report.startedAt,
  seconds: 3,
  destroy: { ...changed, changes: { delete: 3 } },
  undone: [],
  inReverse: true,
  traces: ["an application is left: <sightcall>"],
};

describe("the page of a run", () => {
  it("says what was made in how long, the cycles, the day and the check", () => {
    const text = runPage(passed);
    for (const part of [
      "The check passed: 1 active user",
      "3 created in 2.0 s.",
      '<td class="word">create</td><td class="number">1.20</td>',
      "1 user created, 2 users updated, 1 member added",
      '<td>POST /Users</td><td class="number">1</td>',
      "Pádraig &lt;b&gt;Mac Suibhne&lt;/b&gt;",
      "company.yaml: 1 person, 2 groups",
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain("an-output");
    expect(text).not.toMatch(/(src|href)=|<script/);
  });

  it("names what differs", () => {
    const text = runPage(report);
    expect(text).toContain("The check FAILED: 1 difference");
    expect(text).toContain("<li>Ann is missing</li>");
  });

  it("of a destroy says what is left", () => {
    const text = destroyPage(destroyed);
    expect(text).toContain("3 deleted in 2.0 s.");
    expect(text).toContain("<li>an application is left: &lt;sightcall&gt;</li>");
  });

  it("fits a narrow and a wide window, light and dark", async () => {
    await mkdir(SCREENSHOTS, { recursive: true });
    await using opened = new AsyncDisposableStack();
    const browser = await openBrowser();
    opened.defer(() => browser.close());
    const pages = { passed: runPage(passed), failed: runPage(report), destroyed: destroyPage(destroyed) };
    for (const [name, text] of Object.entries(pages)) {
      const file = path.join(SCREENSHOTS, `${name}.html`);
      await writeFile(file, text);
      for (const width of [400, 1600]) {
        const grounds: string[] = [];
        for (const colorScheme of ["light", "dark"] as const) {
          const page = await browser.newPage({ viewport: { width, height: 1000 }, colorScheme });
          const errors: string[] = [];
          page.on("pageerror", (error) => errors.push(error.message));
          page.on("console", (message) => errors.push(message.text()));
          await page.goto(pathToFileURL(file).href);
          await page.screenshot({
            path: path.join(SCREENSHOTS, `${name}-${width}-${colorScheme}.png`),
            fullPage: true,
          });
          expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
          grounds.push(String(await page.evaluate("getComputedStyle(document.body).backgroundColor")));
          expect(errors).toEqual([]);
          await page.close();
        }
        expect(new Set(grounds).size).toBe(2);
      }
    }
  });
});
