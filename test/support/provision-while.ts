import { z } from "zod";
import type { Graph } from "../../local/run/graph.ts";

const answer = z.object({ cycles: z.array(z.looseObject({ state: z.string() })) });

/** Lets the emulated Entra run cycles one after another; what each of them came to. */
export async function provisionWhile(
  graph: Graph,
  goesOn: () => boolean,
): Promise<z.output<typeof answer>["cycles"]> {
  const seen: z.output<typeof answer>["cycles"] = [];
  while (goesOn()) seen.push(...answer.parse(await graph.request("POST", "/emulator/cycles", {})).cycles);
  return seen;
}
