import { readFile, writeFile } from "node:fs/promises";
import { z } from "zod";
import type { TenantView } from "../tenant.ts";
import type { ScimContent } from "./scim.ts";

/** A membership by the object ids of the directory, as `<group> <member>`. */
export type Membership = string;

const noted = z.object({ jobId: z.string(), memberships: z.array(z.string()) });

/**
 * Memberships that an earlier stack left in the service, and that the job of this one never learned of. Entra does not
 * read a group's members, so it takes away only those whom the job itself has linked: somebody who was disabled when the
 * job began stays a member, whatever happens to them later.
 */
export class LeftBehind {
  readonly #file: string;

  /** `file` keeps what was found from run to run; each job has its own. */
  constructor(file: string) {
    this.#file = file;
  }

  /** To be called after a job's first cycle, with the service's content before it. Later cycles change nothing. */
  async note(tenant: TenantView, before: ScimContent): Promise<void> {
    const [job] = tenant.jobs;
    if (job === undefined || (await this.#read())?.jobId === job.id) return;
    const linked = linkedMemberships(tenant);
    const memberships = membershipsOf(before).filter((each) => !linked.has(each));
    await writeFile(this.#file, JSON.stringify({ jobId: job.id, memberships }), { mode: 0o600 });
  }

  /** Those of the current job, without what it has linked since. */
  async read(tenant: TenantView): Promise<ReadonlySet<Membership>> {
    const found = await this.#read();
    if (found === undefined || found.jobId !== tenant.jobs[0]?.id) return new Set();
    const linked = linkedMemberships(tenant);
    return new Set(found.memberships.filter((each) => !linked.has(each)));
  }

  async #read(): Promise<z.infer<typeof noted> | undefined> {
    const text = await readFile(this.#file, "utf8").catch(() => undefined);
    return text === undefined ? undefined : noted.parse(JSON.parse(text));
  }
}

function linkedMemberships({ jobs }: TenantView): ReadonlySet<Membership> {
  const links = jobs.flatMap(({ engine }) => Object.values(engine.links));
  return new Set(
    links.flatMap(({ sourceId, references }) =>
      (references["members"] ?? []).map((member) => membership(sourceId, member)),
    ),
  );
}

function membershipsOf({ groups, users }: ScimContent): Membership[] {
  const sources = new Map([...users, ...groups].map(({ id, externalId }) => [id, externalId]));
  return groups.flatMap((group) =>
    group.members.map(({ value }) => membership(group.externalId ?? "", sources.get(value) ?? "")),
  );
}

export function membership(group: string, member: string): Membership {
  return `${group} ${member}`;
}
