import { expect, test } from "vitest";
import { directory, group, user } from "../testing/directory.ts";
import { applyDirectory } from "./apply-directory.ts";
import { newTenant } from "./new-tenant.ts";
import { TenantStore } from "./store.ts";

const before = () =>
  directory(
    [user("ann", "Ann"), user("bob", "Bob")],
    [group("team", "Team", ["ann", "bob"]), group("old", "Old", [])],
  );

function storeOf(): TenantStore {
  return new TenantStore(newTenant("5f1c1f3e-7a52-4f0a-9c1d-3b6e0c2a9d41", before(), []));
}

test("a directory that says the same changes nothing", () => {
  const store = storeOf();
  applyDirectory(store, before());
  expect(store.tenant.changeSequence).toBe(0);
});

test("people join, change, leave and come back; groups follow", () => {
  const store = storeOf();
  applyDirectory(
    store,
    directory(
      [user("ann", "Ann", { surname: "Lee" }), user("eve", "Eve")],
      [group("team", "Crew", ["ann", "eve"])],
    ),
  );
  const { groups, purged, users } = store.tenant;
  expect([users.get("ann")?.surname, users.get("eve")?.displayName]).toEqual(["Lee", "Eve"]);
  expect(users.get("bob")?.deletedDateTime).not.toBeNull();
  expect([groups.get("team")?.displayName, [...(groups.get("team")?.members ?? [])]]).toEqual([
    "Crew",
    ["ann", "eve"],
  ]);
  expect(purged.get("old")?.objectType).toBe("Group");

  applyDirectory(store, before());
  expect(users.get("bob")?.deletedDateTime).toBeNull();
});
