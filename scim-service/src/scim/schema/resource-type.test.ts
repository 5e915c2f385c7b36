import { expect, test } from "vitest";
import { Dialect } from "../leniency.ts";
import { string } from "./attribute.ts";
import { catalog } from "./catalog.ts";
import { resolveAttributePath } from "./resource-type.ts";

const schema = (id: string) => ({ id, name: "Example", description: "", attributes: [string("plan", "")] });
const [short, long] = ["urn:example:1.0:User", "urn:example:1.0:User2"];
const { user } = catalog([schema(short), schema(long)]);

test.each([short, long])("the URN %s is found although one of them begins like the other", (urn) => {
  expect(resolveAttributePath(user, `${urn}:plan`)?.extension?.schema.id).toBe(urn);
  expect(resolveAttributePath(user, urn.toUpperCase())).toMatchObject({ extension: { schema: { id: urn } } });
  expect(resolveAttributePath(user, `${urn}.plan`)).toBeUndefined();
  expect(resolveAttributePath(user, `${urn}.plan`, new Dialect(false))?.attribute?.name).toBe("plan");
});

test("the URN of the core schema alone means all of it", () => {
  expect(resolveAttributePath(user, user.core.schema.id)).toStrictEqual({
    extension: undefined,
    attribute: undefined,
    sub: undefined,
  });
});
