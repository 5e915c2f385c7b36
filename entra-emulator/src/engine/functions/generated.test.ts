import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { text } from "../value.ts";
import { evaluated } from "../testing/evaluated.ts";

describe("generated values", () => {
  test("have the form asked for", () => {
    expect(evaluated("Guid()")).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(evaluated("DefaultDomain()")).toBe("fabrikam.example");
    expect(evaluated("RandomString(6,3,0,0,3)")).toMatch(/^(?=(?:.*\d){3})(?=(?:.*[a-z]){3})[a-z\d]{6}$/);
    expect(() => evaluated("RandomString(2,3,0,0,3)")).toThrow("the length must be between 6 and 256");
  });

  test("a random string keeps every minimum and avoids what it shall avoid", () => {
    fc.assert(
      fc.property(fc.nat(5), fc.nat(5), fc.nat(5), fc.nat(5), (digits, special, capitals, lower) => {
        const made =
          text(evaluated(`RandomString(24,${digits},${special},${capitals},${lower},"aZ0!")`)) ?? "";
        expect(made).toHaveLength(24);
        expect(made).not.toMatch(/[aZ0!]/);
        expect(made.match(/\d/g)?.length ?? 0).toBeGreaterThanOrEqual(digits);
        expect(made.match(/[A-Z]/g)?.length ?? 0).toBeGreaterThanOrEqual(capitals);
        expect(made.match(/[a-z]/g)?.length ?? 0).toBeGreaterThanOrEqual(lower);
        expect(made.match(/[^A-Za-z\d]/g)?.length ?? 0).toBeGreaterThanOrEqual(special);
      }),
    );
  });
});
