import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import type { SecretReference } from "../customers/secret-reference.ts";
import { secretOf } from "./resolve.ts";

it("follows a reference to the environment and to a file beside the file of customers", async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "fleet-secrets-"));
  try {
    await writeFile(path.join(folder, "token"), "from a file\n");
    const sources = { folder, environment: { TOKEN: "from the environment" } };
    const read = (reference: SecretReference) =>
      secretOf(
        { name: "contoso", places: { "config.endpoint.token": "customers.yaml:7:9" } },
        ["config", "endpoint", "token"],
        reference,
        sources,
      );
    expect(await read({ fromEnvironment: "TOKEN" })).toBe("from the environment");
    expect(await read({ fromFile: "token" })).toBe("from a file");
    expect(await read({ fromEsc: "scim/contoso" })).toBeUndefined();
    await expect(read({ fromEnvironment: "NONE" })).rejects.toThrow(
      "customers.yaml:7:9: config.endpoint.token of contoso: the environment variable NONE is not set; set it",
    );
    await expect(read({ fromFile: "none" })).rejects.toThrow(/none is not there; put the secret into it/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
