import { expect, it } from "vitest";
import { failureOf, passes } from "./failure.ts";

it.each([
  ["error: no stack named 'contoso' found", "no-stack", false],
  [
    "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with `pulumi cancel`.\n  file:///b/x.json: created by ann@host (pid 7) at 2026-11-27T09:00:00Z",
    "locked",
    true,
  ],
  ["error: [409] Conflict: Another update is currently in progress.", "locked", true],
  ["error: incorrect passphrase", "passphrase", false],
  ['The configuration of stack "contoso" has a mistake:', "configuration", false],
  ["Microsoft Graph answered 429, TooManyRequests", "throttled", true],
  ["AADSTS7000215: Invalid client secret provided.", "sign-in", false],
  ['error: unable to open state directory "file:///nowhere": no such file or directory', "backend", true],
  ['error: read ".pulumi/meta.yaml": operation error S3: GetObject, connection refused', "backend", true],
  ["error: error listing stacks: could not list bucket: no such host", "backend", true],
  ['Logging in\nerror: performing HTTP request: Get "https://x/api/user": refused', "backend", true],
  [
    "error: getting stack configuration: opening environment: backend file:///b does not support environments",
    "environment",
    false,
  ],
  ['unknown stack "organization/entra-scim/nowhere"\nupdate failed', "platform", false],
  ["platform.stack names organization/entra-scim/later, which hosts no service yet", "platform", false],
  ["something else", "other", false],
])("of %j the kind is %s", (text, code, passing) => {
  expect(failureOf(text).code).toBe(code);
  expect(passes(failureOf(text))).toBe(passing);
});
