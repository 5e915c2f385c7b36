import ora from "ora";
import pc from "picocolors";

/** Where a run tells a person how far it is: a spinner on a terminal, a line for each step elsewhere; on stderr. */
export interface Terminal {
  /** A step that takes time. One at a time. */
  step(text: string): Step;
  /** One line. */
  line(text: string): void;
}

/** A step that is under way. */
export interface Step {
  /** How far it is. On a terminal beside the spinner; elsewhere a line now and then. */
  note(text: string): void;
  /** A line that stays, such as one resource that is done. */
  log(text: string): void;
  /** Ends the step well; `text` replaces its own. */
  done(text?: string): void;
  /** Ends the step badly; the error that follows says why. */
  failed(): void;
}

/** Without a terminal, a step that takes long says this often that it is alive. */
const PLAIN_NOTE_EVERY_MS = 20_000;

/** A stream as a terminal, when it is one. */
export function openTerminal(
  stream: NodeJS.WritableStream & { readonly isTTY?: boolean } = process.stderr,
): Terminal {
  return stream.isTTY === true ? interactive(stream) : plain(stream);
}

function interactive(stream: NodeJS.WritableStream): Terminal {
  return {
    step(text) {
      const started = Date.now();
      let note = "";
      const spinner = ora({ text, stream, discardStdin: false }).start();
      const show = () => {
        spinner.text = `${text} ${pc.dim([seconds(started), note].filter((part) => part !== "").join(", "))}`;
      };
      const clock = setInterval(show, 1_000);
      const end = () => clearInterval(clock);
      return {
        note: (value) => {
          note = value;
          show();
        },
        log: (value) => {
          spinner.clear();
          stream.write(`  ${value}\n`);
          spinner.render();
        },
        done: (value = text) => {
          end();
          spinner.succeed(`${value} ${pc.dim(seconds(started))}`);
        },
        failed: () => {
          end();
          spinner.fail(text);
        },
      };
    },
    line: (text) => stream.write(`${text}\n`),
  };
}

function plain(stream: NodeJS.WritableStream): Terminal {
  const line = (text: string) => stream.write(`${text}\n`);
  return {
    step(text) {
      const started = Date.now();
      let said = started;
      return {
        note: (value) => {
          if (Date.now() - said < PLAIN_NOTE_EVERY_MS) return;
          said = Date.now();
          line(`… ${text}: ${value}, ${seconds(started)}`);
        },
        log: (value) => line(`  ${value}`),
        done: (value = text) => line(`✓ ${value} (${seconds(started)})`),
        failed: () => line(`✗ ${text} (${seconds(started)})`),
      };
    },
    line,
  };
}

function seconds(since: number): string {
  const elapsed = (Date.now() - since) / 1000;
  if (elapsed < 60) return `${elapsed.toFixed(1)} s`;
  return `${Math.floor(elapsed / 60)} min ${String(Math.floor(elapsed % 60)).padStart(2, "0")} s`;
}
