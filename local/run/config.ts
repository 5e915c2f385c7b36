import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { ConfigValues } from "../pulumi/stack/stack.ts";
import type { ConstantAttribute } from "./check/check.ts";
import type { AssignedIds } from "./directory.ts";
import type { LocalService } from "./service.ts";

const schemaFile = path.resolve(import.meta.dirname, "..", "..", "schemas", "sightcall-user.json");

/** The profile that the local stack gives everyone: not the default, so that the check can tell it from none. */
const PROFILE = "recording";

/** The configuration of the stack `local`: what an administrator would set for a real endpoint and tenant. */
export function stackConfig(
  service: Pick<LocalService, "url" | "token">,
  assigned: AssignedIds,
): ConfigValues {
  return {
    values: {
      endpoint: { url: service.url },
      profile: PROFILE,
      assignments: assigned,
      // Entra's default, the mail nickname, changes with a rename; an id never does.
      provisioning: { mappings: [{ targetAttributeName: "externalId", attribute: "objectId" }] },
    },
    secrets: { "endpoint.token": service.token },
  };
}

/** What the stack's configuration makes of every user, for the check. */
export function constantAttributes(): ConstantAttribute[] {
  const { id } = z.object({ id: z.string() }).parse(JSON.parse(readFileSync(schemaFile, "utf8")));
  return [{ schema: id, attribute: "profile", value: PROFILE }];
}
