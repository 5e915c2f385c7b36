import { checkExpression, parseExpression, toMappingSource } from "@entra-scim-kit/expressions";
import type { Context } from "../../context.ts";
import { ProviderError } from "../../runtime/error.ts";
import { GraphError } from "../../graph/error.ts";
import { type FilterOperator, listFilterOperators } from "../../graph/filter-operators.ts";
import { parseGraphExpression } from "../../graph/parse-expression.ts";
import type { JobReference } from "../../identifiers.ts";
import { type MappingSource, PLURALS, type SchemaDocument, sectionOf } from "./document.ts";
import { filterProblems } from "./filter-problems.ts";
import { type Inputs, type MappingInput, objectOf } from "./inputs.ts";
import type { Owned } from "./owned.ts";

/** What inputs own, with each expression in the form that this provider gives it, without asking Graph. */
export function resolveOffline(inputs: Inputs): Owned {
  const { attributes = [], mappings = [], scopingFilters = [], disabledMappings = [] } = inputs;
  const resolved = mappings.map((input) => ({ input, source: sourceOf(input) }));
  return { attributes, mappings: resolved, scopingFilters, disabledMappings };
}

/**
 * What inputs own, checked against a live schema, with each expression as Graph itself parses it.
 *
 * @throws {ProviderError} with all that does not fit: attributes that do not exist, expressions that Graph refuses.
 */
export async function resolve(
  inputs: Inputs,
  document: SchemaDocument,
  job: JobReference,
  context: Context,
): Promise<Owned> {
  const owned = resolveOffline(inputs);
  const operators = owned.scopingFilters.length === 0 ? [] : await listFilterOperators(job, context);
  const problems = problemsOffline(owned, document, operators);
  const mappings = await Promise.all(
    owned.mappings.map(async (mapping) => {
      if (mapping.source?.type !== "Function") return mapping;
      const parsed = await askGraph(mapping.source, job, context);
      if (parsed.problem !== undefined)
        problems.push(`${mapping.input.targetAttributeName}: ${parsed.problem}`);
      return { ...mapping, source: parsed.source ?? mapping.source };
    }),
  );
  if (problems.length > 0) {
    throw new ProviderError(
      `This does not fit the job's schema, and nothing was changed:\n${problems.join("\n")}`,
    );
  }
  warnOfExpressions(inputs, context);
  return { ...owned, mappings };
}

/** What does not fit a live schema, as far as it can be found out without Graph's parser. */
export function problemsOffline(
  owned: Owned,
  document: SchemaDocument,
  operators: readonly FilterOperator[],
): string[] {
  return [
    ...owned.mappings.flatMap(({ input }) => unknownAttributes(input, owned, document)),
    ...owned.scopingFilters.flatMap((filter) => filterProblems(filter, document, operators)),
  ];
}

/** Warns of what Graph accepts although Microsoft's reference does not have it. */
function warnOfExpressions({ mappings = [] }: Inputs, { log }: Context): void {
  const lines = mappings.flatMap(({ expression, targetAttributeName }) =>
    checkExpression(expression ?? '""').warnings.map(({ message }) => `${targetAttributeName}: ${message}`),
  );
  if (lines.length > 0)
    log.warn(`Entra takes these expressions, but look at them again:\n${lines.join("\n")}`);
}

function sourceOf(input: MappingInput): MappingSource | null {
  const { constant, attribute, expression } = input;
  const span = { start: 0, end: 0 };
  if (constant !== undefined)
    return asSource(toMappingSource({ kind: "constant", value: constant, bare: false, span }));
  if (attribute !== undefined) return asSource(toMappingSource({ kind: "attribute", name: attribute, span }));
  if (expression !== undefined) return asSource(toMappingSource(parseExpression(expression)));
  return null;
}

function asSource(source: ReturnType<typeof toMappingSource>): MappingSource {
  const parameters = source.parameters.map(({ key, value }) => ({ key, value: asSource(value) }));
  return { ...source, parameters };
}

function unknownAttributes(input: MappingInput, owned: Owned, document: SchemaDocument): string[] {
  const object = objectOf(input);
  const { targetAttributes, sourceAttributes } = sectionOf(document, object);
  const name = input.targetAttributeName;
  const declared = owned.attributes.some((each) => objectOf(each) === object && each.name === name);
  const problems: string[] = [];
  if (!declared && !targetAttributes.some((each) => each.name === name)) {
    problems.push(
      `${name}: the target has no such attribute of ${PLURALS[object]}; declare it under \`attributes\``,
    );
  }
  if (sourceAttributes.length === 0) return problems;
  const expression = input.attribute === undefined ? (input.expression ?? '""') : `[${input.attribute}]`;
  const { errors } = checkExpression(expression, { attributes: sourceAttributes.map((each) => each.name) });
  return [...problems, ...errors.map((mistake) => `${name}: ${mistake.message}`)];
}

/** Graph's own parse; neither source nor problem where the tenant does not offer it, because a PUT checks again. */
async function askGraph(
  source: MappingSource,
  job: JobReference,
  context: Context,
): Promise<{ source?: MappingSource; problem?: string }> {
  try {
    const reply = await parseGraphExpression(job, source.expression ?? "", context);
    if (!reply.parsingSucceeded) {
      return {
        problem: `Entra does not take the expression: ${reply.error?.message ?? "it does not say why"}`,
      };
    }
    return reply.parsedExpression == null ? {} : { source: reply.parsedExpression };
  } catch (error) {
    if (error instanceof GraphError && (error.status === 404 || error.status === 400)) return {};
    throw error;
  }
}
