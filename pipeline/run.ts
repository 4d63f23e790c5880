import { dirname } from "node:path";
import { UserError } from "../src/error.js";
import { stageHelp } from "./help.js";
import { logFolder, logged } from "./log.js";
import { parseCall } from "./options.js";
import { duration, terminalProgress } from "./progress.js";
import { progressOfRun } from "./progress-of-run.js";
import type { Stage } from "./stage.js";

/** Runs a stage on its command line. */
export async function runStage(stage: Stage, argv: readonly string[]): Promise<void> {
  if (argv.includes("--help") || argv.includes("-h")) {
    process.stdout.write(stageHelp(stage));
    return;
  }
  const call = parseCall(stage, argv, terminalProgress(stage.name, process.stderr));
  const target = stage.outputs.map((o) => call.output(o.option)).find((path) => path);
  await logged(stage.name, target, async () => {
    try {
      await stage.run(call);
    } catch (error) {
      throw error instanceof RangeError && /Array buffer allocation|WebAssembly/.test(error.message)
        ? new UserError(`pcrit ${stage.name}: not enough memory for this input`)
        : error;
    }
  });
  if (target !== undefined) reportStep(stage.name, target);
}

/** One line a finished stage, when make runs the plan. */
function reportStep(stage: string, target: string): void {
  const folder = logFolder();
  if (folder === undefined) return;
  const { targets, done, secondsLeft } = progressOfRun(folder, Date.now());
  const left = Number.isNaN(secondsLeft) ? "" : `, about ${duration(secondsLeft)} left`;
  const all = String(targets.length);
  const count = String(done.size).padStart(all.length);
  process.stderr.write(`${count}/${all} ${stage} ${dirname(target)}${left}\n`);
}
