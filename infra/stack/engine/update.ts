import { nameOf, parseEvent, type ResourceStep, type StackEvent } from "./events.ts";

/** How an `up`, `preview` or `destroy` went, as its events tell. */
export interface Update {
  /** Resources by operation: `create`, `update`, `replace`, `delete`, `same`. */
  readonly changes: Readonly<Record<string, number>>;
  /** Finished operations in their order. */
  readonly steps: readonly ResourceStep[];
  /** The stack's outputs; secrets are `[secret]`. */
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly warnings: readonly string[];
  readonly errors: readonly string[];
}

/** What the engine says when it has said why already. */
const ENDING = /^(preview|update|destroy) failed$/;

/** Gathers an update from the lines of `pulumi up --json`. */
export class UpdateReader {
  #changes: Update["changes"] = {};
  #outputs: Update["outputs"] = {};
  readonly #steps: ResourceStep[] = [];
  readonly #warnings: string[] = [];
  readonly #errors: string[] = [];

  /** Reads a line; answers what it tells. Lines that are no event tell nothing. */
  read(line: string): StackEvent[] {
    if (!line.startsWith("{")) return [];
    const events = parseEvent(line);
    for (const event of events) {
      if (event.kind === "finished") this.#steps.push(event.step);
      else if (event.kind === "error") this.#errors.push(said(event));
      else if (event.kind === "warning") this.#warnings.push(said(event));
      else if (event.kind === "outputs") this.#outputs = event.outputs;
      else if (event.kind === "summary") this.#changes = event.changes;
    }
    return events;
  }

  /** What was told so far; an error that came twice is there once. */
  get update(): Update {
    const errors = [...new Set(this.#errors)];
    const told = errors.filter((text) => !ENDING.test(text));
    return {
      changes: this.#changes,
      steps: this.#steps,
      outputs: this.#outputs,
      warnings: this.#warnings,
      errors: told.length > 0 ? told : errors,
    };
  }
}

function said({ text, urn }: { text: string; urn: string }): string {
  return urn === "" || urn.includes("pulumi:pulumi:Stack") ? text : `${nameOf(urn)}: ${text}`;
}
