import { changeMembers, entraUser, setActive } from "../support/entra-requests.ts";
import { expectAnswer, type Exchange, type LoadGenerator } from "./load.ts";

/** What both programs are asked, in the same order and with the same ids. */
export interface Operation {
  readonly name: string;
  /** The share of the ceiling's requests a second that is the aim. */
  readonly goal: number;
  /** The request with this number; undefined once there are no more. */
  exchange(number: number): Exchange | undefined;
  /** Makes what the requests need, before the first slice. */
  prepare?(generator: LoadGenerator): Promise<void>;
  /** Undoes the first `count` requests after a slice, outside the measured time, where they would change what the next measures. */
  restore?(generator: LoadGenerator, count: number): Promise<void>;
}

const BASE = "/scim/v2";
const MEMBERS_A_REQUEST = 5_000;
/** A prime, so that neighbouring requests hit rows far apart and a pass over all users repeats none. */
const STRIDE = 7_919;

/** The four operations on users, of which `userIds` are all. The last one adds to them. */
export function userOperations(userIds: readonly string[]): Operation[] {
  const index = (number: number): number => (number * STRIDE) % userIds.length;
  const idAt = (number: number): string => userIds[index(number)] ?? "";
  return [
    {
      name: "GET /Users?filter=userName eq",
      goal: 0.8,
      exchange: (number) => {
        const { userName } = entraUser(index(number));
        const filter = encodeURIComponent(`userName eq "${userName}"`).replaceAll("%20", "+");
        return { method: "GET", path: `${BASE}/Users?filter=${filter}`, expected: [200] };
      },
    },
    {
      name: "GET /Users/{id}",
      goal: 0.9,
      exchange: (number) => ({ method: "GET", path: `${BASE}/Users/${idAt(number)}`, expected: [200] }),
    },
    {
      name: "PATCH /Users/{id} active",
      goal: 0.6,
      exchange: (number) => ({
        method: "PATCH",
        path: `${BASE}/Users/${idAt(number)}`,
        body: JSON.stringify(setActive(Math.floor(number / userIds.length) % 2 === 1)),
        expected: [200, 204],
      }),
    },
    {
      name: "POST /Users",
      goal: 0.6,
      exchange: (number) => ({
        method: "POST",
        path: `${BASE}/Users`,
        body: JSON.stringify(entraUser(10_000_000 + number)),
        expected: [201],
      }),
    },
  ];
}

/** One member more, of a group that holds `size` others at the beginning of each slice. */
export function memberAddition(size: number, groupId: string, newcomerIds: readonly string[]): Operation {
  return {
    name: `PATCH /Groups/{id} one member more, at ${size.toLocaleString("en")}`,
    goal: 0.6,
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
    name: `PATCH /Groups/{id} one member less, at ${size.toLocaleString("en")}`,
    goal: 0.6,
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
