import { z } from "zod";
import { badRequest } from "./error.ts";

/** The body of a `$ref` request: a link to a directory object, by its absolute address. */
export const reference = z.looseObject({ "@odata.id": z.string() });

/** The object id that a link ends with. */
export function referencedId(link: string): string {
  return link.replace(/^.*\//, "").replace(/^\w+\('(.*)'\)$/, "$1");
}

/** The refusal of a link that is there already. */
export function alreadyReferenced(property: string): Error {
  return badRequest(
    `One or more added object references already exist for the following modified properties: '${property}'.`,
  );
}
