import { type CsvRow, readCsvRows } from "./csv-table.ts";
import type { User } from "./model.ts";
import { newUser } from "./objects.ts";
import type { Problems } from "./problems.ts";

/** README.md beside this file says which of these names are documented. */
const columns = {
  id: ["objectId", "id"],
  userPrincipalName: ["userPrincipalName"],
  displayName: ["displayName"],
  surname: ["surname"],
  givenName: ["givenName"],
  mail: ["mail"],
  userType: ["userType"],
  jobTitle: ["jobTitle"],
  department: ["department"],
  companyName: ["companyName"],
  accountEnabled: ["accountEnabled"],
  streetAddress: ["streetAddress"],
  state: ["state"],
  country: ["country"],
  officeLocation: ["physicalDeliveryOfficeName", "officeLocation"],
  city: ["city"],
  postalCode: ["postalCode"],
  telephoneNumber: ["telephoneNumber"],
  mobile: ["mobile", "mobilePhone"],
} as const;

const plain = [
  "surname",
  "givenName",
  "mail",
  "jobTitle",
  "department",
  "companyName",
  "streetAddress",
  "state",
  "country",
  "officeLocation",
  "city",
  "postalCode",
] as const;

/** Users by object id. */
export async function readCsvUsers(file: string, problems: Problems): Promise<Map<string, User>> {
  const users = new Map<string, User>();
  const names = new Set<string>();
  const required = ["id", "userPrincipalName", "displayName"] as const;
  for await (const row of readCsvRows(file, "the users", columns, required, problems)) {
    const user = toUser(row);
    if (user === undefined) continue;
    const name = user.userPrincipalName.toLowerCase();
    if (users.has(user.id)) row.problem("id", `${user.id} is there twice`);
    else if (names.has(name)) row.problem("userPrincipalName", `${user.userPrincipalName} is there twice`);
    else users.set(user.id, user);
    names.add(name);
  }
  return users;
}

function toUser(row: CsvRow<keyof typeof columns>): User | undefined {
  const id = row.guid("id");
  const userPrincipalName = row.required("userPrincipalName", "a name such as ann@contoso.com");
  const displayName = row.required("displayName", "a name");
  const accountEnabled = row.flag("accountEnabled", true);
  const userType = userTypeOf(row);
  const telephone = row.text("telephoneNumber");
  if (userPrincipalName !== null && !/^[^@\s]+@[^@\s]+$/.test(userPrincipalName)) {
    row.problem(
      "userPrincipalName",
      `expected a name such as ann@contoso.com, found ${JSON.stringify(userPrincipalName)}`,
    );
  }
  if (id === null || userPrincipalName === null || displayName === null) return undefined;
  return newUser({
    id,
    userPrincipalName,
    displayName,
    accountEnabled,
    userType,
    businessPhones: telephone === null ? [] : [telephone],
    mobilePhone: row.text("mobile"),
    ...(Object.fromEntries(plain.map((column) => [column, row.text(column)])) as Pick<
      User,
      (typeof plain)[number]
    >),
  });
}

function userTypeOf(row: CsvRow<keyof typeof columns>): User["userType"] {
  const text = row.text("userType");
  const found = (["Member", "Guest"] as const).find((type) => type.toLowerCase() === text?.toLowerCase());
  if (found === undefined && text !== null) {
    row.problem("userType", `expected Member or Guest, found ${JSON.stringify(text)}`);
  }
  return found ?? "Member";
}
