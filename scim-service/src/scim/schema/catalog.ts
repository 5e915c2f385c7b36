import type { Schema } from "./attribute.ts";
import { enterpriseUserSchema } from "./enterprise-user.ts";
import { groupSchema } from "./group.ts";
import { resourceType, type ResourceType } from "./resource-type.ts";
import { userSchema } from "./user.ts";

/** Every schema and resource type that this service knows. */
export interface Catalog {
  readonly schemas: readonly Schema[];
  readonly user: ResourceType;
  readonly group: ResourceType;
}

/** The RFC's schemas and the product's own, all of which extend User. */
export function catalog(userExtensions: readonly Schema[]): Catalog {
  const extensions = [enterpriseUserSchema, ...userExtensions];
  return {
    schemas: [userSchema, groupSchema, ...extensions],
    user: resourceType(
      { name: "User", kind: "U", endpoint: "/Users", description: "User account" },
      userSchema,
      extensions,
    ),
    group: resourceType(
      { name: "Group", kind: "G", endpoint: "/Groups", description: "Group of users and groups" },
      groupSchema,
      [],
    ),
  };
}
