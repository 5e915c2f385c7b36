import { z } from "zod";
import { changeMembers, entraUser, setActive } from "../support/entra-requests.ts";
import { expectAnswer, type Exchange, type LoadGenerator } from "./load.ts";
import { seededId } from "./seeded-user.ts";

/** What both programs are asked, in the same order and with the same ids. */
export interface Operation {
  readonly name: string;
  /** The share of the ceiling's requests a second that is the aim, with company; see {@link goalOf}. */
  readonly goal: number;
  /** The request with this number; undefined once there are no more. */
  exchange(number: number): Exchange | undefined;
  /** Makes what the requests need, before the first slice. */
  prepare?(generator: LoadGenerator): Promise<void>;
  /** Undoes the first `count` requests after a slice, outside the measured time, where they would change what the next measures. */
  restore?(generator: LoadGenerator, count: number): Promise<void>;
}

/** The aim where a request has no company, whatever it asks. */
const GOAL_ALONE = 0.8;

/** The share of the ceiling's requests a second that is the aim with so many connections. */
export function goalOf({ goal }: Pick<Operation, "goal">, connections: number): number {
  return connections === 1 ? GOAL_ALONE : goal;
}

const BASE = "/scim/v2";
const MEMBERS_A_REQUEST = 5_000;
/** A prime, so that neighbouring requests hit rows far apart and a pass over all users repeats none. */
const STRIDE = 7_919;

/** Numbers of users whom the operations make, beyond those of all seeded ones. */
const CREATED = 10_000_000;
const MIXED = 20_000_000;

/** A user to ask for with this request, so that requests are spread over all of them. */
export function spread(request: number, users: number): number {
  return (request * STRIDE) % users;
}

/** The four operations on users, of whom there are so many. The last one adds to them. */
export function userOperations(users: number): Operation[] {
  const idAt = (number: number): string => seededId(spread(number, users));
  return [
    {
      name: "GET /Users?filter=userName eq",
      goal: 1,
      exchange: (number) => lookUp(`userName eq "${entraUser(spread(number, users)).userName}"`),
    },
    {
      name: "GET /Users/{id}",
      goal: 1,
      exchange: (number) => ({ method: "GET", path: `${BASE}/Users/${idAt(number)}`, expected: [200] }),
    },
    {
      name: "PATCH /Users/{id} active",
      goal: 0.8,
      exchange: (number) => ({
        method: "PATCH",
        path: `${BASE}/Users/${idAt(number)}`,
        body: JSON.stringify(setActive(Math.floor(number / users) % 2 === 1)),
        expected: [200, 204],
      }),
    },
    {
      name: "POST /Users",
      goal: 0.8,
      exchange: (number) => ({
        method: "POST",
        path: `${BASE}/Users`,
        body: JSON.stringify(entraUser(CREATED + number)),
        expected: [201],
      }),
    },
  ];
}

/** A search for users by a filter. */
export function lookUp(filter: string): Exchange {
  const encoded = encodeURIComponent(filter).replaceAll("%20", "+");
  return { method: "GET", path: `${BASE}/Users?filter=${encoded}`, expected: [200] };
}

const created = z.object({ id: z.string() });

/** What Entra asks in an initial cycle for each person: are they there, create them, put them into their group. */
export function initialCycle(groupId: string): Operation {
  return {
    name: "initial cycle: look-up, creation, one member more",
    goal: 0.75,
    exchange: (number) => {
      const user = entraUser(MIXED + number);
      const create: Exchange = {
        method: "POST",
        path: `${BASE}/Users`,
        body: JSON.stringify(user),
        expected: [201],
        next: (body) => membersExchange("Add", groupId, [created.parse(JSON.parse(body)).id]),
      };
      return { ...lookUp(`userName eq "${user.userName}"`), next: () => create };
    },
  };
}

/** The name of a row about a group of so many members. */
export function memberRowName(change: "more" | "less", size: number): string {
  return `PATCH /Groups/{id} one member ${change}, at ${size.toLocaleString("en")}`;
}

/** One member more, of a group that holds `size` others at the beginning of each slice. */
export function memberAddition(size: number, groupId: string, newcomerIds: readonly string[]): Operation {
  return {
    name: memberRowName("more", size),
    goal: 0.75,
    exchange: (number) => {
      const id = newcomerIds[number];
      return id === undefined ? undefined : membersExchange("Add", groupId, [id]);
    },
    restore: async (generator, count) => {
      for (const exchange of memberExchanges("Remove", groupId, newcomerIds.slice(0, count)))
        await expectAnswer(generator, exchange);
    },
  };
}

/** One member less, of a group that holds `size` others and the newcomers at the beginning of each slice. */
export function memberRemoval(size: number, groupId: string, newcomerIds: readonly string[]): Operation {
  const add = async (generator: LoadGenerator, ids: readonly string[]): Promise<void> => {
    for (const exchange of memberExchanges("Add", groupId, ids)) await expectAnswer(generator, exchange);
  };
  return {
    name: memberRowName("less", size),
    goal: 0.75,
    exchange: (number) => {
      const id = newcomerIds[number];
      return id === undefined ? undefined : membersExchange("Remove", groupId, [id]);
    },
    prepare: (generator) => add(generator, newcomerIds),
    restore: (generator, count) => add(generator, newcomerIds.slice(0, count)),
  };
}

/** A change of many members, in requests that stay below the service's body limit. */
export function memberExchanges(
  op: "Add" | "Remove",
  groupId: string,
  userIds: readonly string[],
): Exchange[] {
  const requests = Math.ceil(userIds.length / MEMBERS_A_REQUEST);
  return Array.from({ length: requests }, (_, request) =>
    membersExchange(
      op,
      groupId,
      userIds.slice(request * MEMBERS_A_REQUEST, (request + 1) * MEMBERS_A_REQUEST),
    ),
  );
}

function membersExchange(op: "Add" | "Remove", groupId: string, userIds: readonly string[]): Exchange {
  return {
    method: "PATCH",
    path: `${BASE}/Groups/${groupId}`,
    body: JSON.stringify(changeMembers(op, userIds)),
    expected: [200, 204],
  };
}
