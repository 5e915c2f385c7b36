import { randomInt, randomUUID } from "node:crypto";
import { EvaluationError } from "../evaluation-error.ts";
import type { EntraFunction } from "./function.ts";

const DIGITS = "0123456789";
const CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LOWER_CASE = CAPITALS.toLowerCase();
const SPECIAL = "~!@#$%^&*_-+=`|\\(){}[]:;\"'<>,.?/";
const MAX_LENGTH = 256;

/**
 * `RandomString(Length, MinimumNumbers, MinimumSpecialCharacters, MinimumCapital, MinimumLowerCase, CharactersToAvoid)`.
 * Beyond the minima, only kinds of character with a minimum above zero are drawn, which is how the documented samples
 * read; all kinds when no minimum is set.
 */
const randomString: EntraFunction = (args) => {
  const length = args.integer(0);
  const avoided = new Set(args.text(5));
  const kinds = [DIGITS, SPECIAL, CAPITALS, LOWER_CASE].map((characters, index) => ({
    characters: characters.split("").filter((character) => !avoided.has(character)),
    least: args.integer(index + 1),
  }));
  const least = kinds.reduce((sum, kind) => sum + kind.least, 0);
  if (length < least || length > MAX_LENGTH) {
    throw new EvaluationError(`RandomString: the length must be between ${least} and ${MAX_LENGTH}`);
  }
  const wanted = kinds.filter((kind) => kind.least > 0);
  const rest = (wanted.length > 0 ? wanted : kinds).flatMap((kind) => kind.characters);
  const drawn = kinds.flatMap((kind) => Array.from({ length: kind.least }, () => draw(kind.characters)));
  while (drawn.length < length) drawn.push(draw(rest));
  return shuffle(drawn).join("");
};

function draw(characters: readonly string[]): string {
  if (characters.length === 0)
    throw new EvaluationError("RandomString: every character of a kind is to be avoided");
  return characters[randomInt(characters.length)] ?? "";
}

function shuffle(characters: readonly string[]): string[] {
  const shuffled: string[] = [];
  for (const character of characters) shuffled.splice(randomInt(shuffled.length + 1), 0, character);
  return shuffled;
}

export const GENERATED_FUNCTIONS: Readonly<Record<string, EntraFunction>> = {
  DefaultDomain: (args) => args.context.defaultDomain,
  Guid: () => randomUUID(),
  RandomString: randomString,
};
