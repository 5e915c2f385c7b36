import { z } from "zod";
import type { Context } from "../../provider/context.ts";
import { FleetError } from "../error.ts";

const user = z.object({
  userName: z.string(),
  externalId: z.string().nullish(),
  active: z.boolean().default(true),
});

export type ProvisionedPerson = z.output<typeof user>;

const page = z.object({ totalResults: z.number(), Resources: z.array(user).default([]) });
const PAGE_SIZE = 200;

/**
 * The users that a SCIM endpoint has, page by page.
 *
 * @param baseAddress of the endpoint, as Entra has it
 * @throws {FleetError} when the endpoint refuses
 */
export async function provisionedPeople(
  baseAddress: string,
  token: string,
  context: Context,
): Promise<ProvisionedPerson[]> {
  const found: ProvisionedPerson[] = [];
  for (;;) {
    const url = new URL(baseAddress);
    url.pathname = `${url.pathname.replace(/\/$/, "")}/Users`;
    url.search = `attributes=userName,externalId,active&startIndex=${found.length + 1}&count=${PAGE_SIZE}`;
    const headers = { authorization: `Bearer ${token}`, accept: "application/scim+json" };
    const reply = await context.http.send({ method: "GET", url: url.href, headers }, context);
    if (reply.status !== 200) {
      throw new FleetError(`${url.origin}${url.pathname} answered ${reply.status} to a list of users.`);
    }
    const { totalResults, Resources } = page.parse(JSON.parse(reply.text));
    found.push(...Resources);
    if (Resources.length === 0 || found.length >= totalResults) return found;
  }
}
