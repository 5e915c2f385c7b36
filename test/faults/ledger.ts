import { setTimeout as delay } from "node:timers/promises";
import type { z } from "zod";
import { changeMembers, entraUser, setActive } from "../support/entra-requests.ts";
import { scimGroup, scimUser } from "../support/scim-answers.ts";
import type { Answer, ScimClient } from "../support/scim-client.ts";

/** What became of one user: each step only follows once the one before was acknowledged. */
interface Entry {
  readonly id: string;
  readonly userName: string;
  membership: Step;
  deactivation: Step;
}

/** `unknown`: sent, and not acknowledged. It may have taken effect or not; both are right. */
type Step = "not sent" | "unknown" | "acknowledged";

/** Everything that a load of writes was told, for comparing with what the service holds afterwards. */
export class Ledger {
  readonly entries: Entry[] = [];
  /** Answers of 503 with a Retry-After header: the service says that it cannot now. */
  unavailable = 0;
  /** Connections that broke before an answer. */
  broken = 0;
  /** Answers that no client should see, faults or not. */
  readonly unexpected: string[] = [];

  get acknowledged(): number {
    return this.entries.reduce(
      (sum, { membership, deactivation }) =>
        sum + 1 + Number(membership === "acknowledged") + Number(deactivation === "acknowledged"),
      0,
    );
  }

  /** What the service lacks of what it acknowledged, a line each; empty when nothing was lost. */
  async lost(client: ScimClient, groupId: string): Promise<string[]> {
    const group = scimGroup.parse((await client.request("GET", `/Groups/${groupId}`)).body);
    const members = new Set(group.members.map((member) => member.value));
    const problems: string[] = [];
    const unread = this.entries.values();
    const reader = async (): Promise<void> => {
      for (const entry of unread) {
        const { status, body } = await client.request("GET", `/Users/${entry.id}`);
        if (status === 200) problems.push(...differences(entry, scimUser.parse(body), members));
        else problems.push(`${entry.userName} was created and is now answered with ${status}`);
      }
    };
    await Promise.all(Array.from({ length: READERS }, reader));
    return problems;
  }
}

/** Where a user is not as its last acknowledged steps left it. */
function differences(
  { id, userName, membership, deactivation }: Entry,
  user: z.infer<typeof scimUser>,
  members: ReadonlySet<string>,
): string[] {
  const checks: readonly (readonly [wrong: boolean, what: string])[] = [
    [user.userName !== userName, `is now called ${user.userName}`],
    [deactivation === "acknowledged" && user.active !== false, "was deactivated and is active"],
    [deactivation === "not sent" && user.active !== true, "was created active and is not"],
    [membership === "acknowledged" && !members.has(id), "was added and is no member"],
    [membership === "not sent" && members.has(id), "was never added and is a member"],
  ];
  return checks.filter(([wrong]) => wrong).map(([, what]) => `${userName} ${what}`);
}

/** A load of writes that goes on, whatever the service does, until it is stopped. */
export interface Writers {
  readonly ledger: Ledger;
  /** Lets each writer end the request it has under way. */
  stop(): Promise<void>;
}

const WRITERS = 8;
const READERS = 8;
const PAUSE_AFTER_FAILURE_MS = 25;
let lastNumber = 0;

/**
 * Each writer creates a user, adds it to the group, deactivates it, and begins again with the next.
 *
 * @param clients writers take them in turns: one a replica.
 */
export function startWriters(clients: readonly ScimClient[], groupId: string): Writers {
  const ledger = new Ledger();
  const ending = new AbortController();

  /** The answer where it is a success; everything else goes into the ledger's counts. */
  const attempt = async (send: () => Promise<Answer>): Promise<Answer | undefined> => {
    let answer: Answer;
    try {
      answer = await send();
    } catch {
      ledger.broken++;
      await delay(PAUSE_AFTER_FAILURE_MS);
      return undefined;
    }
    if (answer.status < 300) return answer;
    if (answer.status === 503 && answer.headers.has("retry-after")) ledger.unavailable++;
    else ledger.unexpected.push(`${answer.status} ${JSON.stringify(answer.body)}`);
    await delay(PAUSE_AFTER_FAILURE_MS);
    return undefined;
  };

  const writeOne = async (client: ScimClient): Promise<void> => {
    const resource = entraUser(++lastNumber);
    const created = await attempt(() => client.request("POST", "/Users", resource));
    if (!created) return;
    const { id } = scimUser.parse(created.body);
    const entry: Entry = {
      id,
      userName: resource.userName,
      membership: "not sent",
      deactivation: "not sent",
    };
    ledger.entries.push(entry);

    entry.membership = "unknown";
    if (!(await attempt(() => client.request("PATCH", `/Groups/${groupId}`, changeMembers("Add", [id])))))
      return;
    entry.membership = "acknowledged";

    entry.deactivation = "unknown";
    if (!(await attempt(() => client.request("PATCH", `/Users/${id}`, setActive(false))))) return;
    entry.deactivation = "acknowledged";
  };

  const writer = async (client: ScimClient): Promise<void> => {
    while (!ending.signal.aborted) await writeOne(client);
  };
  const running = Promise.all(
    Array.from({ length: WRITERS }, async (_, index) => {
      const client = clients[index % clients.length];
      if (client) await writer(client);
    }),
  );
  return {
    ledger,
    stop: async () => {
      ending.abort();
      await running;
    },
  };
}
