import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { USER, type Resource, type ScimClient } from "../../scim-service/test/scim-client.ts";
import { ADMIN_KEY, startTestService, type TestService } from "../../scim-service/test/service.ts";
import { openBrowser } from "../support/browser.ts";

/** Screenshots are kept for a look. */
const SCREENSHOTS = path.resolve(import.meta.dirname, "..", "..", ".local", "test", "console");
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const TIMEOUT = 240_000;

let service: TestService;
let browser: Browser;
let client: ScimClient;
let ada: Resource;

beforeAll(async () => {
  await mkdir(SCREENSHOTS, { recursive: true });
  service = await startTestService({ CONSOLE: "key", PUBLIC_URL: "http://scim.example.com" });
  client = await service.tenant("contoso");
  await service.admin("POST", "/tenants/contoso/tokens", {
    label: "ends soon",
    expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
  });
  ada = await client.user("ada@contoso.com", {
    displayName: "Ada Lovelace",
    externalId: "ada",
    name: { givenName: "Ada", familyName: "Lovelace" },
    emails: [{ value: "ada@contoso.com", type: "work", primary: true }],
  });
  const group = await client.group("Analytical engine", [ada.id]);
  await client.patch(`/Groups/${group.id}`, { op: "add", path: "members", value: [{ value: ada.id }] });
  await client.patch(`/Users/${ada.id}`, { op: "Replace", path: "title", value: "Countess" });
  await client.patch(`/Users/${ada.id}`, { op: "Replace", path: "active", value: "False" });
  await client.send(
    "POST",
    "/Users",
    { schemas: [USER], userName: "ADA@contoso.com", externalId: "ada-2" },
    { adscimversion: "Date:2026-11-27T08:00:00Z, ActivityId:5ea5ba1b-4c8c-4a58-9c5e-8c4e2a2c9b0e" },
  );
  for (const [name, active] of [
    ["grace", "perhaps"],
    ["alan", "maybe"],
  ]) {
    await client.send("POST", "/Users", { schemas: [USER], userName: `${name}@contoso.com`, active });
  }
  await client.filter("/Users", `userName eq "${crypto.randomUUID()}"`);
  await client.patch(`/Users/${crypto.randomUUID()}`, { op: "replace", path: "title", value: "x" });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await service.stop();
});

/** Errors of scripts and of the content security policy, in any page. */
const errors: string[] = [];

/** The console in a browser in which nobody is signed in. */
async function visit(options: Parameters<Browser["newPage"]>[0] = {}): Promise<Page> {
  const page = await browser.newPage(options);
  page.on("pageerror", ({ message }) => errors.push(message));
  page.on("console", (message) => {
    if (message.text().includes("Content Security Policy")) errors.push(message.text());
  });
  await page.goto(`${service.url}/console`);
  return page;
}

async function signIn(page: Page): Promise<void> {
  await page.getByLabel("Admin key").fill(ADMIN_KEY);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Home" }).waitFor();
}

it(
  "leads a newcomer from sign-in to why a request was refused, and to a new token",
  { timeout: TIMEOUT },
  async () => {
    const page = await visit();
    await signIn(page);
    await page.getByRole("link", { name: "contoso" }).first().click();
    await page.getByRole("searchbox").fill("lovelace");
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByRole("link", { name: "ada@contoso.com" }).click();
    const refused = page.locator(".entry.refused");
    await expect.poll(() => refused.count()).toBe(1);
    expect(await refused.textContent()).toContain("409 uniqueness");
    expect(await refused.textContent()).toContain("What to do:");
    await refused.locator("summary").click();
    expect(await refused.textContent()).toContain("5ea5ba1b-4c8c-4a58-9c5e-8c4e2a2c9b0e");

    // The README shows this one.
    await page.setViewportSize({ width: 1100, height: 760 });
    await page.screenshot({ path: path.join(SCREENSHOTS, "readme.png") });

    await page.getByRole("link", { name: "Tokens" }).click();
    await page.getByLabel("Label").fill("rotated");
    await page.getByRole("button", { name: "Make a token" }).click();
    const token = (await page.locator("[data-copy]").first().getAttribute("data-copy")) ?? "";
    expect(token).toMatch(/^scim_/);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "Copy Secret token" }).click();
    expect(await page.evaluate("navigator.clipboard.readText()")).toBe(token);

    await page.getByRole("link", { name: "in its list" }).click();
    page.once("dialog", (dialog) => void dialog.accept());
    await page.getByRole("button", { name: "Revoke ends soon" }).click();
    await expect.poll(() => page.getByRole("button", { name: "Revoke ends soon" }).count()).toBe(0);
    await page.getByRole("link", { name: "Audit log" }).click();
    expect(await page.getByRole("table").textContent()).toContain("issueToken");
    expect(errors).toEqual([]);
    await page.close();
  },
);

