import { createLogUpdate } from "log-update";
import pc from "picocolors";
import type { Customer } from "../customers/customer.ts";
import type { OnProgress, Progress } from "../jobs/watch.ts";
import type { Result, State } from "../operations/result.ts";

/** Where a person or a pipeline sees how far a command is. */
export interface View extends Disposable {
  readonly onProgress: OnProgress;
}

/** Running customers that fit on a screen. */
const ROWS = 16;

/** A live table on a terminal; elsewhere one JSON object a line for each change. */
export function openView(customers: readonly Customer[], stream: NodeJS.WriteStream = process.stdout): View {
  return stream.isTTY ? liveTable(customers, stream) : jsonLines(stream);
}

/** One JSON object a line for each change: what a pipeline reads, and a worker's log. */
export function jsonLines(stream: NodeJS.WriteStream = process.stdout): View {
  const onProgress: OnProgress = (customer, progress) => {
    if (progress.state === "waiting") return;
    const { state, ...rest } = progress;
    stream.write(
      `${JSON.stringify({ time: new Date().toISOString(), customer, progress: state, ...rest })}\n`,
    );
  };
  return { onProgress, [Symbol.dispose]: () => {} };
}

function liveTable(customers: readonly Customer[], stream: NodeJS.WriteStream): View {
  const width = Math.max(...customers.map(({ name }) => name.length));
  const rings = new Map(customers.map(({ name, ring }) => [name, ring]));
  const all = new Map<string, Progress>(customers.map(({ name }) => [name, { state: "waiting" }]));
  const live = createLogUpdate(stream);
  const render = () => {
    const running = [...all].flatMap(([name, progress]) => {
      if (progress.state !== "running" && progress.state !== "retrying") return [];
      const seconds = Math.floor((Date.now() - progress.since.getTime()) / 1000);
      const attempt = progress.attempt > 1 ? `, attempt ${progress.attempt}` : "";
      return [`${pc.cyan("…")} ${name.padEnd(width)}  ${rings.get(name) ?? ""}  ${seconds} s${attempt}`];
    });
    const done = [...all.values()].filter(({ state }) => state === "done").length;
    const more = running.length > ROWS ? [`  and ${running.length - ROWS} more`] : [];
    live([...running.slice(0, ROWS), ...more, pc.dim(`${done} of ${all.size} done`)].join("\n"));
  };
  const clock = setInterval(render, 1_000);
  return {
    onProgress(name, progress) {
      all.set(name, progress);
      if (progress.state === "done") {
        live.clear();
        stream.write(`${lineOf(name.padEnd(width), progress.result)}\n`);
      }
      render();
    },
    [Symbol.dispose]() {
      clearInterval(clock);
      live.clear();
    },
  };
}

/** One line about what became of a customer. */
export function lineOf(name: string, { state, seconds, changes, failure, drift }: Result): string {
  const counts = Object.entries(changes).map(([op, count]) => `${count} to ${op}`);
  const why =
    failure?.message.split("\n")[0] ?? (drift.length > 0 ? `${drift.length} items` : counts.join(", "));
  return `${mark(state)} ${name}  ${state}  ${seconds.toFixed(1)} s  ${pc.dim(why)}`.trimEnd();
}

function mark(state: State): string {
  switch (state) {
    case "failed":
    case "quarantined":
      return pc.red("✗");
    case "drifted":
    case "skipped":
      return pc.yellow("!");
    default:
      return pc.green("✓");
  }
}
