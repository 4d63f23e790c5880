/** Cells trained together by the engine tfjs, through make: as alone, resumed, counted one by one. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { readTable } from "../../src/arrow/read.js";
import { parseExperiment } from "../../src/experiment/read.js";
import type { Target } from "../../src/experiment/target.js";
import { targets } from "../../src/experiment/targets.js";
import { packageRoot } from "../../src/package.js";
import { pcrit } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";
import { environment, plan } from "../support/run.js";

const experiment = {
  name: "together",
  dataset: { train: 300, test: 100 },
  architectures: [{ name: "fc3", hidden: [16, 12] }],
  widths: [0.5, 1],
  criteria: ["magnitude", "random"],
  seeds: 3,
  engine: "tfjs",
  backend: "wasm",
  training: { epochs: 4, batch: 32 },
  schedule: { ratio: 0.35, until: "disconnected" },
  fineTuning: { epochs: 1 },
};
const sparse = { ...experiment, engine: "sparse", backend: "auto" };

/** What is trained, in the order of the plan. */
const trained = targets(parseExperiment("x.json", experiment)).filter((t) =>
  ["train", "trajectory"].includes(t.stage),
);
const cells = trained.filter((t) => t.stage === "trajectory");

/** The arguments of make for all trajectories, or for some targets. */
const wanted = (folder: string, some: readonly Target[] = cells) => [
  ...["-j2", "-f", join(folder, "plan.mk")],
  ...some.map(({ target }) => target),
];

function make(folder: string, some?: readonly Target[]): string {
  const options = { cwd: packageRoot, env: environment, encoding: "utf8" } as const;
  const made = spawnSync("make", wanted(folder, some), options);
  assert.equal(made.status, 0, made.stderr);
  return made.stdout + made.stderr;
}

/** Every network, bias and performance below a run's folder, by its path there. */
function artefacts(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /^(dense|cells).*\.arrow$/.test(name))
    .sort();
}

function sameArtefacts(folder: string, names = artefacts(trusted)): void {
  for (const name of names)
    assert.deepEqual(readFileSync(join(folder, name)), readFileSync(join(trusted, name)), name);
}

let trusted: string;
let output: string;

before((t) => {
  trusted = plan(scratchFolder(t as Parameters<typeof scratchFolder>[0]), experiment);
  output = make(trusted);
});

test("one process trains all seeds of an architecture and width", () => {
  const lines = output.split("\n").filter((line) => /^ *\d+\/\d+ tra/.test(line));
  assert.equal(lines.length, 4, output);
  for (const line of lines) assert.match(line, /train .* and 2 more|trajectory .* and 5 more/);
  for (const { outputs } of trained)
    for (const path of Object.values(outputs)) assert.ok(existsSync(join(trusted, path)), path);
});

test("members end at levels of their own", () => {
  const levels = cells.map(
    ({ outputs }) => readTable(join(trusted, outputs["out"]!), "performance").rows,
  );
  assert.ok(new Set(levels.slice(0, 6)).size > 1, `${levels}`);
  for (const [i, { outputs }] of cells.entries())
    assert.equal(readdirSync(join(trusted, outputs["levels"]!)).length, levels[i]! - 1);
});

test("trained together or alone: the same bytes", (t) => {
  const folder = scratchFolder(t);
  const copy = (name: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    copyFileSync(join(trusted, name), join(folder, name));
  };
  copy("dataset.arrow");
  const some = trained.filter(({ target }) => target.includes("-w0.5-"));
  assert.equal(some.length, 9);
  for (const { stage, inputs, outputs, settingsPath, settings } of some) {
    copy(settingsPath);
    const run = pcrit([
      stage,
      ...inputs.map((path) => join(folder, path)),
      ...Object.entries(outputs).flatMap(([option, path]) => [`--${option}`, join(folder, path)]),
      ...["--settings", join(folder, settingsPath), `--seed=${settings["seed"]}`],
    ]);
    assert.equal(run.code, 0, run.err);
  }
  const names = artefacts(folder);
  assert.ok(names.length > 9 * 3);
  assert.deepEqual(
    names,
    artefacts(trusted).filter((name) => name.includes("-w0.5-")),
  );
  sameArtefacts(folder, names);
});

