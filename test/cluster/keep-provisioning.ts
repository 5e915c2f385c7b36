import { z } from "zod";
import { runCycle } from "../../local/run/cycles.ts";
import type { SelfHosted } from "./self-hosted.ts";

const userList = z.object({ value: z.array(z.object({ id: z.string() })) });

/** Entra at work: somebody changes, a cycle runs, again and again. */
export interface Provisioning {
  /**
   * Waits for the cycle that runs.
   *
   * @returns the number of cycles.
   * @throws what a cycle failed with: an object that was refused, or a job in quarantine.
   */
  stop(): Promise<number>;
}

/** Changes every user's title before each cycle, so that each cycle writes. */
export function keepProvisioning({ graph }: SelfHosted): Provisioning {
  let cycles = 0;
  const stopping = new AbortController();
  const running = (async () => {
    const { value: users } = userList.parse(await graph.request("GET", "/v1.0/users?$top=20&$select=id"));
    while (!stopping.signal.aborted) {
      for (const { id } of users) {
        await graph.request("PATCH", `/v1.0/users/${id}`, { jobTitle: `Title ${cycles}` });
      }
      await runCycle(graph);
      cycles++;
    }
  })();
  // The failure is the caller's, at stop; until then it must not end the process.
  running.catch(() => undefined);
  return {
    async stop() {
      stopping.abort();
      await running;
      return cycles;
    },
  };
}
