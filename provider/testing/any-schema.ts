import * as fc from "fast-check";
import type {
  AttributeMapping,
  Filter,
  MappingSource,
  ObjectMapping,
  SchemaDocument,
} from "../resources/synchronization-schema/document.ts";
import { schemaDocument } from "./schema-document.ts";

const OWN = "urn:ietf:params:scim:schemas:extension";
const FLOW_TYPES = ["Always", "ObjectAddOnly", "MultiValueAddOnly", "ValueAddOnly", "AttributeAddOnly"];

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    "",
    "recording",
    "true",
    "007",
    'a "quoted" one',
    String.raw`back\slash`,
    "# no comment",
    "[x]",
  ),
);

/** Expressions as administrators write them: known and unknown functions, odd spaces, and what no parser takes. */
const expression = fc.constantFrom(
  'Join("-", [department],[jobTitle])',
  'Switch( [department] , "standard","Support", "recording" )',
  'Trim("  x ")',
  "IIF(IsPresent([mail]), [mail], [userPrincipalName])",
  "SingleAppRoleAssignment([appRoleAssignments])",
  'FunctionOfTomorrow([mail], "x")',
  'Replace([mail], "@", , , "", , )',
  "[jobTitle]",
  "Switch([department], ",
  '"half',
);

/** Where a mapping takes its value from, in every form that Graph gives or takes. */
const source: fc.Arbitrary<MappingSource | null | undefined> = fc.oneof(
  fc.constantFrom(null, undefined),
  fc
    .constantFrom("objectId", "department", "noSuchAttribute", "odd]name")
    .chain((name) =>
      fc.constantFrom<MappingSource>(
        { type: "Attribute", name },
        { type: "Attribute", name, expression: `[${name}]`, parameters: [] },
        { type: "Attribute", name, expression: null, parameters: null },
        { expression: `[${name}]` },
      ),
    ),
  text.chain((name) =>
    fc.constantFrom<MappingSource>(
      { type: "Constant", name },
      { type: "Constant", name, expression: name },
      { type: "Constant", name, expression: JSON.stringify(name), parameters: [] },
    ),
  ),
  expression.map((written): MappingSource => {
    return { type: "Function", name: written.split("(")[0], expression: written };
  }),
  fc.constant<MappingSource>({
    type: "Function",
    name: "ToLower",
    expression: "",
    parameters: [{ key: "source", value: { type: "Attribute", name: "mail" } }],
  }),
);

const details = fc.record(
  {
    matchingPriority: fc.nat({ max: 3 }),
    flowType: fc.constantFrom(...FLOW_TYPES, "FlowOfTomorrow"),
    flowBehavior: fc.constantFrom("FlowWhenChanged", "FlowAlways"),
    defaultValue: fc.oneof(fc.constant(null), text),
    exportMissingReferences: fc.boolean(),
  },
  { requiredKeys: [] },
);

function mostly(usual: readonly string[], seldom: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { arbitrary: fc.constantFrom(...usual), weight: 9 },
    { arbitrary: fc.constantFrom(...seldom), weight: 1 },
  );
}

const group = fc.record(
  {
    name: fc.oneof(fc.constantFrom(null, "", "Sales"), text),
    clauses: fc.array(
      fc.record({
        sourceOperandName: mostly(["department", "jobTitle"], ["noSuchAttribute", ""]),
        operatorName: mostly(["EQUALS", "IS NOT NULL", "is true"], ["OPERATOR OF TOMORROW", ""]),
        targetOperand: fc.oneof(
          fc.constant(null),
          fc.record({ values: fc.array(text, { maxLength: 2 }) }, { requiredKeys: [] }),
        ),
      }),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: ["clauses"] },
);

const scope: fc.Arbitrary<Filter | null> = fc.oneof(
  fc.constant(null),
  fc.record(
    {
      groups: fc.array(group, { maxLength: 2 }),
      inputFilterGroups: fc.array(group, { maxLength: 1 }),
      categoryFilterGroups: fc.constant([]),
    },
    { requiredKeys: [] },
  ),
);

/** What an administrator may have made of one object mapping of the template. */
interface Edit {
  readonly own: readonly { name: string; type: string }[];
  readonly mapped: readonly AttributeMapping[];
  readonly removed: readonly string[];
  readonly rest: Partial<ObjectMapping>;
}

function edit(object: "User" | "Group", targets: readonly string[]): fc.Arbitrary<Edit> {
  const names = ["sightcall:2.0:User:profile", "sightcall:2.0:User:seat", `contoso:2.0:${object}:badge`];
  const ownNames = names.map((name) => `${OWN}:${name}`);
  return fc.record({
    own: fc
      .subarray(ownNames)
      .chain((chosen) =>
        fc.tuple(
          ...chosen.map((name) =>
            fc.record({ name: fc.constant(name), type: fc.constantFrom("String", "Boolean", "Reference") }),
          ),
        ),
      ),
    mapped: fc.uniqueArray(
      fc
        .tuple(fc.constantFrom(...targets, ...ownNames), source, details)
        .map(([targetAttributeName, from, more]): AttributeMapping => {
          return Object.assign({ targetAttributeName }, from === undefined ? {} : { source: from }, more);
        }),
      { selector: ({ targetAttributeName }) => targetAttributeName, maxLength: 5 },
    ),
    removed: fc.subarray([...targets]),
    rest: fc.record(
      {
        scope,
        enabled: fc.boolean(),
        flowTypes: fc.constantFrom("Add, Update, Delete", "Add,Update", "None"),
      },
      { requiredKeys: [] },
    ),
  });
}

/** Any schema that an administrator can have made out of {@link schemaDocument}, by the rules of Graph. */
export const anySchema: fc.Arbitrary<SchemaDocument> = fc
  .record({
    users: edit("User", ["userName", "externalId", "title", "department"]),
    groups: edit("Group", ["displayName", "members", "externalId"]),
    withoutGroups: fc.boolean(),
    devices: fc.boolean(),
  })
  .map(({ users, groups, withoutGroups, devices }) => {
    const document = schemaDocument();
    const [rule] = document.synchronizationRules;
    const target = document.directories.find(({ name }) => name === "customappsso");
    for (const [index, made] of [users, groups].entries()) {
      const mapping = rule?.objectMappings[index];
      const attributes = target?.objects[index]?.attributes;
      if (mapping === undefined || attributes === undefined) continue;
      attributes.push(...made.own);
      const defined = new Set(attributes.map(({ name }) => name));
      const mapped = made.mapped.filter(({ targetAttributeName }) => defined.has(targetAttributeName));
      const gone = new Set([
        ...made.removed,
        ...mapped.map(({ targetAttributeName }) => targetAttributeName),
      ]);
      mapping.attributeMappings = [
        ...mapping.attributeMappings.filter(({ targetAttributeName }) => !gone.has(targetAttributeName)),
        ...mapped,
      ];
      Object.assign(mapping, made.rest);
    }
    if (withoutGroups) rule?.objectMappings.pop();
    if (devices) {
      const [first] = rule?.objectMappings ?? [];
      if (first !== undefined) rule?.objectMappings.push({ ...first, sourceObjectName: "Device" });
    }
    return document;
  });
