import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";

/** A process that logs a line, and another one when its input ends, before it ends itself. */
function startLogger() {
  const program = `
    import { createLog } from ${JSON.stringify(new URL("log.ts", import.meta.url).href)};
    const log = createLog("info");
    log.info("first");
    process.stdin.resume().once("end", () => {
      log.info("last");
      process.exit(0);
    });`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program]);
  return { child, exited: once(child, "exit") };
}

test("what waits to be written is written at the end", async () => {
  const { child, exited } = startLogger();
  child.stdin.end();
  const lines = (await text(child.stdout)).trim().split("\n");
  expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toStrictEqual(["first", "last"]);
  expect(await exited).toStrictEqual([0, null]);
});

test("a process whose log nobody reads any more ends all the same", async () => {
  const { child, exited } = startLogger();
  child.stdout.destroy();
  await once(child.stdout, "close");
  child.stdin.end();
  expect(await text(child.stderr)).toBe("");
  expect(await exited).toStrictEqual([0, null]);
});
