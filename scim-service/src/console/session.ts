import { randomBytes } from "node:crypto";
import { jwtVerify, SignJWT } from "jose";
import type { Context } from "koa";
import { z } from "zod";
import type { Service } from "../service.ts";

/** What a person may do: look, or also change how a tenant signs in. */
export type Role = "read" | "admin";

/** A person who is signed in. */
export interface Session {
  /** As the audit log names them. */
  readonly who: string;
  readonly role: Role;
  /** What each form of the session carries, so that no other site can send one. */
  readonly csrf: string;
}

const COOKIE = "console";
/** Seconds until a person signs in again. */
const LIFETIME = 8 * 3_600;
const ALGORITHM = "HS256";

const claims = z.object({
  who: z.string(),
  role: z.enum(["read", "admin"]),
  csrf: z.string(),
});

/** Starts a session: a signed cookie that only this origin's own pages send, and that no script can read. */
export async function startSession(
  ctx: Context,
  key: Uint8Array,
  person: Pick<Session, "who" | "role">,
  isSecure: boolean,
): Promise<void> {
  const token = await new SignJWT({ ...person, csrf: randomBytes(16).toString("base64url") })
    .setProtectedHeader({ alg: ALGORITHM })
    .setIssuedAt()
    .setAudience(COOKIE)
    .setExpirationTime(`${LIFETIME} s`)
    .sign(key);
  setCookie(ctx, COOKIE, token, LIFETIME, isSecure, "Strict");
}

/** The session of a request; undefined when there is none, or its cookie is too old or was changed. */
export async function readSession(ctx: Context, key: Uint8Array): Promise<Session | undefined> {
  const token = readCookie(ctx, COOKIE);
  if (token === undefined) return undefined;
  try {
    const { payload } = await jwtVerify(token, key, { algorithms: [ALGORITHM], audience: COOKIE });
    return claims.parse(payload);
  } catch {
    return undefined;
  }
}

/** Whether browsers reach the service by https. */
export function isSecure({ config }: Service): boolean {
  return config.publicUrl?.startsWith("https:") ?? false;
}

export function hasSessionCookie(ctx: Context): boolean {
  return readCookie(ctx, COOKIE) !== undefined;
}

export function endSession(ctx: Context, isSecure: boolean): void {
  setCookie(ctx, COOKIE, "", 0, isSecure, "Strict");
}

export function readCookie(ctx: Context, name: string): string | undefined {
  for (const part of (ctx.req.headers.cookie ?? "").split(";")) {
    const [key, value] = part.trim().split("=", 2);
    if (key === name && value !== undefined && value !== "") return value;
  }
  return undefined;
}

/** Koa's own cookies refuse `Secure` behind a proxy that ends TLS. @param age in seconds; 0 deletes it. */
export function setCookie(
  ctx: Context,
  name: string,
  value: string,
  age: number,
  isSecure: boolean,
  sameSite: "Strict" | "Lax",
): void {
  const attributes = ["Path=/console", "HttpOnly", `SameSite=${sameSite}`, `Max-Age=${age}`];
  if (isSecure) attributes.push("Secure");
  ctx.append("Set-Cookie", [`${name}=${value}`, ...attributes].join("; "));
}
