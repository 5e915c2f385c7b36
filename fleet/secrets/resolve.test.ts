import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { resolveSecret } from "./resolve.ts";

it("follows a reference to the environment and to a file beside the file of customers", async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "fleet-secrets-"));
  try {
    await writeFile(path.join(folder, "token"), "from a file\n");
    const sources = { folder, environment: { TOKEN: "from the environment" } };
    expect(await resolveSecret({ fromEnvironment: "TOKEN" }, sources)).toBe("from the environment");
    expect(await resolveSecret({ fromFile: "token" }, sources)).toBe("from a file");
    expect(await resolveSecret({ fromEsc: "scim/contoso" }, sources)).toBeUndefined();
    await expect(resolveSecret({ fromEnvironment: "NONE" }, sources)).rejects.toThrow(
      "The environment variable NONE is not set.",
    );
    await expect(resolveSecret({ fromFile: "none" }, sources)).rejects.toThrow(
      /none of a secret is not there/,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
