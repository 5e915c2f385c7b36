import { readFile, writeFile } from "node:fs/promises";
import { readValues, valuesSchema, valuesTable } from "./values.ts";

const BEGIN = "<!-- values: generated from values.yaml by `npm run chart` -->";
const END = "<!-- /values -->";

/** The generated documents of a chart: file name to content, as they ought to be. */
export async function generatedDocuments(chart: URL): Promise<Map<string, string>> {
  const values = readValues(await readFile(new URL("values.yaml", chart), "utf8"));
  const readme = await readFile(new URL("README.md", chart), "utf8");
  const [before, after] = [readme.split(BEGIN)[0], readme.split(END)[1]];
  if (before === undefined || after === undefined) throw new Error(`README.md lacks ${BEGIN} … ${END}`);
  return new Map([
    ["values.schema.json", `${JSON.stringify(valuesSchema(values), null, 2)}\n`],
    ["README.md", `${before}${BEGIN}\n\n${valuesTable(values)}\n\n${END}${after}`],
  ]);
}

if (import.meta.main) {
  const chart = new URL("scim-service/", import.meta.url);
  for (const [file, content] of await generatedDocuments(chart)) {
    await writeFile(new URL(file, chart), content);
    console.log(`charts/scim-service/${file}`);
  }
}
