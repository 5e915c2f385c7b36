import { writeFile } from "node:fs/promises";
import path from "node:path";
import { stringify } from "yaml";
import { z } from "zod";
import { AdoptError } from "../../infra/adopt/error.ts";
import { importFile } from "../../infra/adopt/import-file.ts";
import { readSetUp } from "../../infra/adopt/read-set-up.ts";
import { type AdoptedSettings, settingsFor } from "../../infra/adopt/settings.ts";
import { failure, StackFailure } from "../stack/failure.ts";
import { tenantContext } from "../tenant/context.ts";
import type { Operation } from "./operation.ts";
import { plan } from "./update.ts";

const existingApplication = z.object({
  application: z.object({
    existing: z.union([
      z.object({ objectId: z.string() }),
      z.object({ clientId: z.string() }),
      z.object({ displayName: z.string() }),
    ]),
  }),
});

/**
 * Takes what somebody set up by hand into a stack, without changing it. What `up` would change afterwards is what the
 * customer's settings say otherwise; the settings that would leave all of it as it is are among the details.
 */
export const importSetUp: Operation = async (operation) => {
  const { stack, customer, context, signal } = operation;
  const named = existingApplication.safeParse(customer.config);
  if (!named.success) {
    const message = "An import needs the application: set application.existing in the customer's config.";
    throw new StackFailure(failure("configuration", message));
  }
  const tenant = await tenantContext(customer, context, signal);
  const setUp = await readSetUp(named.data.application.existing, tenant).catch((error: unknown) => {
    if (!(error instanceof AdoptError)) throw error;
    throw new StackFailure(failure("configuration", error.message));
  });
  const settings = settingsFor(setUp, customer.signIn.environment);
  const file = path.join(stack.folder, "import.json");
  await stack.prepare();
  await writeFile(file, JSON.stringify(importFile(setUp, settings.assignments)), { mode: 0o600 });
  const args = ["import", "--file", file, "--protect=false", "--generate-code=false"];
  await stack.update([...args, "--skip-preview", "--yes", "--json"], signal, "make");
  const planned = await plan(operation);
  return { ...planned, details: [...(planned.details ?? []), ...settings.remarks, suggestion(settings)] };
};

function suggestion({ endpoint, application, assignments, profile, provisioning }: AdoptedSettings): string {
  const groups = assignments.groups.map(({ name }) => name);
  const users = assignments.users.map(({ name }) => name);
  const config = { endpoint, application, assignments: { groups, users }, profile, provisioning };
  return `Settings that leave everything as it is:\n${stringify({ config })}`;
}
