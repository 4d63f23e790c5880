/** Slurm's own commands. What they say of a mistake is said on, with what to do about it. */
import { spawnSync } from "node:child_process";
import { oneLine, UserError } from "../src/error.js";

/** What is asked of the scheduler for a job. */
export interface JobRequest {
  readonly name: string;
  readonly script: string;
  /** Words for the script. */
  readonly argv?: readonly string[];
  readonly minutes: number;
  readonly megabytes: number;
  /** Tasks of an array, 0 to this less one. */
  readonly tasks?: number;
  /** Jobs that must have ended, however. */
  readonly after: readonly string[];
  /** Where it writes: %A, %a and %j stand for the job's numbers. */
  readonly log: string;
  /** Further options, which win. */
  readonly options: readonly string[];
}

/** Places a job; returns its number. */
export function sbatch(job: JobRequest): string {
  const asked = [`--time=${job.minutes}`, `--mem=${job.megabytes}M`];
  const args = [
    "--parsable",
    `--job-name=${job.name}`,
    "--ntasks=1",
    ...asked,
    ...(job.tasks === undefined ? [] : [`--array=0-${job.tasks - 1}`]),
    ...(job.after.length === 0 ? [] : [`--dependency=afterany:${job.after.join(":")}`]),
    "--requeue",
    "--open-mode=append",
    `--output=${job.log}`,
    ...job.options,
    job.script,
    ...(job.argv ?? []),
  ];
  const { status, out, err } = command("sbatch", args);
  const number = /^(\d+)/.exec(out)?.[1];
  if (status === 0 && number !== undefined) return number;
  const words = ["sbatch", ...asked, ...job.options].join(" ");
  throw new UserError(`${words}: ${reason(err)}; ${remedyFor(err)}`);
}

/** What sbatch says -> what to do; the first that fits. */
const remedies: readonly (readonly [RegExp, () => string])[] = [
  [/invalid account/i, () => 'set SBATCH="--account=…" to an account of yours'],
  [/partition/i, () => `set SBATCH="--partition=…" to one of ${partitions()}`],
  [
    // Of the user's jobs, and of all that the controller holds. A policy may be any of its limits.
    /MaxSubmit|temporarily unable/i,
    () =>
      "set MINUTES=… to more than 10, of which there are fewer and longer tasks, or wait until the queue is shorter",
  ],
  [
    /limit|memory|node configuration|not available|QOS|policy/i,
    () =>
      'set SBATCH="--time=… --mem=…" to what the cluster allows (sinfo -o "%P %l %m" lists it): work that is cut short goes on where it stopped',
  ],
  [/account/i, () => 'set SBATCH="--account=…" to an account of yours'],
];

function remedyFor(err: string): string {
  const [, remedy] = remedies.find(([said]) => said.test(err)) ?? [];
  return remedy?.() ?? "SBATCH holds options that are handed on to it";
}

function partitions(): string {
  const { out } = command("sinfo", ["-h", "-o", "%R"]);
  return out.trim().split("\n").join(", ") || "those that sinfo lists";
}

/**
 * Of these jobs, those that wait or run: state by state, how many tasks, with the reason where it is not
 * the common one. Undefined where nobody answers.
 */
export function queued(jobs: readonly string[]): ReadonlyMap<string, number> | undefined {
  const states = new Map<string, number>();
  if (jobs.length === 0) return states;
  if (!isThere("squeue")) return undefined;
  const { status, out, err } = command("squeue", ["-h", "-r", "-o", "%T %r", "-j", jobs.join(",")]);
  // It forgets ended jobs, and then calls their numbers invalid.
  if (status !== 0 && !/Invalid job id/i.test(err)) return undefined;
  for (const line of out.split("\n").filter((one) => one !== "")) {
    const [state, ...why] = line.toLowerCase().split(" ") as [string, ...string[]];
    const known = /^(none|dependency|priority|resources)$/.test(why.join(" "));
    const name = known ? state : `${state} (${why.join(" ")})`;
    states.set(name, (states.get(name) ?? 0) + 1);
  }
  return states;
}

export function scancel(jobs: readonly string[]): void {
  if (jobs.length > 0) command("scancel", jobs);
}

/** Tasks that an array may have. */
export function mostTasks(): number {
  const { status, out, err } = command("scontrol", ["show", "config"]);
  if (status !== 0)
    throw new UserError(
      `scontrol: ${reason(err)}; LAUNCH=slurm needs a Slurm that answers here: ask its administrator, or run make without it`,
    );
  return Number(/^MaxArraySize\s*=\s*(\d+)/m.exec(out)?.[1] ?? 1001) - 1;
}

/** What a command of Slurm's says, without its own name in front. */
function reason(err: string): string {
  const lines = err.split("\n").filter((line) => line !== "");
  return oneLine((lines.at(-1) ?? "gave no reason").replace(/^\w+: (error: |fatal: )*/, ""));
}

function isThere(name: string): boolean {
  return !spawnSync(name, ["--version"]).error;
}

function command(name: string, args: readonly string[]) {
  const run = spawnSync(name, args, { encoding: "utf8", maxBuffer: 1 << 28 });
  if (run.error && "code" in run.error && run.error.code === "ENOENT")
    throw new UserError(
      `${name}: no such command; LAUNCH=slurm is for a machine of a cluster with Slurm: without it make uses this one`,
    );
  return { status: run.status, out: run.stdout ?? "", err: run.stderr ?? "" };
}
