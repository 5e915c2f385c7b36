import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { Unwrap } from "@pulumi/pulumi";
import { describe, expect, expectTypeOf, test } from "vitest";
import type { z } from "zod";
import type { getApplication } from "../functions/get-application/get-application.ts";
import type { getEffectiveSchema } from "../functions/get-effective-schema/get-effective-schema.ts";
import type { getJobHealth } from "../functions/get-job-health/get-job-health.ts";
import type { getPrincipals } from "../functions/get-principals/get-principals.ts";
import type { inputs as schemaInputs } from "../resources/synchronization-schema/inputs.ts";
import type * as sdk from "../sdk/index.ts";
import { generatedSdk, SDK_FOLDER } from "./generated-sdk.ts";

/** Members that may be undefined as members that may be missing, deeply: zod has the one, the SDK the other. */
type Exact<T> = T extends readonly (infer Item)[]
  ? readonly Exact<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: Exact<Exclude<T[K], undefined>> }
    : T;

describe("the TypeScript SDK", () => {
  test("is what `npm run sdk -w @entra-scim-kit/provider` writes", async () => {
    const generated = await generatedSdk();
    expect((await readdir(SDK_FOLDER)).toSorted()).toEqual([...generated.keys()].toSorted());
    for (const [name, text] of generated) {
      expect(await readFile(path.join(SDK_FOLDER, name), "utf8")).toBe(text);
    }
  });

  test("has the provider's own types of what functions answer", () => {
    expectTypeOf<Exact<z.output<typeof getJobHealth.result>>>().toEqualTypeOf<
      Exact<sdk.GetJobHealthResult>
    >();
    expectTypeOf<Exact<z.output<typeof getApplication.result>>>().toEqualTypeOf<
      Exact<sdk.GetApplicationResult>
    >();
    expectTypeOf<Exact<z.output<typeof getPrincipals.result>>>().toEqualTypeOf<
      Exact<sdk.GetPrincipalsResult>
    >();
    expectTypeOf<Exact<z.output<typeof getEffectiveSchema.result>>>().toEqualTypeOf<
      Exact<sdk.GetEffectiveSchemaResult>
    >();
  });

  test("has the provider's own types of what a schema takes", () => {
    expectTypeOf<Exact<z.input<typeof schemaInputs>>>().toEqualTypeOf<
      Exact<Unwrap<sdk.SynchronizationSchemaArgs>>
    >();
  });
});
