import { hkdfSync } from "node:crypto";
import { z } from "zod";

/** How people sign in to the console, and what their sessions are signed with. */
export interface ConsoleConfig {
  /** Undefined: by the admin key. */
  readonly oidc: OidcConfig | undefined;
  /** The same on every replica. */
  readonly sessionKey: Uint8Array;
}

/** The console as an OpenID Connect client. */
export interface OidcConfig {
  readonly issuer: URL;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The console's variables of the environment. */
export const CONSOLE_VARIABLES = {
  CONSOLE: z.enum(["off", "key", "oidc"], "must be off, key or oidc").default("off"),
  CONSOLE_OIDC_ISSUER: z
    .url("must be the issuer's URL")
    .refine((url) => /^https:|^http:\/\/(?:localhost|127\.0\.0\.1)[:/]/.test(url), "must be an https:// URL")
    .optional(),
  CONSOLE_OIDC_CLIENT_ID: z.string().max(512).optional(),
  CONSOLE_OIDC_CLIENT_SECRET: z.string().max(4_096).optional(),
  SESSION_KEY: z.string().min(32, "must have at least 32 characters").max(512).optional(),
};

const variables = z.object(CONSOLE_VARIABLES).extend({
  ADMIN_KEY: z.string().optional(),
  PUBLIC_URL: z.string().optional(),
});
type Variables = z.output<typeof variables>;

const REQUIRED = {
  off: [],
  key: ["ADMIN_KEY"],
  oidc: [
    "PUBLIC_URL",
    "SESSION_KEY",
    "CONSOLE_OIDC_ISSUER",
    "CONSOLE_OIDC_CLIENT_ID",
    "CONSOLE_OIDC_CLIENT_SECRET",
  ],
} as const satisfies Record<Variables["CONSOLE"], readonly (keyof Variables)[]>;

/** What is missing for the console as it is switched on, one problem a variable. */
export function consoleProblems(env: Variables): readonly string[] {
  return REQUIRED[env.CONSOLE]
    .filter((name) => env[name] === undefined)
    .map((name) => `${name} is required by CONSOLE=${env.CONSOLE}`);
}

/**
 * The console's part of the configuration; undefined when it is off. A session key of its own is needed only where
 * nothing else is secret: by the admin key, sessions end when that changes.
 */
export function consoleConfig(env: Variables): ConsoleConfig | undefined {
  if (env.CONSOLE === "off") return undefined;
  const secret = env.SESSION_KEY ?? env.ADMIN_KEY ?? "";
  const sessionKey = new Uint8Array(hkdfSync("sha256", secret, "", "scim-service console session", 32));
  if (env.CONSOLE === "key") return { oidc: undefined, sessionKey };
  const oidc = {
    issuer: new URL(env.CONSOLE_OIDC_ISSUER ?? ""),
    clientId: env.CONSOLE_OIDC_CLIENT_ID ?? "",
    clientSecret: env.CONSOLE_OIDC_CLIENT_SECRET ?? "",
  };
  return { oidc, sessionKey };
}
