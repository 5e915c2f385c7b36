import type { Unwrap } from "@pulumi/pulumi";
import { describe, expect, expectTypeOf, test } from "vitest";
import type { z } from "zod";
import type { configurationSchema } from "../configuration/configuration.ts";
import type { getApplication } from "../functions/get-application/get-application.ts";
import type { getEffectiveSchema } from "../functions/get-effective-schema/get-effective-schema.ts";
import type { getJobHealth } from "../functions/get-job-health/get-job-health.ts";
import type { getPrincipals } from "../functions/get-principals/get-principals.ts";
import { FUNCTIONS, RESOURCES } from "../registry.ts";
import type { inputs as schemaInputs } from "../resources/synchronization-schema/inputs.ts";
import * as sdk from "./index.ts";

/** Members that may be undefined as members that may be missing, deeply: zod has the one, the sdk the other. */
type Exact<T> = T extends readonly (infer Item)[]
  ? readonly Exact<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: Exact<Exclude<T[K], undefined>> }
    : T;

describe("the sdk and the provider", () => {
  test("have the same resources and functions", () => {
    const names = Object.keys(sdk);
    expect(names).toEqual(expect.arrayContaining(RESOURCES.map(({ definition }) => definition.type)));
    expect(names).toEqual(expect.arrayContaining(FUNCTIONS.map(({ definition }) => definition.name)));
  });

  test("agree on what the functions answer", () => {
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

  test("agree on the schema's inputs", () => {
    expectTypeOf<Exact<z.input<typeof schemaInputs>>>().toEqualTypeOf<
      Exact<Unwrap<sdk.SynchronizationSchemaArgs>>
    >();
  });

  test("agree on the configuration", () => {
    expectTypeOf<keyof sdk.ProviderArgs>().toEqualTypeOf<keyof z.input<typeof configurationSchema>>();
  });
});
