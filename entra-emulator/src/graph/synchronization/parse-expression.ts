import { parseExpression, toMappingSource } from "@entra-scim-kit/expressions";
import { z } from "zod";
import { evaluate } from "../../engine/evaluate.ts";
import { EvaluationError } from "../../engine/evaluation-error.ts";
import type { SourceAttributes, Value } from "../../engine/value.ts";
import { attributeDefinition, objectDefinition } from "../../tenant/schema.ts";
import { expressionProblems } from "./expression-problems.ts";
import { ok, parseBody } from "../request.ts";
import type { GraphServices, Route } from "../route.ts";
import { findJob, JOB_PATH } from "./find-job.ts";

const property = z.looseObject({ key: z.string(), value: z.unknown() });

const question = z.looseObject({
  expression: z.string(),
  testInputObject: z
    .looseObject({ definition: objectDefinition.nullish(), properties: z.array(property).default([]) })
    .nullish(),
  targetAttributeDefinition: attributeDefinition.nullish(),
});

type Question = z.infer<typeof question>;

/** `parseExpression`: 200 whether the expression is right or wrong; evaluated when there is an object to test it with. */
export function parseExpressionRoutes(services: GraphServices): Route[] {
  const { store } = services;

  function answer(asked: Question, knownAttributes: readonly string[]): Record<string, unknown> {
    const attributes =
      asked.testInputObject?.definition?.attributes.map(({ name }) => name) ?? knownAttributes;
    const [mistake] = expressionProblems(asked.expression, attributes);
    if (mistake !== undefined) {
      return {
        parsingSucceeded: false,
        evaluationSucceeded: false,
        evaluationResult: null,
        parsedExpression: null,
        error: { code: "InvalidExpression", message: mistake, tenantActionable: true },
      };
    }
    const expression = parseExpression(asked.expression);
    const parsedExpression = { ...toMappingSource(expression), expression: asked.expression };
    if (asked.testInputObject == null) {
      return {
        parsingSucceeded: true,
        evaluationSucceeded: false,
        evaluationResult: null,
        parsedExpression,
        error: null,
      };
    }
    const source = sourceAttributes(asked.testInputObject.properties);
    try {
      const value = evaluate(expression, source, {
        now: () => store.clock.now(),
        defaultDomain: store.tenant.domain,
      });
      const evaluationResult = texts(value);
      return {
        parsingSucceeded: true,
        evaluationSucceeded: true,
        evaluationResult,
        parsedExpression,
        error: null,
      };
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      return {
        parsingSucceeded: true,
        evaluationSucceeded: false,
        evaluationResult: null,
        parsedExpression,
        error: { code: "EvaluationFailed", message: error.message, tenantActionable: true },
      };
    }
  }

  return [
    {
      method: "POST",
      path: `${JOB_PATH}/schema/parseExpression`,
      permission: "writeSynchronization",
      handle: (request) => {
        const { schema } = findJob(services, request);
        const source = schema.synchronizationRules[0]?.sourceDirectoryName;
        const objects = schema.directories.find(({ name }) => name === source)?.objects ?? [];
        const known = objects.flatMap(({ attributes }) => attributes.map(({ name }) => name));
        return ok(answer(parseBody(request, question), known));
      },
    },
  ];
}

function sourceAttributes(properties: readonly z.infer<typeof property>[]): SourceAttributes {
  return new Map(
    properties.map(({ key, value }): [string, Value] => {
      if (value == null) return [key, null];
      return [key, Array.isArray(value) ? value.map(textOf) : textOf(value)];
    }),
  );
}

function textOf(value: unknown): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function texts(value: Value): string[] {
  if (value === null) return [];
  return typeof value === "string" ? [value] : value.map((each) => textOf(each));
}
