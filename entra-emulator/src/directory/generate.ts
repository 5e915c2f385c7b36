import { EmulatorError } from "../error.ts";
import { type Department, departments, type Site, sites } from "./company.ts";
import type { Directory, Group, User } from "./model.ts";
import { type Naming, namings } from "./names.ts";
import { objectId } from "./object-id.ts";
import { newGroup, newUser } from "./objects.ts";
import { Random } from "./random.ts";

const DOMAIN = "generated.example";
const COMPANY_NAME = "Generated Industries";
const SEED = 20260105;
/** Entra allows 300,000 objects in a tenant that has a domain of its own. */
const MOST_PEOPLE = 300_000;
/** A manager has at most this many direct reports. */
const REPORTS = 12;

/**
 * Invented people of any number, the same for the same number: departments with managers, groups by department, site
 * and task. Assigned are the departments that meet customers; every twentieth person is a guest, every fiftieth disabled.
 *
 * @throws {EmulatorError} when the number is not a whole one from 1 to 300,000
 */
export function generateDirectory({ people }: { readonly people: number }): Directory {
  if (!Number.isInteger(people) || people < 1 || people > MOST_PEOPLE) {
    throw new EmulatorError(
      `A directory can have from 1 to ${MOST_PEOPLE.toLocaleString("en")} people, not ${people}.`,
    );
  }
  const random = new Random(SEED);
  const names = new Names(random);
  const company = new Company();
  for (let number = 1; number <= people; number += 1) company.add(person(number, random, names));
  const groups = company.groups();
  return {
    tenantDisplayName: COMPANY_NAME,
    domain: DOMAIN,
    users: company.users,
    groups,
    assignments: {
      groups: assigned.filter((name) => groups.some((group) => group.displayName === name)),
      users: [],
    },
  };
}

/** Those who talk with customers; the others are in the directory and not provisioned. */
const assigned = ["Field Service", "Customer Support", "Sales", "Engineering", "Night Shift"];

/** Sign-in names that are unique: a second Ann Berg is ann.berg2. */
class Names {
  readonly #random: Random;
  readonly #used = new Map<string, number>();

  constructor(random: Random) {
    this.#random = random;
  }

  next(): { naming: Naming; given: string; family: string; alias: string } {
    const naming = this.#random.pick(namings);
    const [given, givenSpelled] = this.#random.pick(naming.given);
    const [family, familySpelled] = this.#random.pick(naming.family);
    const base = `${givenSpelled}.${familySpelled}`;
    const count = (this.#used.get(base) ?? 0) + 1;
    this.#used.set(base, count);
    return { naming, given, family, alias: count === 1 ? base : `${base}${count}` };
  }
}

function person(
  number: number,
  random: Random,
  names: Names,
): { user: User; department: Department; site: Site } {
  const { naming, given, family, alias } = names.next();
  const department = departmentOf(random.below(100));
  const site = random.pick(sites);
  const guest = number % 20 === 0;
  const mail = guest ? `${alias}@partner.example` : `${alias}@${DOMAIN}`;
  const userPrincipalName = guest ? `${mail.replace("@", "_")}#EXT#@${DOMAIN}` : mail;
  const user = newUser({
    id: objectId("user", DOMAIN, userPrincipalName),
    userPrincipalName,
    displayName: naming.familyFirst ? `${family} ${given}` : `${given} ${family}`,
    givenName: given,
    surname: family,
    mail,
    accountEnabled: number % 50 !== 7,
    userType: guest ? "Guest" : "Member",
    jobTitle: random.pick(department.titles),
    department: department.name,
    companyName: guest ? "Partner Services" : COMPANY_NAME,
    employeeId: guest ? null : String(100_000 + number),
    officeLocation: site.officeLocation,
    city: site.city,
    state: site.state,
    country: site.country,
    businessPhones: [`${site.telephone} ${String(number).padStart(6, "0")}`],
    mobilePhone: random.onceIn(3) ? `${site.telephone} 9${String(number).padStart(6, "0")}` : null,
    preferredLanguage: naming.preferredLanguage,
  });
  return { user, department, site };
}

function departmentOf(share: number): Department {
  let upTo = 0;
  for (const department of departments) {
    upTo += department.share;
    if (share < upTo) return department;
  }
  throw new TypeError("the shares of the departments must add up to 100");
}

/** Gives people their managers and groups as they are hired. */
class Company {
  readonly users: User[] = [];
  readonly #byDepartment = new Map<string, User[]>();
  readonly #groups = new Map<string, Group>();

  add({ user, department, site }: { user: User; department: Department; site: Site }): void {
    const colleagues = this.#byDepartment.get(department.name) ?? [];
    this.#byDepartment.set(department.name, colleagues);
    // A tree: the first of a department reports to the first of the company, the next twelve to them, and so on.
    const manager = colleagues[Math.floor((colleagues.length - 1) / REPORTS)] ?? this.users[0];
    user.manager = manager === undefined ? null : manager.id;
    colleagues.push(user);
    this.users.push(user);

    this.#group(department.name, `Everyone in ${department.name}`).members.add(user.id);
    this.#group(`Site ${site.officeLocation}`, `Everyone at ${site.officeLocation}`).members.add(user.id);
    if (department.name === "Customer Support" && colleagues.length % 5 === 0) {
      this.#group("Night Shift", "Support at night, on call").members.add(user.id);
    }
  }

  /** The groups; the night shift is nested in Field Service, whose people call it. */
  groups(): Group[] {
    const nightShift = this.#groups.get("Night Shift");
    const fieldService = this.#groups.get("Field Service");
    if (nightShift !== undefined && fieldService !== undefined) fieldService.members.add(nightShift.id);
    return [...this.#groups.values()];
  }

  #group(displayName: string, description: string): Group {
    const found = this.#groups.get(displayName);
    if (found !== undefined) return found;
    const made = newGroup({ id: objectId("group", DOMAIN, displayName), displayName, description });
    this.#groups.set(displayName, made);
    return made;
  }
}
