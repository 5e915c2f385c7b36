import { loggedOperations } from "./logged.ts";
import { LOOK_UPS } from "./look-ups.ts";
import { initialCycle, memberRowName, userOperations } from "./operations.ts";
import { type BenchOptions, connectionsAt, groupUsers, MIX_CONNECTIONS, type Part } from "./options.ts";

/** The title of a row; each is there once. */
export function rowTitle(operation: string, users: number, connections: number): string {
  return `${operation}, ${users.toLocaleString("en")} users, ${connections} ${connections === 1 ? "connection" : "connections"}`;
}

/** The title of what is one figure for a number of users. */
export function sizeTitle(what: string, users: number): string {
  return `${what}, ${users.toLocaleString("en")} users`;
}

/** Parts that are measured at each number of users. */
const SIZED: readonly Part[] = ["users", "search", "mix", "pages"];

/** Whether service and ceiling run at this number of users at all. */
export function isMeasuredAt(options: BenchOptions, users: number): boolean {
  const parts: readonly Part[] = users === groupUsers(options) ? [...SIZED, "groups", "parallel"] : SIZED;
  return parts.some((part) => options.parts.has(part));
}

/** Titles of everything that a run measures, in its order. */
export function plan(options: BenchOptions): string[] {
  const { parts } = options;
  const when = (part: Part, titles: readonly string[]) => (parts.has(part) ? titles : []);
  return [
    ...options.users
      .filter((users) => isMeasuredAt(options, users))
      .flatMap((users) => sized(options, users)),
    ...when(
      "logs",
      loggedOperations(options).map(({ title }) => title),
    ),
    ...when("engine", ["engine"]),
    ...when("emulator", ["emulator"]),
    ...when("fleet", ["fleet"]),
    ...when("up", ["up"]),
  ];
}

function sized(options: BenchOptions, users: number): string[] {
  const { parts } = options;
  const rows = (operations: readonly string[], connections = connectionsAt(options, users)) =>
    operations.flatMap((name) => connections.map((each) => rowTitle(name, users, each)));
  const titles = [sizeTitle("database", users)];
  if (parts.has("users")) titles.push(...rows(userOperations(users).map(({ name }) => name)));
  if (parts.has("search")) titles.push(...Object.keys(LOOK_UPS).map((name) => sizeTitle(name, users)));
  if (parts.has("mix")) titles.push(...rows([initialCycle("").name], [MIX_CONNECTIONS]));
  if (parts.has("pages")) titles.push(sizeTitle("pages", users));
  if (users === groupUsers(options)) {
    const sizes = options.groupSizes.filter((size) => size <= users);
    if (parts.has("groups"))
      titles.push(
        ...rows(sizes.flatMap((size) => [memberRowName("more", size), memberRowName("less", size)])),
      );
    if (parts.has("parallel")) titles.push("parallel");
  }
  return [...titles, sizeTitle("memory", users), sizeTitle("request log", users)];
}
