/** A target attribute's name taken apart, such as `urn:...:User:manager` or `emails[type eq "work"].value`. */
export interface TargetAttribute {
  /** The whole name; it is the path of PATCH operations and filters. */
  readonly name: string;
  /** URN of the extension that the attribute belongs to; undefined for one of the core schema. */
  readonly schema: string | undefined;
  readonly attribute: string;
  /** Which element of a multi-valued attribute is meant. */
  readonly filter: { readonly attribute: string; readonly value: FilterValue } | undefined;
  readonly subAttribute: string | undefined;
}

/** A value in quotation marks is text; `true`, `false` and numbers stand without them. */
type FilterValue = string | boolean | number;

const NAME =
  /^(?:(urn:[^[\]"]*):)?([^:[\].]+)(?:\[\s*([\w$-]+)\s+eq\s+("[^"]*"|true|false|-?\d+(?:\.\d+)?)\s*\])?(?:\.([\w$-]+))?$/i;

/** Takes a target attribute's name apart; one of another form is a plain attribute of that name. */
export function parseTargetAttribute(name: string): TargetAttribute {
  const found = NAME.exec(name);
  if (found === null)
    return { name, schema: undefined, attribute: name, filter: undefined, subAttribute: undefined };
  const [, schema, attribute = name, filterAttribute, filterValue, subAttribute] = found;
  const filter =
    filterAttribute === undefined
      ? undefined
      : { attribute: filterAttribute, value: parseFilterValue(filterValue ?? '""') };
  return { name, schema, attribute, filter, subAttribute };
}

function parseFilterValue(text: string): FilterValue {
  if (text.startsWith('"')) return text.slice(1, -1);
  return /^(?:true|false)$/i.test(text) ? text.toLowerCase() === "true" : Number(text);
}

/** A JSON object of a SCIM resource. */
export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value that a resource has for the attribute; undefined when it has none. */
export function readAttribute(resource: JsonObject, target: TargetAttribute): unknown {
  const holder = target.schema === undefined ? resource : (resource[target.schema] ?? {});
  let value = isObject(holder) ? member(holder, target.attribute) : undefined;
  const { filter } = target;
  if (filter !== undefined) {
    const elements: unknown[] = Array.isArray(value) ? value : [];
    value = elements.find(
      (element) => isObject(element) && isSame(member(element, filter.attribute), filter.value),
    );
  }
  if (target.subAttribute === undefined) return value;
  return isObject(value) ? member(value, target.subAttribute) : undefined;
}

/** Sets the attribute in a resource that is being built, with the containers it needs. */
export function writeAttribute(resource: JsonObject, target: TargetAttribute, value: unknown): void {
  const holder = target.schema === undefined ? resource : child(resource, target.schema);
  if (target.filter === undefined && target.subAttribute === undefined) {
    holder[target.attribute] = value;
    return;
  }
  const container = target.filter === undefined ? child(holder, target.attribute) : element(holder, target);
  container[target.subAttribute ?? "value"] = value;
}

function child(holder: JsonObject, name: string): JsonObject {
  const existing = holder[name];
  if (isObject(existing)) return existing;
  const made: JsonObject = {};
  holder[name] = made;
  return made;
}

function element(holder: JsonObject, { attribute, filter }: TargetAttribute): JsonObject {
  const existing = holder[attribute];
  const elements: unknown[] = Array.isArray(existing) ? existing : [];
  holder[attribute] = elements;
  const found = elements.find(
    (each) => isObject(each) && isSame(each[filter?.attribute ?? ""], filter?.value ?? ""),
  );
  if (isObject(found)) return found;
  const made = newElement(attribute, filter?.attribute ?? "type", filter?.value ?? "");
  elements.push(made);
  return made;
}

/** Entra marks work e-mail as primary, and gives the primary role its type. */
function newElement(attribute: string, filterAttribute: string, filterValue: FilterValue): JsonObject {
  if (filterAttribute === "primary") {
    const primary = String(filterValue).toLowerCase() === "true";
    return attribute === "roles" ? { primary, type: "WindowsAzureActiveDirectoryRole" } : { primary };
  }
  const made = { [filterAttribute]: filterValue };
  return attribute === "emails" && filterValue === "work" ? { primary: true, ...made } : made;
}

/** SCIM attribute names are not case-sensitive. */
function member(holder: JsonObject, name: string): unknown {
  if (name in holder) return holder[name];
  const wanted = name.toLowerCase();
  return Object.entries(holder).find(([key]) => key.toLowerCase() === wanted)?.[1];
}

function isSame(value: unknown, wanted: FilterValue): boolean {
  const isScalar = typeof value === "string" || typeof value === "boolean" || typeof value === "number";
  return isScalar && String(value).toLowerCase() === String(wanted).toLowerCase();
}
