/**
 * Where the processor time of a whole run goes, by stage, of one or several checkouts of pcrit one after the other:
 *
 *   node dist/bench/stages.js experiments/glyphs.json ../pcrit-0.2.0 .
 *
 * Each checkout is built first, by make there; the experiment is its own of that name, or one file for all where the
 * path is absolute. A run has one worker and a folder of its own, which is removed. Every process notes at its end what
 * it took (bench/usage.cjs); the run's log, whose form is that of 0.2.0 still, says when it worked on which stage. A
 * process that made several shares its time among them as the clock did, so the machine should be idle. What it took
 * beside them, mostly to start, is a row of its own.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { readLogs } from "../pipeline/log.js";
import { runFiles } from "../src/experiment/paths.js";
import { packageRoot } from "../src/package.js";
import { table } from "./markdown.js";
import { machine } from "./setup.js";

/** Milliseconds. */
interface Usage {
  readonly pid: number;
  /** The word after pcrit. */
  readonly task: string;
  readonly cpu: number;
  readonly wall: number;
}

interface Run {
  readonly version: string;
  /** Seconds of processor time by stage. */
  readonly stages: ReadonlyMap<string, number>;
  /** Seconds by the clock. */
  readonly wall: number;
}

const beside = "starting, and looking what is to do";

function make(checkout: string, words: readonly string[], env: NodeJS.ProcessEnv = process.env) {
  const stdio: ("ignore" | "inherit")[] = ["ignore", "ignore", "inherit"];
  const { status } = spawnSync("make", ["-s", "-j1", ...words], { cwd: checkout, env, stdio });
  if (status !== 0) throw new Error(`${checkout}: make ${words.join(" ")} failed`);
}

function run(checkout: string, experiment: string): Run {
  make(checkout, ["build"]);
  const runs = mkdtempSync(join(tmpdir(), "pcrit-bench-"));
  try {
    const notes = join(runs, "usage.jsonl");
    const hook = `--require=${packageRoot}bench/usage.cjs`;
    const begin = performance.now();
    make(checkout, [`EXPERIMENT=${experiment}`, `RUNS=${runs}`], {
      ...process.env,
      NODE_OPTIONS: `${process.env["NODE_OPTIONS"] ?? ""} ${hook}`,
      PCRIT_USAGE: notes,
    });
    const wall = (performance.now() - begin) / 1000;
    const usages: Usage[] = readFileSync(notes, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const { version } = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8"));
    return { version, wall, stages: byStage(usages, folderIn(runs)) };
  } finally {
    rmSync(runs, { recursive: true });
  }
}

/** An experiment need not have the name of its file. */
function folderIn(runs: string): string {
  const folders = readdirSync(runs).map((name) => join(runs, name));
  return folders.find((folder) => existsSync(join(folder, runFiles.log)))!;
}

/** Processes of one worker have numbers of their own, unless a run starts more than the system counts. */
function byStage(usages: readonly Usage[], folder: string): Map<string, number> {
  const worked = timesByProcess(folder);
  const seconds = new Map<string, number>();
  const add = (stage: string, milliseconds: number) =>
    seconds.set(stage, (seconds.get(stage) ?? 0) + milliseconds / 1000);
  for (const { pid, task, cpu, wall } of usages) {
    const own = [...(worked.get(pid) ?? [])];
    const whole = Math.max(
      wall,
      own.reduce((sum, [, time]) => sum + time, 0),
    );
    let rest = cpu;
    for (const [stage, time] of own) {
      add(stage, (cpu * time) / whole);
      rest -= (cpu * time) / whole;
    }
    add(task === "step" || own.length > 0 ? beside : task, rest);
  }
  return seconds;
}

/** Milliseconds by the clock, by process and stage; targets that are made together share theirs. */
function timesByProcess(folder: string): Map<number, Map<string, number>> {
  const worked = new Map<number, Map<string, number>>();
  const begun = new Map<string, number>();
  for (const { stage, target, event, pid, time, together = 1 } of readLogs(folder)) {
    const key = `${pid} ${stage} ${target}`;
    if (event === "begin") begun.set(key, time);
    if (event !== "end") continue;
    const own = worked.get(pid) ?? new Map<string, number>();
    worked.set(pid, own);
    own.set(stage, (own.get(stage) ?? 0) + (time - (begun.get(key) ?? time)) / together);
  }
  return worked;
}

const [, , experiment, ...checkouts] = process.argv;
if (!experiment || checkouts.length === 0)
  throw new Error("expected an experiment and the folders of checkouts");
const found = checkouts.map((checkout) => run(resolve(checkout), experiment));
const [first, last] = [found[0]!, found.at(-1)!];
const all = (own: Run) => [...own.stages.values()].reduce((sum, s) => sum + s, 0);
const names = [...new Set(found.flatMap(({ stages }) => [...stages.keys()]))];
const of = (name: string) => (own: Run) => own.stages.get(name) ?? 0;
const row = (name: string, seconds: (own: Run) => number) => [
  name,
  ...found.map((own) => seconds(own).toFixed(1)),
  seconds(last) > 0 ? (seconds(first) / seconds(last)).toFixed(2) : "",
];
table(
  `${experiment}, one worker; seconds of processor time by stage; ${machine}`,
  ["stage", ...found.map(({ version }) => version), "ratio"],
  [
    ...names.sort((a, b) => of(b)(first) - of(a)(first)).map((name) => row(name, of(name))),
    row("all", all),
    row("all, by the clock", ({ wall }) => wall),
  ],
);
