/**
 * Whatever happens to the files of a run, make ends with the same bytes: artefacts of every kind, records
 * and settings are altered, cut, removed, exchanged, replaced by older ones, and dated anew.
 */
import assert from "node:assert/strict";
import {
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import { before, test } from "node:test";
import { isPassing } from "../../src/experiment/paths.js";
import { Random } from "../../src/random.js";
import { pcrit } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";
import { make, plan, startedStages } from "../support/run.js";

const experiment = {
  name: "damage",
  dataset: { train: 100, test: 40 },
  architectures: [{ name: "fc3", hidden: [12, 8] }],
  widths: [1],
  criteria: ["magnitude"],
  seeds: 2,
  training: { epochs: 1, batch: 32 },
  schedule: { densities: [0.4, 0.12, 0.04] },
  fineTuning: { epochs: 1 },
  percolation: { shuffles: 2 },
  communities: { runs: 1 },
  nullModels: { densities: [0.1] },
  robustness: { draws: 1, images: 20 },
  analysis: { repetitions: 50, permutations: 20 },
};

/** Never touched; as an earlier experiment left it; and the one that is damaged. */
let trusted: string;
let older: string;
let folder: string;

before((t) => {
  const scratch = scratchFolder(t as Parameters<typeof scratchFolder>[0]);
  const runs = join(scratch, "runs");
  const analysis = { ...experiment.analysis, repetitions: 40 };
  make(plan(runs, { ...experiment, analysis }), "-j2");
  cpSync(runs, join(scratch, "older"), { recursive: true });
  folder = plan(runs, experiment);
  make(folder, "-j2");
  cpSync(runs, join(scratch, "trusted"), { recursive: true });
  trusted = join(scratch, "trusted", experiment.name);
  older = join(scratch, "older", experiment.name);
});

/** Everything below a run's folder that has to be the same. */
function filesOf(run: string): string[] {
  return readdirSync(run, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(run, join(entry.parentPath ?? entry.path, entry.name)))
    .filter((path) => !isPassing(path))
    .sort();
}

/** Makes what is left; @returns the stages that were started. */
function again(): string[] {
  const before = startedStages(folder).length;
  plan(join(folder, ".."), experiment);
  make(folder, "-j2");
  return startedStages(folder).slice(before);
}

function sameBytes(what: string): void {
  assert.deepEqual(filesOf(folder), filesOf(trusted), what);
  for (const path of filesOf(trusted))
    assert.ok(
      readFileSync(join(folder, path)).equals(readFileSync(join(trusted, path))),
      `${path} differs, after ${what}`,
    );
}

const day = 86_400;
const damages: Record<string, (path: string, other: string, random: Random) => void> = {
  flip(path, _other, random) {
    const bytes = readFileSync(path);
    bytes[random.integer(bytes.length)]! ^= 1 << random.integer(8);
    writeFileSync(path, bytes);
  },
  zero(path, _other, random) {
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0, random.integer(bytes.length)));
  },
  truncate: (path, _other, random) => truncateSync(path, random.integer(readFileSync(path).length)),
  delete: (path) => rmSync(path),
  swap(path, other) {
    const bytes = readFileSync(path);
    copyFileSync(other, path);
    writeFileSync(other, bytes);
  },
  older(path) {
    const old = join(older, relative(folder, path));
    if (existsSync(old)) copyFileSync(old, path);
  },
};

/** One of each kind of file, so that none is left out: cells, levels and charts count as one. */
function kinds(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const path of filesOf(trusted)) {
    const kind = path
      .replace(/fc3-w[\d.]+(-magnitude)?-s\d/, "CELL")
      .replace(/\/\d{3}[^/]*\//, "/LEVEL/")
      .replace(/figures\/.*/, "figures/CHART");
    found.set(kind, [...(found.get(kind) ?? []), path]);
  }
  return found;
}

