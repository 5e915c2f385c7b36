import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { LENIENCIES } from "./leniency.ts";

const cell = (text: string) => text.replaceAll("|", "\\|");

test("the README has the table of leniencies as the code has it", async () => {
  const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  const [, table = ""] = /<!-- leniencies -->\n([^]*?)<!-- \/leniencies -->/.exec(readme) ?? [];
  const written = table
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((part) => part.trim()),
    );
  const expected = Object.entries(LENIENCIES).map(([name, { accepts, because, strict }]) => [
    `\`${name}\``,
    cell(accepts),
    cell(because),
    cell(strict),
  ]);
  expect(written).toStrictEqual(expected);
});
