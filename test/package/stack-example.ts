import { readFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const FOLDER = path.resolve(import.meta.dirname, "../../examples/stacks");
const section = z.looseObject({});
const stackFile = z.object({ config: z.looseObject({ "azuread:tenantId": z.guid() }) });
const settings = z.looseObject({
  endpoint: z.looseObject({ oauth: section.optional() }).optional(),
  service: section.optional(),
});

/** What an example says of the program's own settings. */
export type StackExample = z.output<typeof settings>;

/** Reads `examples/stacks/Pulumi.<name>.yaml`; its tenant is left to the environment. */
export async function readStackExample(name: string): Promise<StackExample> {
  const { config } = stackFile.parse(parse(await readFile(path.join(FOLDER, `Pulumi.${name}.yaml`), "utf8")));
  const own = Object.entries(config).flatMap(([key, value]) =>
    key.startsWith("entra-scim:") ? [[key.slice("entra-scim:".length), value] as const] : [],
  );
  return settings.parse(Object.fromEntries(own));
}
