import { type BenchOptions, connectionsAt, groupUsers, type Part, PARTS } from "./options.ts";
import { loggedOperations } from "./logged.ts";
import { isMeasuredAt } from "./plan.ts";

const ABOUT: Readonly<Record<Part, string>> = {
  users: "look-ups by userName and id, PATCH active and POST, at each number of users",
  search: "look-ups by e-mail and displayName, at each number of users",
  mix: "what Entra sends in an initial cycle, five at once, at each number of users",
  pages: "a walk through all users by cursor, at each number of users",
  groups: "one member more and one less, at 0 to 100,000 members",
  parallel: "200 additions to one group at once",
  logs: "the ceiling, once it writes the logs that the service writes",
  engine: "the emulator's engine into a stub",
  emulator: "an initial cycle of the emulator into the service: a company of 100,000",
  fleet: "`fleet up` over customers with nothing to change",
  up: "`pulumi up`, the first and with nothing to change",
};

/** Seconds that it took on two cores at 2.5 GHz. */
const SECONDS = {
  start: 5,
  seedingAUser: 0.000_12,
  lookUps: 8,
  pagesAUser: 0.000_1,
  restoringARow: 6,
  parallel: 1,
  engine: 5,
  emulatorAPerson: 0.002,
  customer: 5,
  up: 90,
};

/** Seconds that one part takes without what its programs need to start. */
function secondsOf(part: Part, options: BenchOptions): number {
  const row = (2 * (options.warmUpMilliseconds + options.rounds * options.sliceMilliseconds)) / 1_000;
  const atEach = (of: (users: number) => number) => options.users.reduce((sum, users) => sum + of(users), 0);
  const sizes = options.groupSizes.filter((size) => size <= groupUsers(options)).length;
  const of: Readonly<Record<Part, () => number>> = {
    users: () => atEach((users) => 4 * connectionsAt(options, users).length * row),
    search: () => atEach(() => SECONDS.lookUps),
    mix: () => atEach(() => row),
    pages: () => atEach((users) => users * SECONDS.pagesAUser),
    groups: () => 2 * sizes * options.connections.length * (row + SECONDS.restoringARow),
    parallel: () => SECONDS.parallel,
    logs: () => loggedOperations(options).length * row,
    engine: () => SECONDS.engine,
    emulator: () => options.emulatorPeople * SECONDS.emulatorAPerson,
    fleet: () => options.customers * SECONDS.customer,
    up: () => SECONDS.up,
  };
  return of[part]();
}

/** Minutes that a run takes. */
export function minutes(options: BenchOptions): number {
  const seeding = options.users
    .filter((users) => isMeasuredAt(options, users))
    .reduce((sum, users) => sum + SECONDS.start + users * SECONDS.seedingAUser, 0);
  return [...options.parts].reduce((sum, part) => sum + secondsOf(part, options), seeding) / 60;
}

/** A line for each part: what it is, and the minutes that it takes. */
export function partLines(options: BenchOptions): string[] {
  return PARTS.map((part) => {
    const takes = (secondsOf(part, options) / 60).toFixed(1);
    return `  ${part.padEnd(10)}${takes.padStart(5)}  ${ABOUT[part]}`;
  });
}
