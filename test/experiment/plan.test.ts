import assert from "node:assert/strict";
import { test } from "node:test";
import { cells, denseCells } from "../../src/experiment/cells.js";
import { makefile } from "../../src/experiment/makefile.js";
import { makersOf } from "../../src/experiment/makers.js";
import { parseExperiment } from "../../src/experiment/read.js";
import type { Target } from "../../src/experiment/target.js";
import { targets } from "../../src/experiment/targets.js";

const experiment = parseExperiment("x.json", {
  widths: [0.5, 2],
  criteria: ["magnitude", "random"],
  seeds: 3,
});

test("cells are the grid, the most expensive first; criteria share dense networks", () => {
  const all = cells(experiment);
  assert.equal(all.length, 2 * 2 * 3);
  assert.equal(new Set(all.map((cell) => cell.name)).size, 12);
  assert.equal(denseCells(experiment).length, 6);
  assert.deepEqual(
    all.map((cell) => cell.dense.width),
    [2, 2, 2, 2, 2, 2, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5],
  );
});

/** The rules of all targets, or of some. */
function rules(all: readonly Target[], left: readonly Target[] = all, folder = "runs/x"): string {
  const names = new Set(left.map(({ target }) => target));
  return [...makefile(folder, all, names, "pcrit.js")].join("");
}

test("every input is made by a target that stands before", () => {
  const all = targets(
    parseExperiment("x.json", { nullModels: { densities: [0.1] }, robustness: {} }),
  );
  const makerOf = makersOf(all);
  for (const [place, t] of all.entries())
    for (const input of t.inputs) {
      const maker = makerOf(input);
      assert.ok(maker && all.indexOf(maker) < place, `${t.target} needs ${input}`);
    }
  assert.equal(new Set(all.map((t) => t.target)).size, all.length);
  settingsAreShared(all);
});

/** Targets of one settings file have the same settings, but for the seed. */
function settingsAreShared(all: readonly Target[]): void {
  const byPath = new Map<string, object>();
  for (const { settingsPath, settings } of all) {
    const { seed: _own, ...shared } = settings;
    assert.deepEqual(shared, byPath.get(settingsPath) ?? shared, settingsPath);
    byPath.set(settingsPath, shared);
  }
}

test("there are rules for what is left alone, and for all of that before what seals it", () => {
  const all = targets(experiment);
  const some = all.filter(({ stage }) => ["percolation", "report"].includes(stage));
  const text = rules(all, some);
  assert.doesNotMatch(text, /train|graph\.arrow/);
  const [, from] = /^report\/index\.html: (.*)$/m.exec(text)!;
  const own = some.filter(({ stage }) => stage === "percolation").map(({ target }) => target);
  assert.ok(own.some((target) => from!.includes(target)));
  assert.match(text, /^all: report\/index\.html$/m);
  assert.match(rules(all, []), /^all: *$/m);
});

