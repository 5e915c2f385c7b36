import type { EngineFigures } from "../../entra-emulator/src/engine/bench.ts";
import type { DatabaseSize } from "./database-size.ts";
import type { EmulatorFigures } from "./emulator.ts";
import type { Row } from "./figures.ts";
import type { FleetFigures } from "./fleet.ts";
import type { LookUp } from "./look-ups.ts";
import type { PageWalk } from "./pages.ts";
import type { ParallelAdditions } from "./parallel.ts";
import type { RequestLogFigures } from "./request-log.ts";
import type { StackFigures } from "./stack.ts";

/** The most resident memory of both programs under the load of one number of users, in MiB. */
export interface Memory {
  readonly users: number;
  readonly service: number;
  readonly ceiling: number;
}

/** Everything that the report is made of; what was not measured, or not yet, is not there. */
export interface Figures {
  readonly rows: Row[];
  /** The ceiling with logs, in the place of the service. */
  readonly logged: Row[];
  readonly lookUps: LookUp[];
  readonly walks: PageWalk[];
  readonly databases: DatabaseSize[];
  readonly memory: Memory[];
  readonly requestLogs: (RequestLogFigures & { readonly users: number })[];
  parallel?: ParallelAdditions;
  engine?: EngineFigures;
  emulator?: EmulatorFigures;
  fleet?: FleetFigures;
  up?: StackFigures;
}

/** Collects figures, and knows which are still missing. */
export class Results {
  readonly figures: Figures = {
    rows: [],
    logged: [],
    lookUps: [],
    walks: [],
    databases: [],
    memory: [],
    requestLogs: [],
  };
  readonly #planned: readonly string[];
  readonly #measured = new Set<string>();
  readonly #changed: () => Promise<void>;

  /**
   * @param planned titles of all that is to be measured.
   * @param changed is called after each.
   */
  constructor(planned: readonly string[], changed: () => Promise<void>) {
    this.#planned = planned;
    this.#changed = changed;
  }

  /** Takes what was measured under a title. */
  async add(title: string, take: (figures: Figures) => void): Promise<void> {
    take(this.figures);
    this.#measured.add(title);
    await this.#changed();
  }

  get measured(): readonly string[] {
    return [...this.#measured];
  }

  get missing(): readonly string[] {
    return this.#planned.filter((title) => !this.#measured.has(title));
  }
}
