#!/usr/bin/env node
/**
 * Every npm script starts here: under whatever Node the machine has (20 or newer), with nothing installed yet. Installs
 * the npm dependencies when they are missing or out of date, then goes on under the pinned Node with the command.
 * Plain JavaScript without a dependency, because nothing else exists at this point.
 */
import { BootstrapError, requireNode } from "./bootstrap/error.mjs";
import { commandHelp, commands, overview } from "./bootstrap/commands.mjs";
import { ensureDependencies } from "./bootstrap/dependencies.mjs";
import { pinnedNode, runUnder } from "./bootstrap/node.mjs";

try {
  requireNode(process.versions.node);
  const [name, ...args] = process.argv.slice(2);
  if (name === undefined || name === "--help" || name === "-h") {
    console.log(overview());
  } else {
    const command = commands[name];
    if (!command) throw new BootstrapError(`There is no command "${name}".\n\n${overview()}`);
    const asked = args.includes("--help") || args.includes("-h");
    if (asked && !command.ownHelp) {
      console.log(commandHelp(name, command));
    } else {
      await ensureDependencies();
      process.exitCode = await runUnder(await pinnedNode(), [...command.node, ...args]);
      if (asked) console.log(commandHelp(name, command));
    }
  }
} catch (error) {
  if (!(error instanceof BootstrapError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
