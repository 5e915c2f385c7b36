import { readFile } from "node:fs/promises";
import { kindOf } from "../../infra/stack/engine/events.ts";
import { tracesOf } from "./compare-tenant.ts";
import type { RunOptions } from "./options.ts";
import { destroyPage } from "./page.ts";
import { showEvents } from "./progress.ts";
import { writeReports } from "./report-files.ts";
import type { DestroyReport } from "./report.ts";
import { ResourceTimes } from "./resource-times.ts";
import { openSession, type Surroundings } from "./session.ts";
import { destroySummary } from "./summary.ts";
import { readWholeTenant } from "./tenant.ts";
import { undoneInReverse } from "./undone.ts";

/**
 * `npm start -- --destroy`: takes the stack down and looks at what is left.
 *
 * @returns whether it went in the reverse order and has left no trace in the tenant
 */
export async function destroy(options: RunOptions, surroundings: Surroundings): Promise<boolean> {
  const startedAt = new Date();
  const { terminal, signal, processes } = surroundings;
  const { stack, graph, folder } = await openSession(options, surroundings);
  const beforeDestroy = await readWholeTenant(graph);

  const step = terminal.step("pulumi destroy");
  const times = new ResourceTimes(showEvents(step, processes));
  const update = await stack.destroy(times.see, signal).catch((error: unknown) => {
    step.failed();
    throw error;
  });
  step.done();

  const beforeUp: unknown = JSON.parse(await readFile(folder.before, "utf8"));
  const { steps, inReverse } = undoneInReverse(update.steps);
  const report: DestroyReport = {
    startedAt: startedAt.toISOString(),
    seconds: (Date.now() - startedAt.getTime()) / 1000,
    destroy: {
      seconds: update.seconds,
      changes: update.changes,
      resources: times.resources,
      outputs: update.outputs,
    },
    undone: steps.map(({ type }) => kindOf(type)),
    inReverse,
    traces: tracesOf(beforeUp, beforeDestroy, await readWholeTenant(graph)),
  };
  console.log(destroySummary(report));
  await writeReports(options, report, () => destroyPage(report));
  return report.inReverse && report.traces.length === 0;
}
