import { z } from "zod";

/** The body of a `$ref` request: a link to a directory object, by its absolute address. */
export const reference = z.looseObject({ "@odata.id": z.string() });

/** The object id that a link ends with. */
export function referencedId(link: string): string {
  return link.replace(/^.*\//, "").replace(/^\w+\('(.*)'\)$/, "$1");
}
