import { z } from "zod";
import type { Context } from "../../context.ts";
import { GUIDE } from "../../guide.ts";

/** The app registration behind an enterprise application, when it belongs to this tenant. */
export interface Registration {
  readonly id: string;
  readonly applicationTemplateId?: string | null | undefined;
  readonly createdDateTime?: string | null | undefined;
}

/** How long an application counts as new, in milliseconds. */
const NEW = 15 * 60_000;
/** How long the templates of a new application may take to appear. */
const TEMPLATE_WAIT = 120_000;

const templateList = z.object({ value: z.array(z.object({ id: z.string() })) });

/**
 * Ids of the synchronization templates that an application offers; none when it cannot provision. Right after an
 * application is made the list is empty for a while; outside previews this waits for it.
 */
export async function findTemplates(
  servicePrincipalId: string,
  registration: Registration | undefined,
  context: Context,
): Promise<string[]> {
  const { timing } = context.http;
  const deadline = timing.now() + (!context.preview && mayStillCome(registration) ? TEMPLATE_WAIT : 0);
  for (;;) {
    const templates = await listTemplates(servicePrincipalId, context);
    if (templates.length > 0 || timing.now() >= deadline) return templates;
    context.log.progress("waiting for Entra to offer provisioning for the new application");
    await timing.sleep(3000, context.signal);
  }
}

function mayStillCome(registration: Registration | undefined): boolean {
  if (registration?.applicationTemplateId == null) return false;
  const created = Date.parse(registration.createdDateTime ?? "");
  return Number.isNaN(created) || Date.now() - created < NEW;
}

async function listTemplates(servicePrincipalId: string, context: Context): Promise<string[]> {
  const path = `/v1.0/servicePrincipals/${servicePrincipalId}/synchronization/templates`;
  const list = await context.graph.find(
    { method: "GET", path, step: GUIDE.synchronization },
    templateList,
    context,
  );
  return (list?.value ?? []).map(({ id }) => id);
}
