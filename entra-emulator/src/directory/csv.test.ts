import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readCsvDirectory } from "./csv.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "directory-csv-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** The columns that the documentation of "Download users" lists. */
const documented =
  "userPrincipalName,displayName,surname,mail,givenName,objectId,userType,jobTitle,department,accountEnabled," +
  "usageLocation,streetAddress,state,country,physicalDeliveryOfficeName,city,postalCode,telephoneNumber,mobile," +
  "authenticationAlternativePhoneNumber,authenticationEmail,alternateEmailAddress,ageGroup," +
  "consentProvidedForMinor,legalAgeGroupClassification";

const ann = "11111111-0000-4000-8000-00000000000a";
const bo = "22222222-0000-4000-8000-00000000000b";
const support = "33333333-0000-4000-8000-00000000000c";
const nights = "44444444-0000-4000-8000-00000000000d";

const users = `\uFEFF${documented}\r\n"ann@contoso.com","Ann ""Annie"" Ó, Berg","Berg","ann.berg@contoso.com","Ann",${ann},Member,Engineer,R&D,True,DE,"Line 1\r\nLine 2",,Germany,B7,Berlin,10115,+49 30 1,+49 170 1,,,,,,\r\nbo_partner.com#EXT#@contoso.com,Bo,,,,${bo},Guest,,,False,,,,,,,,,,,,,,,\r\n`;
const groups = `id,displayName,groupType,membershipType,source,mail,securityEnabled,mailEnabled\n${support},Support,Security,Assigned,Cloud,,True,False\n${nights},News,Microsoft 365,Dynamic,Cloud,news@contoso.com,False,True\n`;
const members = `id,userPrincipalName,displayName,objectType,userType,isUser,isGroup,isGuest\n${ann},ann@contoso.com,Ann,User,Member,True,False,False\n${nights},,News,Group,,False,True,False\n55555555-0000-4000-8000-00000000000e,,Laptop,Device,,,,\n`;

function at(name: string): string {
  return path.join(folder, name);
}

/** Writes the files and reads them; the members' file is named as its group. */
async function read(given: { users?: string; groups?: string; members?: string; file?: string }) {
  const files = {
    users: at("users.csv"),
    groups: at("groups.csv"),
    members: at(given.file ?? "Support.csv"),
  };
  await writeFile(files.users, given.users ?? users);
  await writeFile(files.groups, given.groups ?? groups);
  await writeFile(files.members, given.members ?? members);
  return await readCsvDirectory(files);
}

