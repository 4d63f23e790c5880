import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { hasCode, UserError } from "../src/error.js";
import { runFiles } from "../src/experiment/paths.js";
import { quoted } from "../src/experiment/shell.js";
import { program } from "../src/package.js";
import { checkRun } from "./planned-run.js";
import { plannedNames } from "./planned-targets.js";
import type { Stage, StageCall } from "./stage.js";

/** One worker, one core: see src/experiment/makefile.ts. */
const flags = ["--single-threaded-gc", "--no-concurrent-recompilation"];

export const run: Stage = {
  name: "run",
  summary: "experiment -> its report: plans what is left to do and does it",
  details: `What make EXPERIMENT=… does in a checkout, wherever pcrit is installed. The steps are run by make, which
has to be there to run several at once; without it they are run one after the other. A run that was
interrupted goes on where it stopped; a finished one is left alone. Ends with the place of the report.`,
  inputs: [
    { name: "experiment.json", meaning: "see schemas/experiment.json; pcrit init writes one" },
  ],
  outputs: [],
  options: {
    runs: { type: "text", meaning: "folder that holds the runs", default: "runs" },
    data: { type: "text", meaning: "folder or file with the data set", default: "" },
    jobs: { type: "integer", minimum: 1, meaning: "steps at once; default: as many as cores" },
  },
  run(call) {
    const planned = spawnSync(process.execPath, [...flags, program, ...planWords(call)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
    if (planned.status !== 0) return stopped(planned.status);
    const folder = planned.stdout.trim();
    const status = withMake(call, folder) ?? withoutMake(call, folder);
    if (status !== 0) return stopped(status);
    process.stdout.write(`report: ${join(folder, runFiles.report)}\n`);
  },
};

function planWords(call: StageCall): string[] {
  return [
    "plan",
    `--runs=${call.text("runs")}`,
    `--data=${call.text("data")}`,
    "--",
    call.inputs[0]!,
  ];
}

/** What stopped has said why; an exit of its own kind is handed on. */
function stopped(status: number | null): void {
  process.exitCode = status ?? 1;
}

/** The status of make; undefined where there is none. */
function withMake(call: StageCall, folder: string): number | null | undefined {
  const jobs = call.value("jobs") ?? availableParallelism();
  // make reads what it takes from the environment once more.
  const words = [quoted(process.execPath), ...flags, quoted(program)].join(" ");
  const env = { ...process.env, MAKEFLAGS: "", PCRIT: words.replaceAll("$", "$$$$") };
  const made = spawnSync("make", ["-s", `-j${jobs}`, "-f", join(folder, runFiles.makefile)], {
    env,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (!made.error) return made.status;
  if (hasCode(made.error, "ENOENT")) return undefined;
  throw new UserError(`make: cannot be run: ${made.error.message}`);
}

/** Every step after those that it is made from: the order of the plan. */
function withoutMake(call: StageCall, folder: string): number | null {
  process.stderr.write("note: make was not found; steps are run one after the other\n");
  // A step looks itself whether other data make it anew.
  const left = call.text("data") === "" ? checkRun(folder).left : undefined;
  for (const target of plannedNames(folder)) {
    if (left && !left.has(target)) continue;
    const words = ["step", folder, target];
    const { status } = spawnSync(process.execPath, [...flags, program, ...words], {
      stdio: ["ignore", "inherit", "inherit"],
    });
    if (status !== 0) return status;
  }
  return 0;
}
