import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { cacheFolder } from "../../local/cache.ts";
import { createDatabase, type OwnDatabase } from "../support/database.ts";
import { issueToken, startScimService, type ServiceProcess } from "../support/scim-service.ts";
import { kubernetesTools } from "../cluster/tools.ts";
import { ALERT_CASES, type AlertCase } from "./alert-cases.ts";
import { buildPromtool } from "./promtool.ts";

const CHART = path.resolve(import.meta.dirname, "../../charts/scim-service");
const run = promisify(execFile);

const rule = z.object({ alert: z.string(), expr: z.string(), annotations: z.record(z.string(), z.string()) });
const manifest = z.object({ spec: z.object({ groups: z.array(z.object({ rules: z.array(rule) })) }) });
const dashboardFile = z.object({
  panels: z.array(z.object({ targets: z.array(z.object({ expr: z.string() })) })),
});
/** The names of our own metrics in PromQL. */
const METRIC = /\bscim_\w+/g;

let promtool: string;
let folder: string;
/** The expressions of the rules as Helm renders them. */
let rules: z.infer<typeof rule>[];
/** The expressions of the dashboard, with a namespace in the place of Grafana's variable. */
let dashboard: string[];

beforeAll(async () => {
  promtool = await buildPromtool();
  folder = await mkdtemp(path.join(os.tmpdir(), "entra-scim-kit-alerts-"));
  const { helm } = await kubernetesTools(cacheFolder());
  const { stdout } = await run(helm, [
    "template",
    "scim",
    CHART,
    "--namespace=prod",
    `--values=${path.join(CHART, "examples/minimal.yaml")}`,
    "--set=metrics.prometheusRule.enabled=true",
    "--show-only=templates/prometheusrule.yaml",
  ]);
  const { spec } = z.looseObject({ spec: z.unknown() }).parse(parse(stdout));
  rules = manifest.parse({ spec }).spec.groups.flatMap((group) => group.rules);
  await writeFile(path.join(folder, "rules.json"), JSON.stringify(spec));
  const text = await readFile(path.join(CHART, "dashboards/scim-service.json"), "utf8");
  dashboard = dashboardFile
    .parse(JSON.parse(text))
    .panels.flatMap(({ targets }) => targets.map(({ expr }) => expr.replaceAll("$namespace", "prod")));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs promtool's unit tests; its output is what it prints of failures. */
async function testRules(name: string, tests: readonly object[]): Promise<string> {
  const file = path.join(folder, `${name}.json`);
  await writeFile(file, JSON.stringify({ rule_files: ["rules.json"], evaluation_interval: "1m", tests }));
  return (await run(promtool, ["test", "rules", file])).stdout;
}

/** promtool's unit test of a case; it compares the texts, too. */
function unitTest({ alert, series, at, firing }: AlertCase): object {
  const annotations = rules.find((each) => each.alert === alert)?.annotations ?? {};
  return {
    interval: "1m",
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    alert_rule_test: [
      {
        eval_time: at,
        alertname: alert,
        exp_alerts: firing.map((labels) => ({
          exp_labels: labels,
          exp_annotations: Object.fromEntries(
            Object.entries(annotations).map(([name, text]) => [name, withLabels(text, labels)]),
          ),
        })),
      },
    ],
  };
}

const withLabels = (text: string, labels: AlertCase["firing"][number]) =>
  text.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_, label: string) => labels[label] ?? "");

describe("the alerts", () => {
  it("are rules that Prometheus reads, without a warning", async () => {
    const { stdout } = await run(promtool, [
      "check",
      "rules",
      "--lint=all",
      "--lint-fatal",
      path.join(folder, "rules.json"),
    ]);
    expect(stdout).toContain(`SUCCESS: ${rules.length} rules found`);
  });

  it("are each tested to fire and not to fire", () => {
    for (const { alert } of rules) {
      const outcomes = ALERT_CASES.filter((test) => test.alert === alert).map(
        ({ firing }) => firing.length > 0,
      );
      expect(new Set(outcomes), alert).toStrictEqual(new Set([true, false]));
    }
  });

  it.each(ALERT_CASES)("$alert: $when", async (test) => {
    expect(await testRules("unit", [unitTest(test)])).toContain("SUCCESS");
  });

  it("would fail the test if they did not fire", async () => {
    const fires = ALERT_CASES.find(({ firing }) => firing.length > 0);
    const never = { ...fires, series: { 'up{job="other"}': "1x60" } } as AlertCase;
    await expect(testRules("never", [unitTest(never)])).rejects.toMatchObject({ code: 1 });
  });
});

describe("the dashboard", () => {
  it("has expressions that Prometheus reads", async () => {
    const records = dashboard.map((expr, index) => ({ record: `panel:${index}`, expr }));
    const file = path.join(folder, "dashboard.json");
    await writeFile(file, JSON.stringify({ groups: [{ name: "dashboard", rules: records }] }));
    const { stdout } = await run(promtool, ["check", "rules", file]);
    expect(stdout).toContain(`SUCCESS: ${dashboard.length} rules found`);
  });
});

describe("the service", () => {
  let database: OwnDatabase;
  let service: ServiceProcess;
  beforeAll(async () => {
    database = await createDatabase(inject("postgresUrl"), "alerts");
    service = await startScimService({ databaseUrl: database.url });
  });
  afterAll(async () => {
    await service?.end("SIGTERM");
    await database?.drop();
  });

  it("exports every metric that the alerts and the dashboard name", async () => {
    const exported = new Set((await scrape()).matchAll(/^# TYPE (\w+)/gm).map(([, name]) => name));
    const named = [...rules.map(({ expr }) => expr), ...dashboard].flatMap(
      (expr) => expr.match(METRIC) ?? [],
    );
    expect(named.length).toBeGreaterThan(10);
    for (const name of named) expect(exported).toContain(name.replace(/_bucket$/, ""));
  });

  it("has names of operations that the alerts know, and a probe is none of them", async () => {
    const { token } = await issueToken(service, "contoso");
    const headers = { authorization: `Bearer ${token}` };
    for (const resource of ["Users", "Groups", "ServiceProviderConfig", "Schemas", "ResourceTypes", ""]) {
      expect((await fetch(`${service.scimUrl}/${resource}`, { headers })).status).toBe(200);
    }
    const operations = new Set(
      (await scrape())
        .matchAll(/^scim_requests_total\{operation="([^"]+)"/gm)
        .map(([, name]) => String(name)),
    );
    const [, pattern] = /operation=~"([^"]+)"/.exec(rules[0]?.expr ?? "") ?? [];
    const known = new RegExp(`^(?:${pattern})$`);
    const of = (matches: boolean) =>
      [...operations].filter((name) => known.test(name) === matches).toSorted();
    expect(of(true)).toStrictEqual(["Group.list", "User.list", "config", "list", "resourceTypes", "schemas"]);
    expect(of(false)).toStrictEqual(["admin.issueToken", "admin.putTenant", "metrics", "ready"]);
  });

  const scrape = async () => (await fetch(`${service.origin}/metrics`)).text();
});
