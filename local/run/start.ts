import { setTimeout as delay } from "node:timers/promises";
import { check } from "./check/check.ts";
import { LeftBehind } from "./check/left-behind.ts";
import { readScim } from "./check/scim.ts";
import { constantAttributes } from "./config.ts";
import { type Cycle, runCycle } from "./cycles.ts";
import { type DayEvent, liveOneDay } from "./day.ts";
import { describeDirectory } from "./directory.ts";
import { LocalRunError } from "./error.ts";
import type { RunOptions } from "./options.ts";
import { runPage } from "./page.ts";
import { showEvents } from "./progress.ts";
import { writeReports } from "./report-files.ts";
import type { RunReport } from "./report.ts";
import { ResourceTimes } from "./resource-times.ts";
import { openSession, type Session, type Surroundings } from "./session.ts";
import { keptUp, summary } from "./summary.ts";
import { keptTenant, readTenant, scopeOf } from "./tenant.ts";

/**
 * `npm start`: deploys, provisions, lets a day pass, provisions again and checks.
 *
 * @returns whether the check has passed
 */
export async function start(options: RunOptions, surroundings: Surroundings): Promise<boolean> {
  const startedAt = new Date();
  const { terminal, signal, processes } = surroundings;
  const session = await openSession(options, surroundings);
  const { stack, graph, service, emulator, engine } = session;
  await refuseForeignUsers(session);

  const upStep = terminal.step("pulumi up");
  const times = new ResourceTimes(showEvents(upStep, processes));
  const up = await stack.up(times.see, signal).catch((error: unknown) => {
    upStep.failed();
    throw error;
  });
  upStep.done();

  const leftBehind = new LeftBehind(session.folder.leftBehind);
  const before = await readScim(service.url, service.token);
  const cycles: Cycle[] = [await cycle("Entra's provisioning cycle")];
  await leftBehind.note(await readTenant(graph), before);
  const day: DayEvent[] = [];
  if (options.day) {
    const dayStep = terminal.step("A day in the life of the directory");
    day.push(...(await liveOneDay(graph, await keptTenant(session.folder.before))));
    dayStep.done();
    cycles.push(await cycle("Entra's next provisioning cycle"));
  }

  const checkStep = terminal.step("Reading everything back and comparing it with the directory");
  const tenant = await readTenant(graph);
  const scope = scopeOf(tenant);
  const content = await readScim(service.url, service.token);
  const result = check(tenant, scope, content, constantAttributes(), await leftBehind.read(tenant));
  if (result.passed) checkStep.done();
  else checkStep.failed();

  const report: RunReport = {
    startedAt: startedAt.toISOString(),
    seconds: (Date.now() - startedAt.getTime()) / 1000,
    engine: { version: engine.version, origin: engine.origin },
    plugins: options.plugins,
    database: session.database,
    directory: {
      source: describeDirectory(options.directory),
      people: tenant.users.length,
      groups: tenant.groups.length,
    },
    tenantUrl: service.url,
    up: { seconds: up.seconds, changes: up.changes, resources: times.resources, outputs: up.outputs },
    cycles,
    day,
    check: result,
  };
  console.log(summary(report));
  await writeReports(options, report, () => runPage(report));
  if (options.keep) {
    console.log(keptUp(report, service, emulator.origin, emulator.caCertificateFile));
    await untilInterrupted(signal);
  }
  return result.passed;

  async function cycle(title: string): Promise<Cycle> {
    const step = terminal.step(title);
    try {
      const ran = await runCycle(graph);
      step.done();
      return ran;
    } catch (error) {
      step.failed();
      throw error;
    }
  }
}

/**
 * A database that holds the users of something else cannot pass the check, and is not ours to empty.
 *
 * @throws {LocalRunError} when nothing is deployed, but the service holds users whom the directory does not have
 */
async function refuseForeignUsers({ graph, service, database }: Session): Promise<void> {
  const { jobs, users } = await readTenant(graph);
  if (jobs.length > 0) return;
  const known = new Set(users.map((user) => user.id));
  const content = await readScim(service.url, service.token);
  const foreign = content.users.filter(({ externalId = "" }) => !known.has(externalId));
  if (foreign.length === 0) return;
  throw new LocalRunError(
    `The database (${database}) holds ${foreign.length} users who are not of this directory, such as ` +
      `${foreign[0]?.userName}.\nName an empty one in DATABASE_URL, or unset it to use the embedded PostgreSQL.`,
  );
}

async function untilInterrupted(signal: AbortSignal): Promise<never> {
  await delay(2 ** 31 - 1, undefined, { signal }).catch(() => {});
  signal.throwIfAborted();
  return untilInterrupted(signal);
}
