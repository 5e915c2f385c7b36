import { z } from "zod";
import { BY_ASSIGNMENT, profileAttribute } from "../../product/profile.ts";

const values = profileAttribute?.canonicalValues ?? [];
const initial = profileAttribute?.default ?? "none";

/** The profile of everyone: step 12 of the guide. */
export const profile = z
  .enum([...values, BY_ASSIGNMENT])
  .exactOptional()
  .meta({
    description: `Step 12 of the guide. The profile that everyone gets; or \`${BY_ASSIGNMENT}\`, which makes an app role per profile and lets each assignment choose. Left out, Entra sends no profile and the product's own default, ${initial}, applies.`,
    example: values.find((value) => value !== initial),
  });

/** The profile of whom one entry of `assignments` assigns. */
export const assignedProfile = z
  .enum(values)
  .exactOptional()
  .meta({
    description: `The profile of everyone whom this entry assigns; only with \`profile: ${BY_ASSIGNMENT}\`. Left out: ${initial}.`,
    example: values.at(-1),
  });
