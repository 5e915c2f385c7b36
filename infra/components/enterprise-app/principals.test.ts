import { describe, expect, it } from "vitest";
import type { FoundGroup, FoundUser, GetPrincipalsResult } from "../../../provider/sdk/index.ts";
import { missingMailIn } from "./missing-mail.ts";
import { refusedIn, warningsIn } from "./principals.ts";

const sales: FoundGroup = { id: "g-sales", displayName: "Sales", dynamic: false, nestedGroups: [] };
const ann: FoundUser = {
  id: "u-ann",
  displayName: "Ann",
  userPrincipalName: "ann@contoso.com",
  enabled: true,
  memberOf: [],
};

function found(groups: FoundGroup[], users: FoundUser[] = []): GetPrincipalsResult {
  return {
    groups: groups.map((group) => ({ name: group.displayName, group })),
    users: users.map((user) => ({ name: user.userPrincipalName, user })),
  };
}

function problemsIn(answer: GetPrincipalsResult): string[] {
  return refusedIn(answer).map(({ path, problem }) => `${path}: ${problem}`);
}

describe("refused", () => {
  it("nobody, when everybody is found once", () => {
    expect(problemsIn(found([sales], [ann]))).toEqual([]);
  });

  it("whoever was not found, with the directory's reason", () => {
    const answer = {
      groups: [{ name: "Salez", problem: 'There is no group "Salez".' }],
      users: [{ name: "bob", problem: "Two users are called bob." }],
    };
    expect(problemsIn(answer)).toEqual([
      'assignments.groups[0]: There is no group "Salez".',
      "assignments.users[0]: Two users are called bob.",
    ]);
  });

  it("a user who is in an assigned group", () => {
    const [problem, ...others] = problemsIn(found([sales], [{ ...ann, memberOf: ["g-sales"] }]));
    expect(problem).toMatch(
      /^assignments\.users\[0\]: "Ann" is a member of "Sales", which is assigned as a whole\./,
    );
    expect(others).toEqual([]);
  });

  it("an entry that means the same as an earlier one", () => {
    expect(problemsIn(found([sales, sales]))).toEqual([
      'assignments.groups[1]: "Sales" is assignments.groups[0] already; leave one of them out.',
    ]);
  });
});

describe("warned of", () => {
  const support = { id: "g-support", displayName: "Support" };
  const parent = { ...sales, nestedGroups: [support] };

  it("a group inside an assigned one, because Entra does not look into it", () => {
    expect(warningsIn(found([parent]))).toEqual([expect.stringMatching(/^"Sales" contains "Support"\./)]);
  });

  it("nothing, when the inner group is assigned too", () => {
    expect(warningsIn(found([parent, { ...sales, ...support }]))).toEqual([]);
  });

  it("a disabled user", () => {
    expect(warningsIn(found([], [{ ...ann, enabled: false }]))).toEqual([
      expect.stringMatching(/^"Ann" is disabled/),
    ]);
  });

  it("whoever has no mail address, when a required attribute takes its value from it", () => {
    const mailed = { ...ann, id: "u-bob", mail: "bob@contoso.com" };
    const answer = found([{ ...sales, withoutMail: ["cleo@contoso.com"] }], [ann, mailed]);
    expect(missingMailIn(answer, ["userName"])).toEqual([
      expect.stringMatching(
        /^"Ann" has no mail address, but userName must have a value.*Coalesce\(\[mail\], \[userPrincipalName\]\)/,
      ),
      expect.stringMatching(/^"Sales" has members without a mail address \(such as cleo@contoso\.com\)/),
    ]);
    expect(missingMailIn(answer, [])).toEqual([]);
  });
});
