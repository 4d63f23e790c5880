import { dirname } from "node:path";
import { UserError } from "../src/error.js";
import { stageHelp } from "./help.js";
import { logFolder, logged } from "./log.js";
import { parseCalls } from "./options.js";
import { duration, terminalProgress } from "./progress.js";
import { progressOfRun } from "./progress-of-run.js";
import type { Stage, StageCall } from "./stage.js";

/** Runs a stage on its command line. */
export async function runStage(stage: Stage, argv: readonly string[]): Promise<void> {
  if (argv.includes("--help") || argv.includes("-h")) {
    process.stdout.write(stageHelp(stage));
    return;
  }
  const calls = parseCalls(stage, argv, terminalProgress(stage.name, process.stderr));
  if (stage.together) await answer(stage, calls);
  else for (const call of calls) await answer(stage, [call]);
}

/** Runs a stage once, with a line in the log for each of its targets. */
async function answer(stage: Stage, calls: readonly [StageCall, ...StageCall[]]): Promise<void> {
  const targets = calls.flatMap((call) => targetOf(stage, call) ?? []);
  await logged(stage.name, targets, async () => {
    try {
      await stage.run(...calls);
    } catch (error) {
      throw isTooLarge(error)
        ? new UserError(`pcrit ${stage.name}: not enough memory for this input (${error.message})`)
        : error;
    }
  });
  if (targets.length > 0) reportStep(stage.name, targets);
}

/** What the engine throws where an array, a text, a map or a memory would be larger than there is. */
function isTooLarge(error: unknown): error is RangeError {
  return (
    error instanceof RangeError &&
    /allocation|Invalid (typed )?array length|Invalid string length|maximum size exceeded|WebAssembly/.test(
      error.message,
    )
  );
}

/** The file that stands for a call. */
function targetOf(stage: Stage, call: StageCall): string | undefined {
  return stage.outputs.map((o) => call.output(o.option)).find((path) => path);
}

/** One line a finished stage, when make runs the plan. */
function reportStep(stage: string, [first, ...others]: readonly string[]): void {
  const folder = logFolder();
  if (folder === undefined) return;
  const { targets, done, secondsLeft } = progressOfRun(folder, Date.now(), workersOfMake());
  const left = `about ${duration(secondsLeft)} left`;
  const all = String(targets.length);
  const count = String(done.size).padStart(all.length);
  const more = others.length > 0 ? ` and ${others.length} more` : "";
  process.stderr.write(`${count}/${all} ${stage} ${dirname(first!)}${more}, ${left}\n`);
}

/** make -j tells its recipes how many of them run at once; undefined if as many as there are. */
function workersOfMake(): number | undefined {
  const jobs = /(?:^| )-j(\d*)/.exec(process.env["MAKEFLAGS"] ?? "");
  if (!jobs) return 1;
  return jobs[1] === "" ? undefined : Number(jobs[1]);
}
