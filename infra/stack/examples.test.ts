import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { mockStack, read, TOKEN } from "../testing/read-config.ts";

const FOLDER = path.resolve(import.meta.dirname, "../../examples/stacks");
const files = (await readdir(FOLDER)).filter((file) => file.endsWith(".yaml"));

const stackFile = z.object({
  config: z.looseObject({
    "entra-scim:endpoint": z.looseObject({ oauth: z.looseObject({}).optional() }).optional(),
    "entra-scim:service": z.unknown().optional(),
  }),
});

beforeAll(mockStack);

/** The settings with the secret that an example tells the reader to set. */
function withSecret({ config }: z.output<typeof stackFile>): Record<string, unknown> {
  const endpoint = config["entra-scim:endpoint"];
  if (config["entra-scim:service"] !== undefined) return config;
  const secret =
    endpoint?.oauth === undefined
      ? { token: TOKEN }
      : { oauth: { ...endpoint.oauth, clientSecret: "secret-of-the-client" } };
  return { ...config, "entra-scim:endpoint": { ...endpoint, ...secret } };
}

it("finds four examples", () => {
  expect(files).toHaveLength(4);
});

it.each(files)("takes examples/stacks/%s as it is", async (file) => {
  const example = stackFile.parse(parse(await readFile(path.join(FOLDER, file), "utf8")));
  expect(read(withSecret(example)).assignments.groups.length).toBeGreaterThan(0);
});
