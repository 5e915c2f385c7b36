import { CodeUnits } from "./code-units.ts";

/**
 * The set with every other case of its letters, as `(?i)` wants it: units are alike when they have the same lower case, by
 * Unicode's simple mapping as .NET's invariant culture has it. The service's own culture is not public; a Turkish one
 * would pair the dotted and dotless i otherwise.
 */
export function ignoringCase(units: CodeUnits): CodeUnits {
  const added: [number, number][] = [];
  for (const alike of families()) {
    if (alike.some((unit) => units.has(unit)))
      added.push(...alike.map((unit): [number, number] => [unit, unit]));
  }
  return units.or(CodeUnits.of(...added));
}

let known: readonly (readonly number[])[] | undefined;

/** Code units with the same lower case, where there are several. */
function families(): readonly (readonly number[])[] {
  if (known !== undefined) return known;
  const byLowerCase = new Map<number, number[]>();
  for (let unit = 0; unit <= 0xffff; unit += 1) {
    const lower = lowerCase(unit);
    if (lower === unit && !isLetter(unit)) continue;
    byLowerCase.set(lower, [...(byLowerCase.get(lower) ?? []), unit]);
  }
  known = [...byLowerCase.values()].filter((units) => units.length > 1);
  return known;
}

function isLetter(unit: number): boolean {
  return /[\p{L}\p{M}\p{N}\p{So}]/u.test(String.fromCharCode(unit));
}

function lowerCase(unit: number): number {
  const lower = String.fromCharCode(unit).toLowerCase();
  return lower.length === 1 ? lower.charCodeAt(0) : unit;
}
