/** Groups of rows, in the order in which they are measured; `--only` chooses among them. */
export const PARTS = [
  "users",
  "search",
  "mix",
  "pages",
  "groups",
  "parallel",
  "logs",
  "engine",
  "emulator",
  "fleet",
  "up",
] as const;

/** A group of rows. */
export type Part = (typeof PARTS)[number];

/** How much is measured, and for how long. */
export interface BenchOptions {
  readonly parts: ReadonlySet<Part>;
  /** Numbers of users, ascending; groups are measured at one of them, see {@link groupUsers}. */
  readonly users: readonly number[];
  /** Members that a group has before the additions; those above the number of users are left out. */
  readonly groupSizes: readonly number[];
  /** Users beside those, who are added to the groups; a slice ends when all have been. */
  readonly newcomers: number;
  /** Numbers of connections that drive each operation. */
  readonly connections: readonly number[];
  /** Slices of each program an operation, service and ceiling in turns. */
  readonly rounds: number;
  readonly sliceMilliseconds: number;
  readonly warmUpMilliseconds: number;
  /** People whom the emulator's engine provisions into its stub. */
  readonly enginePeople: number;
  /** People whom the emulator provisions into the service. */
  readonly emulatorPeople: number;
  /** Customers of the fleet, {@link FEW_CUSTOMERS} of them first. */
  readonly customers: number;
}

/** Some minutes less than half an hour. */
export const FULL: BenchOptions = {
  parts: new Set(PARTS),
  users: [1_000, 100_000],
  groupSizes: [0, 1_000, 100_000],
  newcomers: 20_000,
  connections: [10, 1],
  rounds: 5,
  sliceMilliseconds: 2_000,
  warmUpMilliseconds: 1_000,
  enginePeople: 5_000,
  emulatorPeople: 100_000,
  customers: 50,
};

/** For a first look, not for publishing. */
export const QUICK: BenchOptions = {
  ...FULL,
  users: [1_000],
  newcomers: 10_000,
  rounds: 2,
  sliceMilliseconds: 1_000,
  enginePeople: 2_000,
  emulatorPeople: 2_000,
  customers: 6,
};

/** A fleet of so many shows what its process takes before there are more. */
export const FEW_CUSTOMERS = 5;

/** Connections that Entra is assumed to have: five requests at once. */
export const MIX_CONNECTIONS = 5;

/** A million users are measured for what changes with their number; one connection and groups are not among it. */
const MANY_USERS = 100_000;

/** The number of users at which groups are measured: the largest that is not among the many. */
export function groupUsers({ users }: BenchOptions): number {
  return users.findLast((each) => each <= MANY_USERS) ?? users[0] ?? 0;
}

/** Numbers of connections at a number of users. */
export function connectionsAt({ connections }: BenchOptions, users: number): readonly number[] {
  return users > MANY_USERS ? [Math.max(...connections)] : connections;
}
