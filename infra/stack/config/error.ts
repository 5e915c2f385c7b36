import * as pulumi from "@pulumi/pulumi";
import type { ConfigProblem } from "./problems.ts";

/** A stack's configuration is wrong. A `RunError`, so that Pulumi shows the message and no stack trace. */
export class ConfigError extends pulumi.RunError {
  readonly problems: readonly ConfigProblem[];

  constructor(stack: string, problems: readonly ConfigProblem[]) {
    const count = problems.length === 1 ? "a mistake" : `${problems.length} mistakes`;
    const lines = problems.map(({ path, reason, example, removal }) => {
      const help = example === undefined ? "" : `\n      for example: ${example}`;
      const out = removal === undefined ? "" : `\n      to remove it: ${removal}`;
      return `  - ${path} ${reason}${help}${out}`;
    });
    super(
      `The configuration of stack "${stack}" has ${count}:\n\n${lines.join("\n")}\n\n` +
        "docs/configuration.md describes every setting. Nothing was changed.",
    );
    this.problems = problems;
  }
}
