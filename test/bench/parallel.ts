import { z } from "zod";
import { expectAnswer } from "./load.ts";
import { memberExchanges } from "./operations.ts";
import type { Program } from "./programs.ts";
import { seedServiceGroup } from "./seed.ts";

/** What became of additions to one group that were all sent at the same time. */
export interface ParallelAdditions {
  readonly sent: number;
  /** Answered with anything but success. */
  readonly refused: number;
  /** Answered with success and not among the members afterwards. */
  readonly lost: number;
}

const groupWithMembers = z.object({ members: z.array(z.object({ value: z.string() })).default([]) });

/** Adds users to a new group, each in a request and on a connection of its own. */
export async function addInParallel(
  service: Program,
  userIds: readonly string[],
): Promise<ParallelAdditions> {
  const groupId = await seedServiceGroup(service.generator, "Group of parallel additions");
  const generator = service.generator.wider(userIds.length);
  const answers = await Promise.all(
    userIds.map(async (id) => {
      const [exchange] = memberExchanges("Add", groupId, [id]);
      return { id, accepted: exchange !== undefined && (await generator.send(exchange)).status < 300 };
    }),
  );
  await generator.close();
  const group = await expectAnswer(service.generator, {
    method: "GET",
    path: `/scim/v2/Groups/${groupId}`,
    expected: [200],
  });
  const members = new Set(groupWithMembers.parse(JSON.parse(group)).members.map((member) => member.value));
  const accepted = answers.filter((answer) => answer.accepted);
  return {
    sent: userIds.length,
    refused: answers.length - accepted.length,
    lost: accepted.filter((answer) => !members.has(answer.id)).length,
  };
}
