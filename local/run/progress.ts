import pc from "picocolors";
import { kindOf, labelOf, type ResourceStep, type StackEvent } from "../../infra/stack/engine/events.ts";
import type { Step } from "../terminal.ts";
import type { ProcessRecord } from "./processes.ts";

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
export function showEvents(step: Step, processes: ProcessRecord): (event: StackEvent) => void {
  return (event) => {
    switch (event.kind) {
      case "engine":
        void processes.add("the Pulumi engine", event.pid);
        break;
      case "started":
        if (isChange(event.step)) step.note(`${event.step.op} ${describe(event.step)}`);
        break;
      case "finished":
        if (isChange(event.step))
          step.log(`${SIGNS[event.step.op] ?? event.step.op} ${describe(event.step)}`);
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

function describe(step: ResourceStep): string {
  return `${kindOf(step.type)} ${pc.dim(labelOf(step))}`;
}

/** Whether something happens to a resource; components, providers and the stack itself make nothing by themselves. */
export function isChange({ op, type }: ResourceStep): boolean {
  return op !== "same" && !type.startsWith("pulumi:") && !type.startsWith("entra-scim:");
}
