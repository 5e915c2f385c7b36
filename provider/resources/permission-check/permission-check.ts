import { z } from "zod";
import type { Context, EntraResource } from "../../context.ts";
import { ProviderError } from "../../runtime/error.ts";
import { readCaller } from "./caller.ts";
import { type Findings, judge, LICENCE } from "./judge.ts";
import { type PermissionFinding, permissionFinding } from "./finding.ts";
import { PERMISSION_STEPS, type PermissionStep, STEPS } from "./steps.ts";

const inputs = z.object({
  steps: z
    .array(
      z.enum(PERMISSION_STEPS).meta({
        title: "PermissionStep",
        description:
          "What a stack is going to do in Entra, one word a step of the guide: `createApplication` (from the non-gallery template), `readApplication` (an existing one), `manageAppRoles`, `synchronization` (job, secrets, schema, start), `readUsers` and `readGroups` (look-ups for assignments), `assignUsers`, `assignGroups`.",
      }),
    )
    .min(1, "must name at least one step")
    .describe("What the stack is going to do. A change checks again."),
});

const findings = z.array(permissionFinding);

const state = z.object({
  granted: findings.describe("What is there."),
  missing: findings.describe(
    "Always empty in a deployed stack, because a missing permission stops the deployment.",
  ),
  unsure: findings.describe("What could not be determined."),
});

/** Says before anything is made which permission, role or licence is missing. */
export const permissionCheck: EntraResource<typeof inputs, typeof state> = {
  type: "PermissionCheck",
  description:
    "Says before anything is made, in preview too, which Graph permission, directory role or licence is missing for " +
    "the steps that the stack will take. Reads only. What cannot be determined is a warning and in `unsure`.",
  example: "steps: [createApplication, synchronization, readGroups, assignGroups]",
  inputs,
  state,
  secrets: [],
  replaceOn: [],
  stable: [],

  async preview(_recorded, inputs, context) {
    await check(inputs.steps, context);
  },

  async create(inputs, context) {
    return { id: "permissions", state: await check(inputs.steps, context) };
  },

  read: (_id, recorded) => Promise.resolve(recorded),

  update: (_recorded, inputs, context) => check(inputs.steps, context),

  delete: () => Promise.resolve(),
};

async function check(steps: readonly PermissionStep[], context: Context): Promise<Findings> {
  const caller = await readCaller(
    {
      directoryRoles: steps.some((step) => STEPS[step].directoryRoles.length > 0),
      premium: steps.some((step) => STEPS[step].premium),
    },
    context,
  );
  const findings = judge(steps, caller);
  if (findings.missing.length > 0) {
    throw new ProviderError(
      `The deployment would fail half-way, so nothing was started. Missing in this tenant:\n${lines(findings.missing)}` +
        (findings.unsure.length === 0 ? "" : `\nCould not be determined:\n${lines(findings.unsure)}`) +
        "\nA grant takes a few minutes to take effect.",
    );
  }
  if (findings.unsure.length > 0) {
    const text = `Whether these are granted could not be determined:\n${lines(findings.unsure)}`;
    // The guide asks for no permission to read licences: that alone is no reason to warn.
    if (findings.unsure.every(({ needs }) => needs === LICENCE)) context.log.info(text);
    else context.log.warn(text);
  }
  return findings;
}

function lines(findings: readonly PermissionFinding[]): string {
  return findings.map(({ step, needs, detail }) => `- ${needs}, for ${step}. ${detail}`).join("\n");
}
