import { describe, expect, it } from "vitest";
import { generateDirectory } from "./generate.ts";

describe("a generated directory", () => {
  it("is the same for the same number of people", () => {
    expect(generateDirectory({ people: 300 })).toEqual(generateDirectory({ people: 300 }));
  });

  it("begins with the same people, whatever their number", () => {
    const [few, many] = [40, 400].map((people) => generateDirectory({ people }).users.slice(0, 40));
    expect(few).toEqual(many);
  });

  it("has as many people as asked for, no two with one id or sign-in name", () => {
    const { users } = generateDirectory({ people: 5000 });
    expect(users).toHaveLength(5000);
    expect(new Set(users.map(({ id }) => id)).size).toBe(5000);
    expect(new Set(users.map(({ userPrincipalName }) => userPrincipalName.toLowerCase())).size).toBe(5000);
  });

  it("gives everyone but the first a manager who was there before, with a dozen reports at most", () => {
    const [first, ...others] = generateDirectory({ people: 3000 }).users;
    const hired = new Set([first?.id]);
    const reports = new Map<string, number>();
    for (const { id, manager } of others) {
      expect(hired).toContain(manager);
      if (manager !== null) reports.set(manager, (reports.get(manager) ?? 0) + 1);
      hired.add(id);
    }
    expect(first?.manager).toBeNull();
    // The heads of the departments report to the first as well.
    reports.delete(first?.id ?? "");
    expect(Math.max(...reports.values())).toBeLessThanOrEqual(12);
  });

  it("has guests, disabled accounts, accents, apostrophes and many scripts", () => {
    const { users, groups, assignments } = generateDirectory({ people: 1000 });
    const has = (pattern: RegExp) => users.some(({ displayName }) => pattern.test(displayName));
    expect(users.some(({ userType }) => userType === "Guest")).toBe(true);
    expect(users.some(({ accountEnabled }) => !accountEnabled)).toBe(true);
    const scripts = [
      /'/,
      /[äöüß]/,
      /\p{Script=Han}/u,
      /\p{Script=Arabic}/u,
      /\p{Script=Greek}/u,
      /\p{Script=Cyrillic}/u,
    ];
    expect(scripts.map(has)).not.toContain(false);
    expect(groups.length).toBeGreaterThan(assignments.groups.length);
    expect(groups.some(({ members }) => groups.some(({ id }) => members.has(id)))).toBe(true);
  });

  it.each([0, -1, 1.5, 300_001])("refuses %s people", (people) => {
    expect(() => generateDirectory({ people })).toThrow(`from 1 to 300,000 people, not ${people}`);
  });
});
