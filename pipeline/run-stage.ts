import { dirname, join } from "node:path";
import { UserError } from "../src/error.js";
import { stageHelp } from "./help.js";
import { logFolder, logged } from "./log.js";
import { parseCalls } from "./options.js";
import { duration, terminalProgress } from "./progress.js";
import { leftNow, progressOfRun } from "./progress-of-run.js";
import type { Stage, StageCall } from "./stage.js";

/** Runs a stage on its command line. */
export async function runStage(stage: Stage, argv: readonly string[]): Promise<void> {
  const end = argv.indexOf("--");
  const options = end < 0 ? argv : argv.slice(0, end);
  if (options.includes("--help") || options.includes("-h")) {
    process.stdout.write(stageHelp(stage));
    return;
  }
  await runCalls(stage, parseCalls(stage, argv, terminalProgress(stage.name, process.stderr)));
}

/** What a run keeps of the calls that make its targets. */
export interface Keeping {
  /** The target that a call makes. */
  targetOf(call: StageCall): string;
  /** Is told of each call that was answered, before the log is. */
  made(call: StageCall): void;
}

export async function runCalls(
  stage: Stage,
  calls: readonly StageCall[],
  keeping?: Keeping,
): Promise<void> {
  if (stage.together) await answer(stage, calls, keeping);
  else for (const call of calls) await answer(stage, [call], keeping);
}

/** Runs a stage once, with a line in the log for each of its targets. */
async function answer(
  stage: Stage,
  calls: readonly StageCall[],
  keeping: Keeping | undefined,
): Promise<void> {
  const targets = keeping ? calls.map((call) => keeping.targetOf(call)) : [];
  await logged(stage.name, targets, async () => {
    try {
      const [first, ...others] = calls;
      await stage.run(first!, ...others);
    } catch (error) {
      throw isTooLarge(error)
        ? new UserError(`pcrit ${stage.name}: not enough memory for this input (${error.message})`)
        : error;
    }
    for (const call of calls) keeping?.made(call);
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

/** One line a finished stage of a run. */
function reportStep(stage: string, [first, ...others]: readonly string[]): void {
  const folder = logFolder();
  if (folder === undefined) return;
  const { targets, done, secondsLeft } = progressOfRun(
    folder,
    leftNow(folder),
    Date.now(),
    workersOfMake(),
  );
  const left = `about ${duration(secondsLeft)} left`;
  const all = String(targets.length);
  const count = String(done.size).padStart(all.length);
  const more = others.length > 0 ? ` and ${others.length} more` : "";
  process.stderr.write(
    `${count}/${all} ${stage} ${dirname(join(folder, first!))}${more}, ${left}\n`,
  );
}

/** make -j tells its recipes how many of them run at once; undefined if as many as there are. */
function workersOfMake(): number | undefined {
  const jobs = /(?:^| )-j(\d*)/.exec(process.env["MAKEFLAGS"] ?? "");
  if (!jobs) return 1;
  return jobs[1] === "" ? undefined : Number(jobs[1]);
}
