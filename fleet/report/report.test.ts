import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { chromium } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { CustomerOutcome, Outcome } from "../command/summary.ts";
import { result, STATES } from "../operations/result.ts";
import { reportFiles } from "./report.ts";

/** Screenshots are kept for a look. */
const SCREENSHOTS = path.resolve(import.meta.dirname, "..", "..", ".local", "test", "fleet-report");
/** Without one, the test in a browser is skipped. */
const CHROMIUM = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";

function outcomeOf(count: number): Outcome {
  const customers = Array.from({ length: count }, (_, index): CustomerOutcome => {
    const state = index % 10 === 0 ? (STATES[(index / 10) % STATES.length] ?? "unchanged") : "healthy";
    return {
      name: `customer-${String(index).padStart(4, "0")}`,
      tenant: "72f988bf-86f1-41af-91ab-2d7cd011db47",
      ring: index < 5 ? "canary" : "everyone",
      labels: { region: index % 2 === 0 ? "emea" : "amer" },
      result: result.parse({
        state,
        seconds: 3 + (index % 7),
        ...(state === "failed" && {
          failure: {
            code: "connection",
            message: "Step 8 of the guide: <b>401</b> & no more",
            remedy: "Check the token.",
          },
        }),
        ...(state === "drifted" && {
          drift: [{ item: "mapping profile", expected: '"recording"', found: '"multiparty"' }],
        }),
        ...(state === "quarantined" && {
          health: {
            status: "Quarantine",
            summary: "In quarantine since 2026-11-26T08:00:00Z.",
            quarantine: {
              reason: "EncounteredBaseEscrowThreshold",
              since: "2026-11-26T08:00:00Z",
              nextAttempt: "2026-11-27T08:00:00Z",
            },
            synchronized: {},
          },
        }),
        ...(state === "changed" && { changes: { update: 1 }, details: ["update SynchronizationSchema x"] }),
        ...(state === "healthy" && {
          outputs: { tokenExpiresAt: index === 1 ? "2026-12-05T00:00:00Z" : "2027-12-05T00:00:00Z" },
          health: {
            status: "Active",
            summary: "Running; the last cycle succeeded.",
            lastCycle: {
              state: "Succeeded",
              ended: `2026-11-27T0${index % 10}:00:00Z`,
              imported: 3,
              exported: 3,
              escrowed: 0,
            },
            synchronized: { User: 120, Group: 3 },
          },
        }),
      }),
    };
  });
  return {
    fleet: "sightcall",
    operation: "status",
    startedAt: "2026-11-27T09:00:00.000Z",
    seconds: 83,
    customers,
    removed: ["northwind"],
  };
}

describe("the Markdown report", () => {
  it("tells who needs somebody, and why, and nothing of the others", () => {
    const text = reportFiles(outcomeOf(50))["report.md"];
    expect(text).toContain("50 customers in 83 s: **1** failed");
    expect(text).toContain(
      "| customer-0000 | canary | failed | Step 8 of the guide: &lt;b>401&lt;/b> & no more |",
    );
    expect(text).toContain('| mapping profile | "recording" | "multiparty" |');
    expect(text).toContain("Tokens that expire soon: customer-0001 (in 7 days).");
    expect(text).toContain("not in the file any more: northwind");
    expect(text).not.toContain("customer-0009");
  });

  it("stays within what a comment can hold", () => {
    expect(reportFiles(outcomeOf(5000))["report.md"]?.length).toBeLessThan(65_000);
  });
});

describe("the HTML report", () => {
  it("asks for nothing from elsewhere, and shows what it quotes as text", () => {
    const text = reportFiles(outcomeOf(50))["report.html"] ?? "";
    expect(text).not.toMatch(/(src|href)=/);
    expect(text).toContain("&lt;b&gt;401&lt;/b&gt;");
  });

  it.runIf(existsSync(CHROMIUM))(
    "is searched, filtered and ordered in a browser, at 5,000 customers too",
    { timeout: 120_000 },
    async () => {
      await mkdir(SCREENSHOTS, { recursive: true });
      await using opened = new AsyncDisposableStack();
      const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
      opened.defer(() => browser.close());
      for (const count of [50, 5000]) {
        const file = path.join(SCREENSHOTS, `report-${count}.html`);
        await writeFile(file, reportFiles(outcomeOf(count))["report.html"] ?? "");
        for (const width of [400, 1600]) {
          for (const colorScheme of ["light", "dark"] as const) {
            const page = await browser.newPage({ viewport: { width, height: 1000 }, colorScheme });
            const errors: string[] = [];
            page.on("pageerror", (error) => errors.push(error.message));
            await page.goto(`file://${file}`);
            await page.locator("details").first().locator("summary").click();
            await page.screenshot({ path: path.join(SCREENSHOTS, `${count}-${width}-${colorScheme}.png`) });
            expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
            expect(errors).toEqual([]);
            await page.close();
          }
        }
        const page = await browser.newPage();
        await page.goto(`file://${file}`);
        const visible = page.locator("details:not([hidden])");
        await page.getByRole("checkbox", { name: "drifted" }).check();
        expect(await visible.count()).toBe(count / 50 > 1 ? 50 : 1);
        await page.getByRole("checkbox", { name: "drifted" }).uncheck();
        await page.getByRole("searchbox").fill("customer-0042 amer");
        expect(await visible.count()).toBe(0);
        await page.getByRole("searchbox").fill("customer-0042 emea");
        expect(await visible.count()).toBe(1);
        await page.getByRole("searchbox").fill("");
        await page.getByRole("combobox").selectOption("name");
        expect(await visible.first().getAttribute("data-name")).toBe("customer-0000");
        await page.getByRole("combobox").selectOption("seconds");
        expect(await visible.first().getAttribute("data-seconds")).toBe("9");
        await page.close();
      }
    },
  );
});
