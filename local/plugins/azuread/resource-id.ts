import { z } from "zod";
import { ProviderError } from "../../../provider/runtime/error.ts";

/** The names in braces of a form such as `/applications/{application}`. */
type Names<Form extends string> = Form extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never;

/**
 * A kind of id of azuread's, which is a path with names in it.
 *
 * @example
 * const jobId = resourceId("/servicePrincipals/{servicePrincipal}/synchronization/jobs/{job}");
 * const { job } = jobId.parse(id);
 */
export function resourceId<const Form extends string>(form: Form) {
  const pattern = new RegExp(`^${form.replaceAll(/\{(\w+)\}/g, String.raw`(?<$1>[^/\s]+)`)}$`);
  return {
    format(names: Readonly<Record<Names<Form>, string>>): string {
      const all = new Map<string, string>(Object.entries(names));
      return form.replaceAll(/\{(\w+)\}/g, (_, name: string) => all.get(name) ?? "");
    },
    /** @throws {ProviderError} when the id is of another form */
    parse(id: string): Readonly<Record<Names<Form>, string>> {
      const groups = pattern.exec(id)?.groups;
      if (groups === undefined)
        throw new ProviderError(`${JSON.stringify(id)} is no id of the form ${form}.`);
      return groups as Record<Names<Form>, string>;
    },
    /** For an input that is such an id. */
    schema: z.string().regex(pattern, { error: `expected an id of the form ${form}` }),
  };
}

export const applicationId = resourceId("/applications/{application}");
export const servicePrincipalId = resourceId("/servicePrincipals/{servicePrincipal}");
