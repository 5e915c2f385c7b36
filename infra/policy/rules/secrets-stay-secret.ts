import type { PolicyResource } from "@pulumi/policy";
import { z } from "zod";
import { known, ofType, stackPolicy } from "../rule.ts";
import { synchronizationSecrets } from "./synchronization-secrets.ts";

/** Shorter values (`true`, a port) are found everywhere and prove nothing. */
const MIN_LENGTH = 12;
const SECRET_KEYS = new Set(["SecretToken", "Oauth2ClientSecret", "Oauth2AccessToken", "Password"]);
/** Properties that are meant to hold a secret, by type of resource; the engine encrypts them in the state. */
const SECRET_PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  "azuread:index/synchronizationSecret:SynchronizationSecret": ["credentials"],
  "entra-provisioning:index:ConnectionTest": ["secretToken"],
  "entra-provisioning:index:ScimToken": ["adminKey", "token"],
  "kubernetes:core/v1:Secret": ["data", "stringData"],
};
const issued = z.object({ token: z.string().optional(), adminKey: z.string().optional() });
const CREDENTIALS = [
  { name: "a connection string with a password", pattern: /\bpostgres(?:ql)?:\/\/[^\s/:@]+:[^\s/@]+@/ },
  { name: "a private key", pattern: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/ },
  { name: "a bearer token", pattern: /\bBearer [\w.~+/-]{20,}/ },
];

/** A secret that leaves the properties made for it is in Helm's release, in a ConfigMap or in the outputs, for all to read. */
export const secretsStaySecret = stackPolicy({
  name: "secrets-stay-secret",
  description: "Secrets stand only in properties that are encrypted in the state.",
  severity: "critical",
  remedy: "Pass the secret by a Secret's name, and set configuration with `pulumi config set --secret`.",
  check(resources, report) {
    const own = secretsOf(resources);
    for (const resource of resources) {
      for (const [path, text] of openTexts(resource)) {
        const found = CREDENTIALS.find(({ pattern }) => pattern.test(text))?.name;
        const copied = own.find((secret) => text.includes(secret)) && "a secret of this stack";
        const what = found ?? copied;
        if (what !== undefined) report(`${path} holds ${what}.`, resource.urn);
      }
    }
  },
});

function secretsOf(resources: readonly PolicyResource[]): string[] {
  const ofJobs = synchronizationSecrets(resources).flatMap(({ values }) =>
    [...values].filter(([key]) => SECRET_KEYS.has(key)).map(([, value]) => value),
  );
  const ofTokens = ofType(resources, "entra-provisioning:index:ScimToken", issued).flatMap(({ props }) => [
    props.token,
    props.adminKey,
  ]);
  return [...ofJobs, ...ofTokens].filter(
    (value): value is string => value !== undefined && value.length >= MIN_LENGTH,
  );
}

/** Path and text of every string that is not in a property made for secrets. */
function openTexts({ type, props }: PolicyResource): [path: string, text: string][] {
  const secret = new Set(SECRET_PROPERTIES[type]);
  return Object.entries(z.record(z.string(), z.unknown()).parse(known(props)))
    .filter(([key]) => !secret.has(key) && !key.startsWith("__"))
    .flatMap(([key, value]) => texts(value, key));
}

function texts(value: unknown, path: string): [path: string, text: string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => texts(child, `${path}.${key}`));
}
