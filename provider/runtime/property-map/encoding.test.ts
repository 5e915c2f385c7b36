import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type PropertyMap, UNKNOWN, type PropertyValue } from "./property-map.ts";
import { decode, encode, NOTHING_SECRET } from "./encoding.ts";

const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** google-protobuf keeps a message's members in an object of its own, so that one named `__proto__` never travels. */
const name = fc.string().filter((text) => text !== "__proto__");

const { value } = fc.letrec<{ value: PropertyValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
    fc.boolean(),
    fc.constant(UNKNOWN as PropertyValue),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(name, tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
}));
const properties = fc.dictionary(name, value, {
  maxKeys: 4,
  noNullPrototype: true,
}) as fc.Arbitrary<PropertyMap>;

describe("the wire", () => {
  test("what is written is read back, with its unknowns and secrets", () => {
    fc.assert(
      fc.property(properties, fc.context(), (given, context) => {
        const secrets = new Set(Object.keys(given).filter((_, index) => index % 2 === 0));
        const read = decode(encode(given, ([top]) => secrets.has(String(top))));
        context.log(JSON.stringify(given));
        expect(read).toEqual({ properties: given, secrets });
      }),
    );
  });

  test("a secret deep inside makes its whole property one", () => {
    const inner = encode({ constant: "x" }, () => true).toJavaScript();
    const struct = encode({ mappings: [inner] }, NOTHING_SECRET);
    expect(decode(struct)).toEqual({
      properties: { mappings: [{ constant: "x" }] },
      secrets: new Set(["mappings"]),
    });
  });

  test("what is in a secret has no mark of its own", () => {
    const encoded = encode({ credentials: [{ value: "x" }] }, () => true).toJavaScript();
    expect(encoded).toEqual({
      credentials: { [SIGNATURE]: expect.any(String), value: [{ value: "x" }] },
    });
  });

  test("null is absent", () => {
    expect(decode(encode({ restart: null, jobId: "1" }, NOTHING_SECRET)).properties).toEqual({ jobId: "1" });
  });
});