async function problems(given: Parameters<typeof read>[0]): Promise<string[]> {
  const message = await read(given).then(
    () => "",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  return message
    .split("\n")
    .slice(1)
    .map((line) => line.trim().replace(`${folder}${path.sep}`, ""));
}

describe("the admin center's downloads", () => {
  it("become a directory, with byte order mark, quotes, line ends in fields, and CRLF", async () => {
    const directory = await read({});
    expect(directory.users).toMatchObject([
      {
        id: ann,
        userPrincipalName: "ann@contoso.com",
        displayName: 'Ann "Annie" Ó, Berg',
        mail: "ann.berg@contoso.com",
        accountEnabled: true,
        userType: "Member",
        streetAddress: "Line 1\r\nLine 2",
        officeLocation: "B7",
        businessPhones: ["+49 30 1"],
        mobilePhone: "+49 170 1",
        state: null,
        manager: null,
      },
      { id: bo, accountEnabled: false, userType: "Guest", givenName: null, businessPhones: [] },
    ]);
    expect(directory.groups).toMatchObject([
      { id: support, displayName: "Support", securityEnabled: true, mailEnabled: false, groupTypes: [] },
      { id: nights, securityEnabled: false, mailEnabled: true, groupTypes: ["Unified", "DynamicMembership"] },
    ]);
    expect(directory.domain).toBe("contoso.com");
  });

  it("put users and groups into the group that the file is named as, and pass devices over", async () => {
    const { groups: found } = await read({});
    expect([...(found[0]?.members ?? [])]).toEqual([ann, nights]);
  });

  it("assign the security groups", async () => {
    expect((await read({})).assignments).toEqual({ groups: [support], users: [] });
  });

  it("may come as a folder of members' files, or as one file with a column groupId", async () => {
    const own = path.join(folder, "members");
    await mkdir(own);
    await writeFile(path.join(own, "Support.csv"), members);
    await writeFile(path.join(own, `${nights}.csv`), `id\n${bo}\n`);
    await read({});
    const files = {
      users: path.join(folder, "users.csv"),
      groups: path.join(folder, "groups.csv"),
      members: own,
    };
    const separate = await readCsvDirectory(files);
    const together = await read({
      file: "all.csv",
      members: `groupId,id\n${support},${ann}\n${support},${nights}\n${nights},${bo}\n`,
    });
    expect(separate.groups.map((group) => [...group.members])).toEqual([[ann, nights], [bo]]);
    expect(together.groups).toEqual(separate.groups);
  });

  it("have other names for some columns in newer downloads", async () => {
    const { users: found } = await read({
      users: `userPrincipalName,displayName,id,officeLocation,mobilePhone\na@b.c,Ann,${ann.toUpperCase()},B7,1\n`,
      members: "id\n",
    });
    expect(found).toMatchObject([{ id: ann, officeLocation: "B7", mobilePhone: "1" }]);
  });

  it("have their mistakes named all at once, with file, line, field and what was expected", async () => {
    const bad = `objectId,userPrincipalName,displayName,accountEnabled,userType,streetAddress
${ann},ann@contoso.com,Ann,yes,Member,"two
lines"
not-an-id,bo,,True,Boss,
${ann},cy@contoso.com,Cy,,,

${bo},ann@contoso.com,Di,,,
${bo},di@contoso.com,Di
`;
    expect(await problems({ users: bad, members: `id\n${bo}\n` })).toEqual([
      `Support.csv:2:1: id: there is no user or group ${bo} in the other files; were they downloaded with a filter?`,
      'users.csv:2:4: accountEnabled: expected True or False, found "yes"',
      expect.stringMatching(/^users\.csv:4:1: id: expected an object id such as .*, found "not-an-id"$/),
      'users.csv:4:2: userPrincipalName: expected a name such as ann@contoso.com, found "bo"',
      "users.csv:4:3: displayName: is empty; expected a name",
      'users.csv:4:5: userType: expected Member or Guest, found "Boss"',
      `users.csv:5:1: id: ${ann} is there twice`,
      "users.csv:7:2: userPrincipalName: ann@contoso.com is there twice",
      "users.csv:8:3: expected 6 fields as in the header, found 3",
    ]);
  });

  it("say when a header or a group is not what it should be", async () => {
    expect(await problems({ users: "name;mail\nAnn;a@b.c\n", members: "id\n" })).toEqual([
      "users.csv:1:1: the header has no column objectId or id, userPrincipalName, displayName; fields must be separated by commas",
    ]);
    expect(await problems({ users: "", members: "id\n" })).toEqual([
      "users.csv: is empty; expected the header line of the users",
    ]);
    expect(await problems({ file: "exportGroupMembers.csv" })).toEqual([
      "exportGroupMembers.csv: expected a column groupId, or a file that is named as its group (by name or object id)",
    ]);
    expect(await problems({ members: `groupId,id\nSales,${ann}\n` })).toEqual([
      'Support.csv:2:1: group: there is no group "Sales" among the groups',
    ]);
  });

  it("say that a group's name is ambiguous when two groups have it, and take its object id", async () => {
    const twins = `id,displayName\n${support},Support\n${nights},support\n`;
    const several = "there are several groups of the name";
    expect(await problems({ groups: twins })).toEqual([
      `Support.csv: ${several} "Support"; name the group by its object id`,
    ]);
    const named = `groupId,id\nSUPPORT,${ann}\n${nights},${ann}\n`;
    expect(await problems({ groups: twins, members: named })).toEqual([
      `Support.csv:2:1: group: ${several} "SUPPORT"; name the group by its object id`,
    ]);
    const found = await read({ groups: twins, members: `groupId,id\n${nights},${ann}\n` });
    expect(found.groups.map(({ members: own }) => [...own])).toEqual([[], [ann]]);
    expect(found.assignments.groups).toEqual([support, nights]);
  });

  it.each([
    [
      "is not closed",
      `id,displayName\r\n${support},"a\r\nb"\r\n${nights},"c\r\n`,
      "groups.csv:4:2: a quoted field is not closed",
    ],
    [
      "stands inside a field",
      `id,displayName\n${support},a"b"\n`,
      "groups.csv:2:2: a quote stands inside a field",
    ],
    [
      "is followed by more",
      `id,displayName\n${support},"a"b\n`,
      "groups.csv:2:2: there is more after a closing quote",
    ],
  ])("say where a quote %s", async (_, text, message) => {
    expect(await problems({ groups: text, members: "id\n" })).toEqual([expect.stringContaining(message)]);
  });

  it("must be UTF-8", async () => {
    const file = path.join(folder, "users.csv");
    await writeFile(file, Buffer.from("displayName\nM\xfcller\n", "latin1"));
    await expect(readCsvDirectory({ users: file, groups: file, members: file })).rejects.toThrow(
      "must be UTF-8",
    );
  });

  it("keep any text that a field can hold", async () => {
    const text = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
      .filter((value) => value.trim() === value && value.isWellFormed() && !value.startsWith("\uFEFF"));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ displayName: text, jobTitle: text, always: fc.boolean() }), { maxLength: 20 }),
        fc.constantFrom("\n", "\r\n"),
        async (people, end) => {
          const lines = people.map(({ displayName, jobTitle, always }, at) =>
            [`u${at}@b.c`, guid(at), field(displayName, always), field(jobTitle, always)].join(","),
          );
          const table = ["userPrincipalName,objectId,displayName,jobTitle", ...lines].join(end);
          const { users: found } = await read({ users: table, members: "id\n" });
          const expected = people.map(({ displayName, jobTitle }) => ({ displayName, jobTitle }));
          expect(found.map(({ displayName, jobTitle }) => ({ displayName, jobTitle }))).toEqual(expected);
        },
      ),
      { numRuns: 50 },
    );
  });
});

function guid(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
}

function field(text: string, always: boolean): string {
  return always || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
