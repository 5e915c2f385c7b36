import pc from "picocolors";
import type { ResourceStep, StackEvent } from "../stack/events.ts";
import type { Step } from "../terminal.ts";

const SIGNS: Readonly<Record<string, string>> = {
  create: pc.green("+"),
  update: pc.yellow("~"),
  replace: pc.magenta("±"),
  "create-replacement": pc.magenta("+"),
  "delete-replaced": pc.magenta("-"),
  delete: pc.red("-"),
  read: pc.cyan(">"),
  refresh: pc.cyan("~"),
  import: pc.green("="),
};

/** Shows the engine's events under a step: what it works on now, and a line for each change that is done. */
export function showEvents(step: Step): (event: StackEvent) => void {
  return (event) => {
    switch (event.kind) {
      case "started":
        if (event.step.op !== "same") step.note(`${event.step.op} ${describe(event.step)}`);
        break;
      case "finished":
        if (event.step.op !== "same" && !isStack(event.step)) {
          step.log(`${SIGNS[event.step.op] ?? event.step.op} ${describe(event.step)}`);
        }
        break;
      case "failed":
        step.log(`${pc.red("✗")} ${describe(event.step)}`);
        break;
      case "warning":
        step.log(`${pc.yellow("!")} ${event.text}`);
        break;
      case "error":
      case "info":
      case "outputs":
      case "summary":
        break;
    }
  };
}

/** `azuread:index/synchronizationJob:SynchronizationJob` and its name as `SynchronizationJob sightcall-job`. */
export function describe({ type, name }: ResourceStep): string {
  return `${type.slice(type.lastIndexOf(":") + 1)} ${pc.dim(name)}`;
}

function isStack({ type }: ResourceStep): boolean {
  return type === "pulumi:pulumi:Stack";
}
