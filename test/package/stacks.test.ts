import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { Contoso } from "../entra/contoso.ts";

const FOLDER = path.resolve(import.meta.dirname, "../../examples/stacks");
const stackFile = z.object({ config: z.record(z.string(), z.unknown()) });

let contoso: Contoso;

beforeAll(async () => {
  contoso = await Contoso.open();
  await contoso.application("SightCall SSO");
});
afterAll(() => contoso[Symbol.asyncDispose]());

describe("the program with an example's stack file", () => {
  it.each(["reuse-sso", "profile-by-assignment"])("is previewed: %s", async (name) => {
    const file = await readFile(path.join(FOLDER, `Pulumi.${name}.yaml`), "utf8");
    // The emulated tenant and endpoint take the place of the example's.
    const settings = Object.entries(stackFile.parse(parse(file)).config).flatMap(([key, value]) =>
      key.startsWith("entra-scim:") ? [[key.slice("entra-scim:".length), value] as const] : [],
    );
    const stack = await contoso.stack(name, Object.fromEntries(settings));
    expect(await stack.preview()).toMatch(/\+ \d+ to create/);
  });
});
