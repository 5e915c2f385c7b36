import { filterProblems } from "../../engine/index.ts";
import type { ObjectDefinition, ObjectMapping, SentSchema } from "../../tenant/schema.ts";
import { expressionProblems } from "./expression-problems.ts";

/**
 * What is wrong with a schema beyond its shape, by the rules of "synchronization schema": mappings name objects and
 * attributes that a directory defines, a target object has one anchor that nothing maps to, users can be matched,
 * expressions are valid. Attributes that a customer added are single-valued and no references.
 */
export function schemaProblems(schema: SentSchema): string[] {
  return [
    ...schema.directories.flatMap(({ objects }) => objects.flatMap(objectProblems)),
    ...schema.synchronizationRules.flatMap((rule) => {
      const source = schema.directories.find(({ name }) => name === rule.sourceDirectoryName);
      const target = schema.directories.find(({ name }) => name === rule.targetDirectoryName);
      if (source === undefined)
        return [`Directory '${rule.sourceDirectoryName}' of rule '${rule.id}' is not defined.`];
      if (target === undefined)
        return [`Directory '${rule.targetDirectoryName}' of rule '${rule.id}' is not defined.`];
      return rule.objectMappings.flatMap((mapping) => {
        const from = source.objects.find(({ name }) => name === mapping.sourceObjectName);
        const to = target.objects.find(({ name }) => name === mapping.targetObjectName);
        if (from === undefined)
          return [`Object '${mapping.sourceObjectName}' is not defined in '${source.name}'.`];
        if (to === undefined)
          return [`Object '${mapping.targetObjectName}' is not defined in '${target.name}'.`];
        return mappingProblems(mapping, from, to);
      });
    }),
  ];
}

function objectProblems({ name, attributes }: ObjectDefinition): string[] {
  const names = attributes.map((attribute) => attribute.name);
  const twice = names.find((each, index) => names.indexOf(each) !== index);
  const anchors = attributes.filter(({ anchor }) => anchor).length;
  return [
    ...(twice === undefined ? [] : [`Attribute '${twice}' is defined twice in '${name}'.`]),
    ...(anchors === 1 ? [] : [`Object '${name}' must have exactly one anchor, not ${anchors}.`]),
    ...attributes
      .filter((attribute) => /^urn:ietf:params:scim:schemas:extension:(?!enterprise:)/i.test(attribute.name))
      .filter((attribute) => attribute.multivalued || attribute.type === "Reference")
      .map((attribute) => `Custom attribute '${attribute.name}' must be single-valued and no reference.`),
  ];
}

function mappingProblems(mapping: ObjectMapping, from: ObjectDefinition, to: ObjectDefinition): string[] {
  const sourceNames = from.attributes.map(({ name }) => name);
  const targets = new Map(to.attributes.map((attribute) => [attribute.name, attribute]));
  const names = mapping.attributeMappings.map(({ targetAttributeName }) => targetAttributeName);
  const twice = names.find((each, index) => names.indexOf(each) !== index);
  const matching = mapping.attributeMappings.some(({ matchingPriority }) => matchingPriority > 0);
  return [
    ...(twice === undefined ? [] : [`Target attribute '${twice}' is mapped twice in '${mapping.name}'.`]),
    ...(matching || !mapping.enabled ? [] : [`'${mapping.name}' has no matching attribute.`]),
    ...(mapping.scope === null
      ? []
      : filterProblems(mapping.scope).map((problem) => `Scoping filter of '${mapping.name}': ${problem}`)),
    ...mapping.attributeMappings.flatMap(({ targetAttributeName, source }) => {
      const target = targets.get(targetAttributeName);
      if (target === undefined)
        return [`Target attribute '${targetAttributeName}' is not defined in '${to.name}'.`];
      if (target.anchor) return [`Nothing can be mapped to the anchor '${targetAttributeName}'.`];
      if (source === null) return [];
      return expressionProblems(source.expression, sourceNames).map(
        (problem) => `Mapping of '${targetAttributeName}': ${problem}.`,
      );
    }),
  ];
}
