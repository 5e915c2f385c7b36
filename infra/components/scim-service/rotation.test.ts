import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rotationOf, twice } from "./rotation.ts";

describe("rotationOf", () => {
  it("is the beginning of the current period", () => {
    expect(rotationOf("1d", new Date("2026-03-04T15:16:17Z"))).toBe("2026-03-04T00:00:00.000Z");
    expect(rotationOf("12h", new Date("2026-03-04T15:16:17Z"))).toBe("2026-03-04T12:00:00.000Z");
  });

  it("stays the same for a whole period and changes after it", () => {
    const when = fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(when, fc.integer({ min: 1, max: 365 }), (now, days) => {
        const begin = new Date(rotationOf(`${days}d`, now)).getTime();
        const length = days * 86_400_000;
        expect(now.getTime()).toBeGreaterThanOrEqual(begin);
        expect(now.getTime()).toBeLessThan(begin + length);
        expect(rotationOf(`${days}d`, new Date(begin + length - 1))).toBe(new Date(begin).toISOString());
        expect(rotationOf(`${days}d`, new Date(begin + length))).not.toBe(new Date(begin).toISOString());
      }),
    );
  });

  it.each(["", "90", "0d", "d", "1w", "-1d", "99999d"])("refuses %j with an example", (period) => {
    expect(() => rotationOf(period, new Date(0))).toThrow("for example 90d");
  });
});

it("what is replaced in each period is valid for two", () => {
  expect(twice("90d")).toBe("180d");
  expect(twice("12h")).toBe("24h");
});
