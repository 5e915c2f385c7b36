import { spawn } from "node:child_process";
import { once } from "node:events";
import { stripVTControlCharacters } from "node:util";

/** What a terminal answers when a program asks for the cursor's place, and for the background's colour. */
const ASKS_TERMINAL = "\u001B[6n";
const TERMINAL_ANSWERS = "\u001B]11;rgb:0000/0000/0000\u001B\\\u001B[1;1R";

/** A prompt that waits: its last line ends with a colon, a space and the cursor. */
const QUESTION = /^(.+): {2}$/;

/**
 * Runs a command on a pseudo-terminal, made by `script` of util-linux, and answers its questions as a person does: each when
 * it is there, with Enter at the end.
 *
 * @param command a line for the shell
 * @param answers by the beginning of a question; an empty one takes the default
 * @returns the questions in their order, and everything that was shown.
 * @throws {Error} when a question is asked that has no answer, or the command fails.
 */
export async function answering(
  command: string,
  where: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
  answers: Readonly<Record<string, string>>,
): Promise<{ questions: string[]; shown: string }> {
  const child = spawn("script", ["--quiet", "--return", "--command", command, "/dev/null"], {
    cwd: where.cwd,
    env: { ...where.env, TERM: "xterm", NO_COLOR: "1", PULUMI_DISABLE_CI_DETECTION: "true" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const questions: string[] = [];
  let shown = "";
  let unknown: string | undefined;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    shown += text;
    if (text.includes(ASKS_TERMINAL)) child.stdin.write(TERMINAL_ANSWERS);
    const question = waitingQuestion(shown);
    if (question === undefined || question === questions.at(-1)) return;
    questions.push(question);
    const answer = Object.entries(answers).find(([beginning]) => question.startsWith(beginning))?.[1];
    if (answer === undefined) {
      unknown = question;
      child.kill("SIGTERM");
    } else {
      child.stdin.write(`${answer}\r`);
    }
  });
  await once(child, "close");
  if (unknown !== undefined) throw new Error(`nobody knows what to answer to "${unknown}"`);
  if (child.exitCode !== 0) throw new Error(`${command} failed: ${stripVTControlCharacters(shown)}`);
  return { questions, shown: stripVTControlCharacters(shown) };
}

function waitingQuestion(shown: string): string | undefined {
  const lines = stripVTControlCharacters(shown).split(/[\r\n]+/);
  return QUESTION.exec(lines.findLast((line) => line !== "") ?? "")?.[1];
}
