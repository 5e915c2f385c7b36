import { describe, expect, test } from "vitest";
import { parse, patch } from "../../../test/patch-user.ts";

const ada = { type: "work", value: "ada@x.test" };
const before = parse({ userName: "ada", emails: [ada], roles: [{ value: "Admin" }, { value: "Reader" }] });

// None of the sub-attributes is case-exact (RFC 7643 section 2.4, RFC 7644 section 3.5.2.1).
describe.each([
  ["strict", true],
  ["lenient", false],
])("elements that differ by case alone are the same to a %s tenant:", (_name, strict) => {
  const changed = (
    ...operations: readonly { readonly op: string; readonly path: string; value?: unknown }[]
  ) => patch(before, operations as Parameters<typeof patch>[1], strict);

  test("adding one that is there changes nothing", () => {
    const value = [{ type: "Work", value: "Ada@x.test" }];
    expect(changed({ op: "add", path: "emails", value })).toStrictEqual(before);
  });

  test("adding one with something new completes the one that is there", () => {
    const value = [{ type: "WORK", value: "ADA@X.TEST", display: "Ada", primary: true }];
    const { emails } = changed({ op: "add", path: "emails", value });
    expect(emails).toStrictEqual([{ ...ada, display: "Ada", primary: true }]);
  });

  test("adding one for another purpose adds it", () => {
    const value = { type: "home", value: "ADA@X.TEST" };
    expect(changed({ op: "add", path: "emails", value })["emails"]).toStrictEqual([ada, value]);
  });

  test("two that are sent are one", () => {
    const value = [{ value: "Owner" }, { value: "owner" }];
    expect(changed({ op: "replace", path: "roles", value })["roles"]).toStrictEqual([{ value: "Owner" }]);
  });

  test("removing one by a filter removes it", () => {
    const { roles } = changed({ op: "remove", path: 'roles[value eq "admin"]' });
    expect(roles).toStrictEqual([{ value: "Reader" }]);
  });

  test("changing one so that it is another leaves one of them", () => {
    const { roles } = changed({ op: "replace", path: 'roles[value eq "READER"].value', value: "admin" });
    expect(roles).toStrictEqual([{ value: "Admin" }]);
  });
});

test("removing one by its value removes it", () => {
  const removed = patch(before, [{ op: "remove", path: "roles", value: [{ value: "admin" }] }]);
  expect(removed["roles"]).toStrictEqual([{ value: "Reader" }]);
});

test("the form of a letter makes no difference either", () => {
  const composed = parse({ userName: "m", roles: [{ value: "M\u00fcller" }] });
  const value = [{ value: "mu\u0308ller" }];
  expect(patch(composed, [{ op: "add", path: "roles", value }])).toStrictEqual(composed);
});

test("what is case-exact is compared as it is", () => {
  const photo = parse({ userName: "p", photos: [{ value: "https://x.test/A" }] });
  const { photos } = patch(photo, [{ op: "add", path: "photos", value: [{ value: "https://x.test/a" }] }]);
  expect(photos).toHaveLength(2);
});
