import { test as base } from "vitest";
import { ScimStub } from "./scim-stub.ts";
import { TestTenant } from "./tenant.ts";

/** A test with a SCIM endpoint of its own (`stub`) and a tenant that provisions into it (`tenant`). */
export const test = base
  .extend("stub", async ({ task: _task }, { onCleanup }) => {
    const stub = await ScimStub.start();
    onCleanup(() => stub[Symbol.asyncDispose]());
    return stub;
  })
  .extend("tenant", ({ stub }) => new TestTenant(stub.url));
