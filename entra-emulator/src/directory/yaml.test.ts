import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { EmulatorError } from "../error.ts";
import { parseYamlDirectory, readYamlDirectory } from "./yaml.ts";

const sample = fileURLToPath(new URL("../../../local/directory.yaml", import.meta.url));

function problems(text: string): string[] {
  try {
    parseYamlDirectory("people.yaml", text);
  } catch (error) {
    if (error instanceof EmulatorError)
      return error.message
        .split("\n")
        .slice(1)
        .map((line) => line.trim());
    throw error;
  }
  return [];
}

function ids(name: string): string[] {
  const user = `{ userPrincipalName: ${name}@t.example, displayName: A }`;
  return parseYamlDirectory("p.yaml", `{ tenant: T, domain: t.example, users: [${user}] }`).users.map(
    ({ id }) => id,
  );
}

describe("a YAML directory", () => {
  it("refers to managers and members by name", () => {
    const { users, groups, ...rest } = parseYamlDirectory(
      "people.yaml",
      `
tenant: Contoso
domain: contoso.example
users:
  - { userPrincipalName: ann@contoso.example, displayName: Ann, manager: BO@contoso.example }
  - { userPrincipalName: bo@contoso.example, displayName: Bo }
groups:
  - { displayName: Support, members: [ann@contoso.example, nights], owners: [bo@contoso.example] }
  - displayName: Nights
assignments: { groups: [Support] }
`,
    );
    const [ann, bo] = users;
    const [support, nights] = groups;
    expect(ann?.manager).toBe(bo?.id);
    expect([...(support?.members ?? [])]).toEqual([ann?.id, nights?.id]);
    expect([...(support?.owners ?? [])]).toEqual([bo?.id]);
    expect(rest).toEqual({
      tenantDisplayName: "Contoso",
      domain: "contoso.example",
      assignments: { groups: ["Support"], users: [] },
    });
  });

  it("has the same ids in every run, whatever the case of the names", () => {
    expect(ids("ann")).toEqual(["216ed1a6-9ed8-50c4-9a37-a681cca1c730"]);
    expect(ids("ANN")).toEqual(ids("ann"));
    expect(ids("anna")).not.toEqual(ids("ann"));
  });

  it("names every problem at once, with line, column and what was expected", () => {
    expect(
      problems(`tenant: Contoso
domain: contoso
users:
  - userPrincipalName: ann@contoso.example
    displayName: Ann
    postalCode: 01234
    accountEnabled: yes
  - userPrincipalName: bo
    displayName: Bo
    userType: Boss
  - displayName: Cy
  - userPrincipalName: di@contoso.example
    displayName: Di
    manager: nobody@contoso.example
  - { userPrincipalName: DI@contoso.example, displayName: Di }
groups:
  - displayName: Support
    members:
      - ann@contoso.example
      - Nights
assignments:
  groups: [Sales]
  users: [di@contoso.example, ed@contoso.example]
`),
    ).toEqual([
      "people.yaml:2:1: domain: expected a domain, such as contoso.example",
      "people.yaml:6:5: users.postalCode: expected a text, found 1234; put it in quotes",
      'people.yaml:7:5: users.accountEnabled: expected true or false, found "yes"',
      "people.yaml:8:5: users.userPrincipalName: expected a name and a domain, such as ann@contoso.example",
      'people.yaml:10:5: users.userType: expected Member or Guest, found "Boss"',
      "people.yaml:11:5: users.userPrincipalName: is missing; expected a text",
      'people.yaml:14:5: users.manager: there is no user "nobody@contoso.example" in this file',
      'people.yaml:15:7: users.userPrincipalName: "DI@contoso.example" is there twice',
      'people.yaml:20:9: groups.members: there is no user or group "Nights" in this file',
      'people.yaml:22:12: assignments.groups: there is no group "Sales" in this file',
      'people.yaml:23:31: assignments.users: there is no user "ed@contoso.example" in this file',
    ]);
  });

  it("names a setting that does not exist, and those that do", () => {
    const [problem] = problems(
      "tenant: T\ndomain: t.example\nusers:\n  - { userPrincipalName: a@t.example, displayName: A, manger: b }",
    );
    expect(problem).toMatch(
      /^people\.yaml:4:55: users\.manger: there is no such setting; expected one of .*, manager,/,
    );
  });

  it.each([
    ["a list that does not end", "users: [1\nb: 2", /^people\.yaml:2:1: Flow sequence/],
    ["a key that is there twice", "tenant: a\ntenant: b\n", /^people\.yaml:2:1: Map keys must be unique/],
    ["an alias without its anchor", "tenant: *name\n", /^people\.yaml: Unresolved alias/],
    ["an empty file", "", /^people\.yaml: the file: expected a map of settings, found nothing/],
    [
      "a file of another kind",
      "userPrincipalName,displayName\n",
      /^people\.yaml:1:1: the file: expected a map/,
    ],
  ])("says where %s is", (_, text, message) => {
    expect(problems(text)).toEqual([expect.stringMatching(message)]);
  });

  it("does not let aliases grow beyond bounds", () => {
    const bomb = ["a: &a [x, x, x, x, x, x, x, x, x]"];
    for (const [from, to] of ["ab", "bc", "cd", "de", "ef", "fg"].map((pair) => pair.split(""))) {
      bomb.push(`${to}: &${to} [${Array.from({ length: 9 }, () => `*${from}`).join(", ")}]`);
    }
    expect(problems(bomb.join("\n"))).toEqual([expect.stringContaining("Excessive alias count")]);
  });

  it.each([
    ["is missing", "/nowhere/people.yaml", "there is no such file"],
    ["is a folder", "/", "it is a folder"],
  ])("says when the file %s", async (_, file, message) => {
    await expect(readYamlDirectory(file)).rejects.toThrow(
      `${file}: the directory cannot be read: ${message}.`,
    );
  });
});

describe("the sample company", () => {
  it("is as awkward as a real directory", async () => {
    const { users, groups, assignments, domain } = await readYamlDirectory(sample);
    const has = (pattern: RegExp) => users.some(({ displayName }) => pattern.test(displayName));
    expect(domain).toMatch(/\.example$/);
    expect(users.length).toBeGreaterThan(55);
    expect(groups).toHaveLength(8);
    expect(users.filter(({ accountEnabled }) => !accountEnabled)).toHaveLength(1);
    expect(users.filter(({ userType }) => userType === "Guest").length).toBeGreaterThan(2);
    expect(users.filter(({ manager }) => manager !== null).length).toBeGreaterThan(50);
    expect(
      [/['’]/, /\p{Script=Han}/u, /\p{Script=Arabic}/u, /\p{Script=Hangul}/u, /[ÅØñã]/u].map(has),
    ).not.toContain(false);
    const nested = groups.filter(({ id }) => groups.some(({ members }) => members.has(id)));
    expect(nested).toHaveLength(1);
    expect(assignments.groups).not.toContain(nested[0]?.displayName);
    expect(assignments.groups).not.toContain("Finance");
  });

  it("assigns nobody twice", async () => {
    const { users, groups, assignments } = await readYamlDirectory(sample);
    const assigned = groups.filter(({ displayName }) => assignments.groups.includes(displayName));
    const alone = users.filter(({ userPrincipalName }) => assignments.users.includes(userPrincipalName));
    expect(alone).toHaveLength(2);
    for (const { id } of alone) expect(assigned.some(({ members }) => members.has(id))).toBe(false);
  });
});
