import { z } from "zod";
import { stackConfig } from "./stack.ts";

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** A setting as JSON Schema describes it, with what our own descriptions add. */
const settingShape = z.object({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  description: z.string().optional(),
  example: scalar.optional(),
  secret: z.boolean().optional(),
  /** Of a setting with parts, each part has its own. */
  default: scalar.optional().catch(undefined),
  enum: z.array(z.string()).optional(),
  required: z.array(z.string()).optional(),
  get properties() {
    return z.record(z.string(), settingShape).optional();
  },
  /** Of a map, what each of its values is. */
  get additionalProperties() {
    return settingShape.optional().catch(undefined);
  },
  get items() {
    return settingShape.optional();
  },
  get anyOf() {
    return z.array(settingShape).optional();
  },
});

export type Setting = z.output<typeof settingShape>;

/** The whole configuration as one tree: what the reference page and the error messages are made of. */
export const settings: Setting = settingsOf(stackConfig);

/** The settings that a schema takes, as one tree. */
export function settingsOf(schema: z.ZodType): Setting {
  return settingShape.parse(z.toJSONSchema(schema, { io: "input" }));
}

/** The setting at a path, where one is known; a list's index leads to what each of its elements is. */
export function settingAt(path: readonly PropertyKey[], root = settings): Setting | undefined {
  return path.reduce<Setting | undefined>((setting, key) => {
    if (setting === undefined) return undefined;
    return typeof key === "number"
      ? setting.items && objectForm(setting.items)
      : (setting.properties?.[String(key)] ?? setting.additionalProperties);
  }, root);
}

/** Of a setting that may be a text or an object, the object. */
export function objectForm(setting: Setting): Setting {
  return setting.anyOf?.find((form) => form.properties !== undefined) ?? setting;
}
