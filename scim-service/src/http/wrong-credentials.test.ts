import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ScimError } from "../scim/error.ts";
import { WrongCredentials, type CredentialKind } from "./wrong-credentials.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("the answer to a wrong credential is held back for half a second, and each is counted", async () => {
  const counted: CredentialKind[] = [];
  const wrong = new WrongCredentials((kind) => counted.push(kind));
  let answered = 0;
  const attempts = (["token", "admin key"] as const).map(async (kind) => {
    await wrong.holdBack(kind);
    answered += 1;
  });
  await vi.advanceTimersByTimeAsync(499);
  expect(answered).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(answered).toBe(2);
  await Promise.all(attempts);
  expect(counted).toEqual(["token", "admin key"]);
});

test("no more than 1,000 are held back at the same time: further ones are refused, until those are answered", async () => {
  const wrong = new WrongCredentials(() => {});
  const held = Array.from({ length: 1_000 }, () => wrong.holdBack("token"));
  const refusal = await wrong.holdBack("token").catch((error: unknown) => error);
  expect.assert(refusal instanceof ScimError);
  expect(refusal).toMatchObject({ status: 429, headers: { "Retry-After": "1" } });
  await vi.advanceTimersByTimeAsync(500);
  await Promise.all(held);
  const next = wrong.holdBack("token");
  await vi.advanceTimersByTimeAsync(500);
  await expect(next).resolves.toBeUndefined();
});
