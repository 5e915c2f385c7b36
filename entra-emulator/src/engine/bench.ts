import { randomUUID } from "node:crypto";
import type { CycleReport } from "./report.ts";
import { ScimStub } from "./testing/scim-stub.ts";
import { TestTenant } from "./testing/tenant.ts";

/** How fast the engine is; of the target, only HTTP itself is in the figures. Memberships are a request each. */
export interface EngineFigures {
  readonly people: number;
  readonly usersPerSecond: number;
  readonly requestsPerSecond: number;
  readonly membershipsPerSecond: number;
}

/**
 * Provisions the members of one group into a stub in the same process.
 *
 * @throws {Error} when the stub did not get every one of them
 */
export async function benchEngine(people: number): Promise<EngineFigures> {
  await using stub = await ScimStub.start();
  stub.recording = false;
  const tenant = new TestTenant(stub.url, { concurrency: 32 });
  const users = Array.from({ length: people }, (_, index) =>
    tenant.user(`person${index}@fabrikam.example`, {
      id: randomUUID(),
      givenName: `Person ${index}`,
      surname: "Example",
      mail: `person${index}@fabrikam.example`,
      mailNickname: `person${index}`,
      employeeId: String(index),
      department: "Research",
    }),
  );
  const group = tenant.group("Everyone", users);
  tenant.assign(users);
  const created = await tenant.cycle();
  check(created, created.users.created, people);
  tenant.assign([group]);
  const joined = await tenant.cycle();
  check(joined, joined.memberships.added, people);
  return {
    people,
    usersPerSecond: perSecond(people, created),
    requestsPerSecond: created.requestsPerSecond,
    membershipsPerSecond: perSecond(people, joined),
  };
}

function check(report: CycleReport, done: number, wanted: number): void {
  if (done !== wanted) throw new Error(`${done} of ${wanted}: ${JSON.stringify(report.failures)}`);
}

function perSecond(count: number, { durationMs }: CycleReport): number {
  return Math.round(count / (durationMs / 1000));
}

if (import.meta.main) {
  console.log(JSON.stringify(await benchEngine(Number(process.argv[2] ?? "5000"))));
}
