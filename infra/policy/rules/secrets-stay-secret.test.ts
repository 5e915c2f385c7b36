import { describe, expect, it } from "vitest";
import { jobSecrets, judge, resource } from "../testing/stack.ts";
import { secretsStaySecret } from "./secrets-stay-secret.ts";

const token = resource({
  type: "entra-provisioning:index:ScimToken",
  props: { token: "a-long-and-secret-token", adminKey: "an-admin-key-of-some-length" },
});

const release = (values: object) => resource({ type: "kubernetes:helm.sh/v3:Release", props: { values } });

describe("secrets-stay-secret", () => {
  it("accepts secrets in the properties made for them", async () => {
    const secret = resource({
      type: "kubernetes:core/v1:Secret",
      props: { stringData: { uri: "postgres://scim:secret@db/scim" } },
    });
    const job = jobSecrets({ SecretToken: "a-long-and-secret-token" });
    expect((await judge(secretsStaySecret, [token, secret, job])).violations).toEqual([]);
  });

  it.each([
    [
      "a copied token",
      { env: { TOKEN: "Token: a-long-and-secret-token" } },
      "values.env.TOKEN holds a secret of this stack",
    ],
    [
      "a connection string",
      { url: "postgres://scim:secret@db/scim" },
      "values.url holds a connection string with a password",
    ],
    ["a private key", { key: "-----BEGIN PRIVATE KEY-----" }, "values.key holds a private key"],
  ])("refuses %s in a release's values, without repeating it", async (_, values, message) => {
    const { violations } = await judge(secretsStaySecret, [token, release(values)]);
    expect(violations).toEqual([expect.stringContaining(message)]);
    expect(violations.join()).not.toMatch(/a-long-and-secret|scim:secret/);
  });
});
