import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { UserError } from "../src/error.js";
import { countDown, countNow } from "./countdown.js";
import { stageHelp } from "./help.js";
import { logged } from "./log.js";
import { parseCalls } from "./options.js";
import { duration, showLine, terminalProgress } from "./progress.js";
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
  readonly folder: string;
  /** The target that a call makes. */
  targetOf(call: StageCall): string;
  /** How long the plan expects it to take. */
  secondsOf(call: StageCall): number;
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
  const start = performance.now();
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
  if (!keeping) return;
  const taken = (performance.now() - start) / 1000 / calls.length;
  for (const call of calls) countDown(keeping.folder, keeping.secondsOf(call), taken);
  reportStep(keeping.folder, stage.name, targets);
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

/** What was made, of how much, and how long the rest takes. */
function reportStep(folder: string, stage: string, [first, ...others]: readonly string[]): void {
  const { all, done, secondsLeft } = countNow(folder, workersOfMake());
  const count = `${String(done).padStart(String(all).length)}/${all}`;
  const more = others.length > 0 ? ` and ${others.length} more` : "";
  const left = `about ${duration(secondsLeft)} left`;
  showLine(
    process.stderr,
    `${count} ${stage} ${dirname(join(folder, first!))}${more}, ${left}`,
    done >= all,
  );
}

/** make -j tells its recipes how many of them run at once; without a number, as many as there are. */
function workersOfMake(): number {
  const jobs = /(?:^| )-j(\d*)/.exec(process.env["MAKEFLAGS"] ?? "");
  if (!jobs) return 1;
  return Number(jobs[1]) || availableParallelism();
}
