/** The type that Graph's `functions` resource gives a parameter. */
export type ParameterType = "String" | "Integer" | "Boolean" | "DateTime";

export interface FunctionParameter {
  /** The key of the argument in `attributeMappingSource.parameters`. */
  readonly name: string;
  readonly type: ParameterType;
  readonly required: boolean;
  /** Only the last parameter may repeat. */
  readonly allowMultipleOccurrences: boolean;
}

export interface FunctionSignature {
  readonly name: string;
  readonly parameters: readonly FunctionParameter[];
  /** How many arguments the repeating parameter takes at a time (2 for the pairs of `Switch`), and how often at least. */
  readonly repeat: { readonly size: number; readonly least: number };
}

/**
 * Signatures in a notation of our own: `name:Type`, `?` behind an optional one, `*` behind a repeating one.
 *
 * The parameter names of Append, FormatDateTime, IsNothing, Join, Mid, Not, Prepend, Replace, SingleAppRoleAssignment,
 * Split, StripSpaces and Switch are those of Graph's own function metadata. The rest carry the names of Microsoft's
 * reference for writing expressions; that Graph uses them as keys is assumed.
 */
const SIGNATURES: Readonly<Record<string, string>> = {
  Append: "source suffix",
  AppRoleAssignmentsComplex: "source",
  AssertiveAppRoleAssignmentsComplex: "source",
  BitAnd: "value1:Integer value2:Integer",
  CBool: "Expression",
  CDate: "expression",
  Coalesce: "source*",
  ConvertToBase64: "source",
  ConvertToUTF8Hex: "source",
  Count: "attribute",
  CStr: "value",
  DateAdd: "interval value:Integer dateTime:DateTime",
  DateDiff: "interval date1:DateTime date2:DateTime",
  DateFromNum: "value:Integer",
  DefaultDomain: "",
  FormatDateTime: "source dateTimeStyles? inputFormat outputFormat",
  Guid: "",
  IIF: "condition:Boolean valueIfTrue valueIfFalse",
  IgnoreFlowIfNullOrEmpty: "Expression",
  InStr: "value1 value2 start:Integer? compareType?",
  IsNothing: "source",
  IsNull: "Expression",
  IsNullOrEmpty: "Expression",
  IsPresent: "Expression",
  IsString: "Expression",
  Item: "attribute index:Integer",
  Join: "separator source*",
  Left: "String NumChars:Integer",
  Len: "source",
  Mid: "source start:Integer length:Integer",
  NormalizeDiacritics: "source",
  Not: "source:Boolean",
  Now: "",
  NumFromDate: "value",
  PCase: "source wordSeparators?",
  Prepend: "prefix source",
  RandomString:
    "Length:Integer MinimumNumbers:Integer MinimumSpecialCharacters:Integer MinimumCapital:Integer MinimumLowerCase:Integer CharactersToAvoid?",
  Redact: "source",
  RemoveDuplicates: "attribute",
  Replace:
    "source Find? RegularExpression? RegularExpressionGroupName? Replacement? ReplacementPropertyName? Template?",
  SelectUniqueValue: "uniqueValueRule*",
  SingleAppRoleAssignment: "source",
  Split: "source delimiter",
  StripSpaces: "source",
  Switch: "source defaultValue? switchValue*",
  ToLower: "source culture?",
  ToUpper: "source culture?",
  Word: "String WordNumber:Integer delimiters",
};

const REPEATS: Readonly<Record<string, FunctionSignature["repeat"]>> = {
  SelectUniqueValue: { size: 1, least: 2 },
  Switch: { size: 2, least: 1 },
};

/** Every function an attribute mapping may call, by its exact name. */
export const FUNCTIONS: ReadonlyMap<string, FunctionSignature> = new Map(
  Object.entries(SIGNATURES).map(([name, text]) => [
    name,
    {
      name,
      parameters: text.split(" ").filter(Boolean).map(parameter),
      repeat: REPEATS[name] ?? { size: 1, least: 1 },
    },
  ]),
);

const BY_LOWER_CASE = new Map([...FUNCTIONS].map(([name, each]) => [name.toLowerCase(), each]));

/** The function that a call means: Microsoft's own examples write some in another letter case, as `Instr`. */
export function findFunction(name: string): FunctionSignature | undefined {
  return FUNCTIONS.get(name) ?? BY_LOWER_CASE.get(name.toLowerCase());
}

function parameter(text: string): FunctionParameter {
  const [, name = "", type = "String", mark] = /^(\w+)(?::(\w+))?([?*])?$/.exec(text) ?? [];
  return {
    name,
    type: type as ParameterType,
    required: mark !== "?",
    allowMultipleOccurrences: mark === "*",
  };
}

/** `Mid(source, start, length)`, optional parameters in brackets, as messages show a signature. */
export function printSignature(signature: FunctionSignature): string {
  const parts = signature.parameters.map((each) => {
    if (each.allowMultipleOccurrences)
      return signature.repeat.size === 2 ? "key, value, …" : `${each.name}, …`;
    return each.required ? each.name : `[${each.name}]`;
  });
  return `${signature.name}(${parts.join(", ")})`;
}

/** The parameter that takes the argument at this position (from 0), or null when there are too many arguments. */
export function parameterAt(signature: FunctionSignature, position: number): FunctionParameter | null {
  const last = signature.parameters.at(-1);
  return signature.parameters[position] ?? (last?.allowMultipleOccurrences === true ? last : null);
}
