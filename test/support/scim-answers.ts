import { z } from "zod";

/** The parts of SCIM answers that tests look at; everything else passes unread. */

export const scimUser = z.object({ id: z.string(), userName: z.string(), active: z.boolean().optional() });

export const scimGroup = z.object({
  id: z.string(),
  displayName: z.string(),
  members: z.array(z.object({ value: z.string() })).default([]),
});

export const listOfUsers = z.object({ totalResults: z.number(), Resources: z.array(scimUser).default([]) });

export const scimError = z.object({
  schemas: z.tuple([z.literal("urn:ietf:params:scim:api:messages:2.0:Error")]),
  status: z.string(),
  scimType: z.string().optional(),
  detail: z.string().min(1),
});
