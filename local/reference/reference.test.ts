import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { reference, REFERENCE_FOLDER } from "./reference.ts";

test("docs/reference is what `npm run reference` writes", async () => {
  const pages = await reference();
  expect((await readdir(REFERENCE_FOLDER)).toSorted()).toEqual([...pages.keys()].toSorted());
  for (const [name, text] of pages) {
    expect(await readFile(path.join(REFERENCE_FOLDER, name), "utf8")).toBe(text);
  }
}, 120_000);