test("accuracies are those of the sparse engine", (t) => {
  const folder = plan(scratchFolder(t), sparse);
  make(folder);
  const accuracies = (run: string, path: string) =>
    readTable(join(run, path), "performance").float64("accuracy");
  const differences = cells.flatMap(({ outputs: { out } }) => {
    const found = accuracies(trusted, out!);
    const due = accuracies(folder, out!);
    assert.ok(Math.abs(found[0]! - due[0]!) <= 0.02, `dense: ${found[0]} and ${due[0]}`);
    return Array.from(found.slice(0, due.length), (a, level) => Math.abs(a - (due[level] ?? a)));
  });
  const mean = differences.reduce((sum, d) => sum + d, 0) / differences.length;
  assert.ok(mean < 0.01, `mean difference ${mean}`);
});

test("a kill loses the levels in flight and no other; the same bytes in the end", async (t) => {
  const folder = plan(scratchFolder(t), experiment);
  const child = spawn("make", wanted(folder), {
    cwd: packageRoot,
    env: environment,
    stdio: "ignore",
    detached: true, // a process group of its own, so that the stages die with make
  });
  const ended = once(child, "exit");
  const levels = () => artefacts(folder).filter((name) => /levels.*performance/.test(name));
  while (levels().length < 8 && child.exitCode === null) await sleep(20);
  process.kill(-child.pid!, "SIGSTOP"); // so that the run does not go on while it is looked at
  const status = pcrit(["status", folder]).out;
  process.kill(-child.pid!, "SIGKILL");
  await ended;
  assert.match(status, /^train +[36] of +6 done$/m);
  // Of two workers the one with the narrow networks may be first to have eight levels.
  assert.match(status, /^running +trajectory cells\/fc3-w(0\.5|1)-\w+-s2 since .* levels done$/m);
  assert.match(status, /, (6|9|12) running, /);
  const kept = levels();
  const times = () => kept.map((name) => statSync(join(folder, name)).mtimeMs);
  const then = times();
  make(folder);
  assert.deepEqual(times(), then);
  sameArtefacts(folder);
});

test("what is missing of a group is made alone, and nothing else", (t) => {
  const folder = plan(scratchFolder(t), experiment);
  const group = trained.filter(({ target }) => /dense\/fc3-w1-/.test(target));
  make(folder, group);
  assert.doesNotMatch(make(folder, group), /train/);
  const [first, second] = group.map(({ target }) => join(folder, target));
  rmSync(dirname(second!), { recursive: true });
  assert.match(pcrit(["status", folder]).out, /^train +2 of +6 done$/m);
  const then = statSync(first!).mtimeMs;
  const redone = make(folder, group);
  assert.match(redone, /train .*fc3-w1-s1/);
  assert.doesNotMatch(redone, /more/);
  assert.equal(statSync(first!).mtimeMs, then);
  sameArtefacts(folder, artefacts(folder));
});

test("calls that cannot be answered together are refused with one line", (t) => {
  const folder = scratchFolder(t);
  const data = join(trusted, "dataset.arrow");
  const other = join(folder, "other.arrow");
  copyFileSync(data, other);
  const train = (path: string, name: string, ...options: string[]) => [
    ...[path, "--out", join(folder, `${name}n`), "--units", join(folder, `${name}u`)],
    ...options,
  ];
  for (const [args, words] of [
    [["train", ...train(data, "a"), "--and"], /pcrit train: expected dataset\.arrow, found no/],
    [
      ["train", ...train(data, "a"), "--and", ...train(other, "b")],
      /expected one data set for all calls, found .*dataset\.arrow and .*other\.arrow/,
    ],
    [
      ["train", ...train(data, "a"), "--and", ...train(data, "b", "--engine", "tfjs")],
      /expected one engine for all calls, found sparse and tfjs/,
    ],
  ] as const) {
    const run = pcrit(args);
    assert.equal(run.code, 2, run.err);
    assert.match(run.err, words);
    assert.equal(run.err.trimEnd().split("\n").length, 1, run.err);
    assert.deepEqual(readdirSync(folder), ["other.arrow"]);
  }
});
