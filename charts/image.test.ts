import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

// What the Dockerfile at the root puts into the image of the service, computed from it and .dockerignore.

const root = path.resolve(import.meta.dirname, "..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const lines = (text: string) => text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));

const IGNORED = lines(read(".dockerignore"));
/** Sources of the COPY instructions that take from the build's context. */
const COPIED = new Set(
  lines(read("Dockerfile")).flatMap((line) => {
    const [instruction, ...words] = line.split(" ");
    return instruction === "COPY" && !words[0]?.startsWith("--") ? words.slice(0, -1) : [];
  }),
);

/** A path and each folder that it is in: a pattern for a folder is one for all that it holds. */
const selfAndParents = (file: string) =>
  file.split("/").map((_name, index, names) => names.slice(0, index + 1).join("/"));

/** Whether a file of the repository gets into the image. The last pattern that matches decides, as Docker has it. */
function isInImage(file: string): boolean {
  const last = IGNORED.findLast((line) =>
    selfAndParents(file).some((each) => path.matchesGlob(each, line.replace(/^!/, ""))),
  );
  const isSent = last === undefined || last.startsWith("!");
  return isSent && selfAndParents(file).some((each) => COPIED.has(each));
}

const FILES = globSync("scim-service/**", { cwd: root, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
  .filter((file) => !file.includes("node_modules"));

test("nothing of the tests is in the image", () => {
  const inImage = FILES.filter(isInImage);
  expect(inImage.length).toBeGreaterThan(50);
  expect(inImage.filter((file) => /(?:^|\/)(?:test|testing|fixtures)\/|\.test\.|vitest/.test(file))).toEqual(
    [],
  );
  for (const file of inImage) expect(readFileSync(path.join(root, file), "utf8")).not.toContain("vitest");
});

test.for([
  "scim-service/test/service.ts",
  "scim-service/src/http/body.test.ts",
  "scim-service/src/http/testing/server.ts",
  "scim-service/src/scim/fixtures/user.json",
  "scim-service/node_modules/koa/package.json",
  "infra/index.ts",
  ".git/config",
  ".local/state.json",
])("%s would not be in it, if it were there", (file) => {
  expect(isInImage(file)).toBe(false);
});

test("everything that the service runs is in it", () => {
  const needed = new Set(["scim-service/src/main.ts"]);
  for (const file of needed) {
    for (const [, target = ""] of read(file).matchAll(/(?:from|import) "(\.[^"]+)"/g)) {
      needed.add(path.posix.join(path.posix.dirname(file), target));
    }
  }
  expect(needed.size).toBeGreaterThan(50);
  const migrations = FILES.filter((file) => file.endsWith(".sql"));
  const all = [...needed, ...migrations, "package.json", "package-lock.json", "scim-service/package.json"];
  expect(all.filter((file) => !isInImage(file))).toEqual([]);
});