test("damage of every sort to files of every kind", () => {
  const random = new Random(3, "damage");
  const one = <T>(items: readonly T[]) => items[random.integer(items.length)]!;
  const all = random.shuffle([...kinds().values()].map(one));
  const sorts = Object.keys(damages);
  const size = Math.ceil(all.length / 3);
  for (let from = 0; from < all.length; from += size) {
    const some = all.slice(from, from + size);
    const done = some.map((path, i) => {
      const sort = sorts[(from + i) % sorts.length]!;
      const other = join(folder, one(filesOf(folder)));
      if (existsSync(join(folder, path))) damages[sort]!(join(folder, path), other, random);
      return `${sort} ${path}`;
    });
    again();
    sameBytes(done.join(", "));
  }
});

test("dates and places mean nothing: no stage is started", () => {
  for (const [i, path] of filesOf(folder).entries()) {
    const time = Date.now() / 1000 + [-day, day, -400 * day][i % 3]!;
    utimesSync(join(folder, path), time, time);
  }
  assert.deepEqual(again(), []);
  const runs = join(folder, "..");
  cpSync(runs, `${runs} copied`, { recursive: true });
  rmSync(runs, { recursive: true });
  renameSync(`${runs} copied`, `${runs}-moved`);
  folder = join(`${runs}-moved`, experiment.name);
  assert.deepEqual(again(), []);
  sameBytes("a copy and a move");
});

test("what is damaged is made again, and nothing from it that comes out as before", () => {
  const cell = "cells/fc3-w1-magnitude-s1";
  for (const [path, stages] of [
    [`${cell}/levels/002/network.arrow`, ["trajectory"]],
    ["verdict.arrow", ["criticality"]],
    ["records/dataset.arrow.json", ["data"]],
    ["settings/report.json", []],
  ] as const) {
    rmSync(join(folder, path));
    assert.deepEqual(again(), stages, path);
  }
  sameBytes("removing files one by one");
});

test("a kill between two targets of one process, wherever it came, loses nothing", () => {
  const [first, second] = ["cells/fc3-w1-magnitude-s0", "cells/fc3-w1-magnitude-s1"];
  const measured = ["graph", "percolation", "degrees", "partition"];
  const group = measured.flatMap((name) => [first, second].map((cell) => `${cell}/${name}.arrow`));
  // The process makes stage after stage, and of each cell after cell: so many of these were made.
  for (let made = 1; made < group.length; made += 2) {
    for (const target of group.slice(made)) {
      const record = join(folder, `records/${target}.json`);
      const { outputs } = JSON.parse(readFileSync(record, "utf8")) as { outputs: object };
      for (const path of [record, ...Object.keys(outputs).map((name) => join(folder, name))])
        rmSync(path);
    }
    plan(join(folder, ".."), experiment);
    make(folder, ...group.slice(made));
  }
  assert.deepEqual(again(), []);
  sameBytes("kills between targets");
});

test("check tells in one line whether all fits, and what makes it fit", () => {
  const run = () => pcrit(["check", folder]);
  assert.match(run().out, /damage: \d+ files, all fit; root [0-9a-f]{64}\n$/);
  const page = readFileSync(join(folder, "report/index.html"), "utf8");
  assert.ok(page.includes(/root ([0-9a-f]{64})/.exec(run().out)![1]!));
  damages["flip"]!(join(folder, "order.arrow"), "", new Random(1, "check"));
  rmSync(join(folder, "settings/data.json"));
  const found = run();
  assert.equal(found.code, 2);
  assert.equal(found.err.trimEnd().split("\n").length, 1);
  assert.match(found.err, /settings\/data\.json is not what the experiment says/);
  assert.match(found.err, /criticality\.arrow has a damaged order\.arrow/);
  assert.match(found.err, /; make EXPERIMENT=\S+\/damage\/experiment\.json RUNS=\S+\n$/);
  assert.match(pcrit(["status", folder]).out, /^criticality +0 of +1 done$/m);
  again();
  assert.equal(run().code, 0);
});