test("rules quote what a shell and make would read otherwise", () => {
  const all = targets(experiment);
  const text = rules(all, all, "it's $(here); `x` #1: 100%");
  assert.match(text, /step 'it'\\''s \$\$\(here\); `x` #1: 100%' dataset\.arrow/);
});

test("no recipe grows with the run", () => {
  const longest = (seeds: number) => {
    const text = rules(targets(parseExperiment("x.json", { seeds, widths: [0.01] })));
    const recipes = text.split("\n").filter((line) => line.startsWith("\t"));
    return Math.max(...recipes.map((line) => line.length));
  };
  const long = longest(200);
  assert.ok(long <= longest(20) + 80 * 20 && long < 20_000, `${long}`);
});

test("null models are planned where the experiment asks for them, with the epochs of training", () => {
  const stages = (settings: object) =>
    targets(parseExperiment("x.json", { seeds: 2, ...settings })).map((t) => t.stage);
  assert.ok(!stages({}).some((stage) => ["null-model", "equivalence"].includes(stage)));
  const all = targets(
    parseExperiment("x.json", {
      seeds: 2,
      training: { epochs: 5 },
      fineTuning: { epochs: 3 },
      nullModels: { densities: [0.1] },
    }),
  );
  const [one, other] = all.filter((t) => t.stage === "null-model");
  assert.equal(one!.settings["epochs"], 5);
  assert.equal(one!.settings["fine-tuning-epochs"], 3);
  assert.notEqual(one!.target, other!.target);
  const { inputs } = all.find((t) => t.stage === "equivalence")!;
  assert.deepEqual(inputs.slice(1).sort(), [one!.target, other!.target].sort());
  assert.match(rules(all), /^report\/index\.html: .*equivalence\.arrow /m);
});

test("robustness is planned of levels, and of null models where there are some", () => {
  const plan = (settings: object) =>
    targets(parseExperiment("x.json", { seeds: 2, robustness: {}, ...settings }));
  const count = (settings: object, stage: string) =>
    plan(settings).filter((t) => t.stage === stage).length;
  assert.equal(count({}, "robustness"), 2);
  const nullModels = { densities: [0.1] };
  assert.equal(count({ nullModels }, "robustness"), 4);
  assert.equal(count({ nullModels }, "robustness-summary"), 1);
  const all = plan({ nullModels });
  settingsAreShared(all);
  const summary = all.find((t) => t.stage === "robustness-summary")!;
  assert.equal(summary.inputs.length, 4);
});

test("structure is planned where it is asked for, and joined into topology", () => {
  const plan = (settings: object) => targets(parseExperiment("x.json", { seeds: 2, ...settings }));
  assert.ok(!plan({}).some((t) => t.stage === "structure"));
  const all = plan({ structure: { samples: 7 } });
  const own = all.filter((t) => t.stage === "structure");
  assert.equal(own.length, 2);
  assert.equal(own[0]!.settings["samples"], 7);
  const topology = all.find((t) => t.stage === "topology")!;
  for (const { target } of own) assert.ok(topology.inputs.includes(target));
});

test("the first seed of every series and width has a portrait, which goes to the report", () => {
  const all = targets(experiment);
  const own = all.filter((t) => t.stage === "portrait");
  assert.equal(own.length, 2 * 2);
  assert.ok(own.every(({ target }) => /-s0\/portrait\.arrow$/.test(target)));
  const { inputs } = all.find((t) => t.stage === "report")!;
  for (const name of ["portrait", "portrait-edges", "confusion"])
    assert.equal(inputs.filter((path) => path.endsWith(`/${name}.arrow`)).length, own.length, name);
  // Beside the analyses, which leave workers idle; a new topology.arrow makes no new portraits.
  assert.match(rules(all), /portrait\.arrow: [^|\n]+ \| topology\.arrow\n/);
});

test("small portraits of one criterion are made by one process, large ones by one each", () => {
  const processes = (hidden: number[]) => {
    const architectures = [{ name: "one", hidden }];
    const all = targets(parseExperiment("x.json", { architectures, widths: [0.5, 1, 2] }));
    const own = all.filter(({ stage }) => stage === "portrait");
    assert.equal(own.length, 3);
    return new Set(own.map(({ group, target }) => group ?? target)).size;
  };
  assert.equal(processes([32, 16]), 1);
  assert.equal(processes([100, 50]), 2, "that of width 2 by itself");
  assert.equal(processes([2000, 1000]), 3);
});

test("workers keep to a core each; a process that is alone, as the page's, may collect on both", () => {
  const all = targets(parseExperiment("x.json", {}));
  const page = all.filter(({ stage }) => stage === "report");
  assert.match(rules(all), /^PCRIT \?= .*--single-threaded-gc/m);
  assert.equal(page.length, 1);
  const header = rules(all, page).match(/^PCRIT \?= .*$/m)![0];
  assert.doesNotMatch(header, /single-threaded-gc/);
  assert.match(header, /--no-concurrent-recompilation/);
});

test("one process measures the seeds of a small network, a process each those of a large one", () => {
  const groups = (hidden: number[]) => {
    const all = targets(
      parseExperiment("x.json", { architectures: [{ name: "n", hidden }], widths: [1], seeds: 4 }),
    );
    const own = all.filter((t) => ["graph", "community"].includes(t.stage));
    return { all, sizes: new Set(own.map((t) => t.group)).size, cells: own.length / 2 };
  };
  const small = groups([32, 16]);
  assert.equal(small.cells, 4);
  assert.equal(small.sizes, 1, "and all its measures");
  assert.equal(groups([400, 200]).sizes, 2 * 2, "as many seeds, each measure by itself");
  assert.equal(groups([2000, 2000]).sizes, 2 * 4);
  const [first] = rules(small.all).match(/^\t@\$\(PCRIT\) step .*partition\.arrow.*$/m) ?? [];
  assert.equal(first?.match(/graph\.arrow|partition\.arrow/g)?.length, 8);
});

test("one process trains small networks one after the other, a process each trains large ones", () => {
  const groups = (train: number, stage: string) => {
    const all = targets(
      parseExperiment("x.json", {
        dataset: { train },
        architectures: [{ name: "n", hidden: [64, 32] }],
        widths: [1],
        criteria: ["magnitude", "random"],
        seeds: 4,
      }),
    );
    return new Set(all.filter((t) => t.stage === stage).map((t) => t.group)).size;
  };
  assert.equal(groups(500, "train"), 1);
  assert.equal(groups(500, "trajectory"), 2, "magnitude and random");
  assert.equal(groups(60000, "train"), 4);
  assert.equal(groups(60000, "trajectory"), 8);
});

test("of many cells a process takes more, up to what a command line holds", () => {
  const processes = (seeds: number, names = 1) => {
    const all = targets(
      parseExperiment("x.json", {
        dataset: { train: 200 },
        architectures: [{ name: "n".repeat(names), hidden: [4] }],
        widths: [1, 2],
        criteria: ["magnitude", "random"],
        training: { epochs: 1 },
        seeds,
      }),
    );
    const own = all.filter((t) => t.stage === "trajectory");
    const longest = Math.max(...(rules(all).match(/^\t.*$/gm) ?? []).map((line) => line.length));
    return { processes: new Set(own.map((t) => t.group)).size, longest };
  };
  assert.equal(processes(40).processes, 4 * 2, "20 in each");
  assert.equal(processes(600).processes, 4 * 17, "37 in each");
  const most = processes(2500, 100);
  assert.equal(most.processes, 4 * 25, "100 in each");
  // The name of a criterion may be 100 characters too, instead of 9; 20,000 are left for those of folders.
  assert.ok(most.longest + 91 * 400 < 111_072, `${most.longest} bytes`);
});