it("signs in by a link, whose key does not stay in the address", { timeout: TIMEOUT }, async () => {
  const page = await visit();
  await page.goto("about:blank");
  await page.goto(`${service.url}/console/sign-in#key=${ADMIN_KEY}`);
  await page.getByRole("heading", { name: "Home" }).waitFor();
  expect(page.url()).toBe(`${service.url}/console`);
  expect(errors).toEqual([]);
  await page.close();
});

it("shows a refusal to whoever watches, without a reload", { timeout: TIMEOUT }, async () => {
  const page = await visit();
  await signIn(page);
  await page.goto(`${service.url}/console/tenants/contoso/refused`);
  await client.send("POST", "/Users", { schemas: [USER], userName: "live@contoso.com", active: "who knows" });
  await expect.poll(() => page.getByRole("link", { name: "live@contoso.com" }).count()).toBe(1);
  expect(errors).toEqual([]);
  await page.close();
});

it("works without a mouse", { timeout: TIMEOUT }, async () => {
  const page = await visit();
  await page.keyboard.type(ADMIN_KEY);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Home" }).waitFor();
  await focus(page, "contoso");
  await page.keyboard.press("Enter");
  await page.getByRole("searchbox").waitFor();
  await page.keyboard.type("lovelace");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/people?q=lovelace");
  await focus(page, "ada@contoso.com");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Ada Lovelace" }).waitFor();
  await focus(page, "Details");
  const open = page.locator("details[open]");
  expect(await open.count()).toBe(0);
  await page.keyboard.press("Enter");
  expect(await open.count()).toBe(1);
  expect(errors).toEqual([]);
  await page.close();
});

/** Presses Tab until something with this text has the focus. */
async function focus(page: Page, text: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    if ((await page.evaluate("document.activeElement?.textContent?.trim()")) === text) return;
  }
  expect.unreachable(`60 presses of Tab do not reach "${text}"`);
}

const PAGES = [
  ["sign-in", "/sign-in"],
  ["home", ""],
  ["people", "/tenants/contoso/people"],
  ["person", "/tenants/contoso/people/:id"],
  ["nobody", "/tenants/contoso/people?q=nobody"],
  ["refused", "/tenants/contoso/refused"],
  ["requests", "/tenants/contoso/requests"],
  ["connect", "/tenants/contoso/connect"],
  ["tokens", "/tenants/contoso/tokens"],
  ["clients", "/tenants/contoso/clients"],
  ["trusts", "/tenants/contoso/trusts"],
  ["settings", "/tenants/contoso/settings"],
  ["audit", "/audit"],
  ["not-found", "/tenants/nobody/people"],
] as const;

it.for([
  [400, "light"],
  [400, "dark"],
  [1600, "light"],
  [1600, "dark"],
] as const)("is readable and accessible at %i px, %s", { timeout: TIMEOUT }, async ([width, colorScheme]) => {
  const axe = await readFile(AXE, "utf8");
  await service.admin("POST", "/tenants/contoso/clients", { label: `Entra ${width} ${colorScheme}` });
  const page = await visit({ viewport: { width, height: 1000 }, colorScheme });
  await signIn(page);
  for (const [name, where] of PAGES) {
    await page.goto(`${service.url}/console${where.replace(":id", ada.id)}`);
    if (name === "home") await page.locator("#chart canvas").waitFor();
    await page.screenshot({
      path: path.join(SCREENSHOTS, `${name}-${width}-${colorScheme}.png`),
      fullPage: true,
    });
    expect(await page.evaluate("document.documentElement.scrollWidth"), name).toBeLessThanOrEqual(width);
    // Evaluated by the debugger, which the pages' CSP does not concern.
    await page.evaluate(axe);
    const violations = await page.evaluate(
      "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(' ')}`))",
    );
    expect(violations, name).toEqual([]);
  }
  expect(errors).toEqual([]);
  await page.close();
});
