import type { Database, Queries } from "../src/store/database.ts";
import { runSingle } from "../src/store/batch.ts";

/** PostgreSQL's plans, as text, of the statements that some work sends: those for any values, made once and kept. */
export async function plansOf(
  database: Database,
  work: (queries: Queries) => Promise<unknown>,
): Promise<readonly string[]> {
  const plans: string[] = [];
  const explaining: Queries = {
    async query({ text }, values) {
      const nulls = values.map(() => "null").join();
      await database.transaction(1, async (queries) => {
        await queries.query({ text: `prepare explained as ${text}` }, []);
        const explain = { text: `explain execute explained (${nulls})` };
        const rows = await queries.query<{ "QUERY PLAN": string }>(explain, []);
        await queries.query({ text: "deallocate explained" }, []);
        plans.push(rows.map((row) => row["QUERY PLAN"]).join("\n"));
      });
      return [];
    },
    batch: (batched, tenant, item) => runSingle(batched, explaining, tenant, item),
    limited: (_tenant, limited) => limited(),
  };
  await work(explaining);
  return plans;
}
