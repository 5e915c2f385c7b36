import { kindOf, labelOf, type ResourceStep, type StackEvent } from "../../infra/stack/engine/events.ts";
import { isChange } from "./progress.ts";
import type { ResourceReport } from "./report.ts";

/** Notes how long the engine was at work on each resource, from its events as they come, and hands them on. */
export class ResourceTimes {
  readonly #next: (event: StackEvent) => void;
  readonly #begun: Map<string, number> = new Map();
  readonly #resources: ResourceReport[] = [];

  constructor(next: (event: StackEvent) => void) {
    this.#next = next;
  }

  readonly see = (event: StackEvent): void => {
    this.#next(event);
    if (event.kind === "started") this.#begun.set(keyOf(event.step), performance.now());
    if (event.kind !== "finished" || !isChange(event.step)) return;
    const { step } = event;
    const now = performance.now();
    this.#resources.push({
      op: step.op,
      type: kindOf(step.type),
      name: labelOf(step),
      seconds: (now - (this.#begun.get(keyOf(step)) ?? now)) / 1000,
    });
  };

  get resources(): readonly ResourceReport[] {
    return this.#resources;
  }
}

function keyOf({ op, urn }: ResourceStep): string {
  return `${op} ${urn}`;
}
