import type { MappingArgs } from "../../../provider/sdk/index.ts";

/** The attribute of a new job's schema that takes its value from `mail`, as Entra maps it by default. */
const MAPPED_BY_DEFAULT = 'emails[type eq "work"].value';

type PlainMapping = { readonly [K in keyof MappingArgs]: unknown };

export interface PlainMappings {
  readonly mappings: readonly PlainMapping[];
  readonly disabledMappings: readonly {
    readonly targetAttributeName: string;
    readonly object?: string | undefined;
  }[];
}

/**
 * Of the attributes that a user must have, those that a user without a mail address does not get. A user who lives only in
 * Entra has none until somebody sets it.
 *
 * @param required Names of target attributes, beside `userName`.
 */
export function requiredFromMail(
  { mappings, disabledMappings }: PlainMappings,
  required: readonly string[],
): string[] {
  const ofUsers = mappings.filter(({ object }) => object !== "Group");
  return ["userName", ...required].filter((target) => {
    const own = ofUsers.find(({ targetAttributeName }) => targetAttributeName === target);
    if (own !== undefined) return needsMail(own);
    const disabled = disabledMappings.some(
      ({ targetAttributeName, object }) => targetAttributeName === target && object !== "Group",
    );
    return target === MAPPED_BY_DEFAULT && !disabled;
  });
}

/** `Coalesce` and a default value are the ways to fall back on something else. */
function needsMail({ attribute, expression, defaultValue }: PlainMapping): boolean {
  if (typeof defaultValue === "string" && defaultValue !== "") return false;
  if (attribute === "mail") return true;
  return (
    typeof expression === "string" && expression.includes("[mail]") && !/\bCoalesce\s*\(/.test(expression)
  );
}
