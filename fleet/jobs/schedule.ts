import type { PgBoss } from "pg-boss";
import { z } from "zod";

const SCHEDULE_QUEUE = "fleet-schedule";
const scheduled = z.object({ customers: z.string(), report: z.string().nullable() });

/** What is done at a time of day. */
export interface ScheduledDrift {
  /** Cron expression in UTC. */
  readonly cron: string;
  /** The file of customers. */
  readonly customers: string;
  /** Folder for the report; null for none. */
  readonly report: string | null;
}

/**
 * Looks for drift by a schedule. It is in the database, so that of all processes that have it one does it each time.
 *
 * @param look looks for drift at all customers of a file
 */
export async function scheduleDrift(
  boss: PgBoss,
  { cron, customers, report }: ScheduledDrift,
  look: (customers: string, report: string | null) => Promise<void>,
): Promise<void> {
  await boss.createQueue(SCHEDULE_QUEUE, { policy: "exclusive", expireInSeconds: 23 * 3600, retryLimit: 0 });
  await boss.schedule(SCHEDULE_QUEUE, cron, { customers, report });
  await boss.work(SCHEDULE_QUEUE, async ([job]) => {
    if (job === undefined) return;
    const { customers: file, report: folder } = scheduled.parse(job.data);
    await look(file, folder);
  });
}
