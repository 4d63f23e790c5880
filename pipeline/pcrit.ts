#!/usr/bin/env -S node --no-concurrent-recompilation
/**
 * The command line: finds the stage, runs it, turns a UserError into one line and exit code 2. Why the
 * flag: a thread that still compiles at the end can keep the process from ending (nodejs/node issue
 * 54918).
 */
import { hasCode, isUserError, oneLine, UserError } from "../src/error.js";
import { version } from "../src/package.js";
import { commands } from "./commands.js";
import { stages } from "./stages.js";

async function main(argv: readonly string[]): Promise<void> {
  const [name, ...rest] = argv;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    process.stdout.write(overview());
  } else if (name === "--version") {
    process.stdout.write(`${version}\n`);
  } else {
    const load = { ...stages, ...commands }[name]?.load;
    if (!load) throw new UserError(`pcrit: "${name}" is not a stage; pcrit --help lists them`);
    const { runStage } = await import("./run-stage.js");
    await runStage(await load(), rest);
  }
}

function overview(): string {
  const list = (group: typeof stages) =>
    Object.entries(group).map(([name, { summary }]) => `  ${name.padEnd(14)} ${summary}`);
  return [
    "pcrit: train, prune and read neural networks as graphs; find the density where they collapse",
    "",
    "usage: pcrit STAGE [files] [options]      pcrit STAGE --help explains one",
    "",
    "Stages, in the order of the pipeline",
    ...list(stages),
    "",
    "Commands",
    ...list(commands),
    "",
    "Usually they are called for a whole experiment: pcrit run experiment.json",
    "",
  ].join("\n");
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (hasCode(error, "EPIPE")) return;
  if (!isUserError(error)) throw error;
  process.stderr.write(`${oneLine(error.message)}\n`);
  process.exitCode = 2;
});
