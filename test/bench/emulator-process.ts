/**
 * The emulator in a process of its own: an invented company of so many people and one initial cycle into the target, as
 * `npm run emulator -- --people N --target URL` does it. Started by `emulator.ts`; writes what came of it as JSON.
 * Arguments: number of people, URL of the target; its token is in `ENTRA_SCIM_TOKEN`.
 */
import { randomUUID } from "node:crypto";
import { provisionTarget } from "../../entra-emulator/src/command/target-run.ts";
import { generateDirectory } from "../../entra-emulator/src/directory/generate.ts";
import { newTenant } from "../../entra-emulator/src/tenant/new-tenant.ts";
import { TenantStore } from "../../entra-emulator/src/tenant/store.ts";

const [people, url = ""] = process.argv.slice(2);
const token = process.env["ENTRA_SCIM_TOKEN"] ?? "";
const directory = generateDirectory({ people: Number(people) });
const store = new TenantStore(newTenant(randomUUID(), directory, []));
const { connection, cycle } = await provisionTarget(store, directory.assignments, { url, token });
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
console.log(
  JSON.stringify({ connection, cycle, maxRSS, processorSeconds: (userCPUTime + systemCPUTime) / 1e6 }),
);
