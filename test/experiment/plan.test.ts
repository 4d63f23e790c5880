import assert from "node:assert/strict";
import { test } from "node:test";
import { cells, denseCells } from "../../src/experiment/cells.js";
import { makefile } from "../../src/experiment/makefile.js";
import { parseExperiment } from "../../src/experiment/read.js";
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

test("every input of a rule is made by another rule", () => {
  const all = targets(experiment);
  const made = new Set(all.flatMap((t) => [t.target, ...Object.values(t.outputs)]));
  for (const t of all)
    for (const need of t.needs ?? t.inputs) assert.ok(made.has(need), `${t.target} needs ${need}`);
  assert.equal(new Set(all.map((t) => t.target)).size, all.length);
  assert.equal(new Set(all.map((t) => t.settingsPath)).size, all.length);
});

test("rules quote what a shell and make would read otherwise", () => {
  const text = makefile(targets(experiment), {
    folder: "runs/x",
    command: "make EXPERIMENT=it's.json",
    data: "my $data",
  });
  assert.match(text, /--folder 'my \$\$data'/);
  assert.match(text, /--command 'make EXPERIMENT=it'\\''s\.json'/);
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
  const text = makefile(all, { folder: "runs/x", command: "make" });
  assert.match(text, /^\$\(RUN\)\/report\/index\.html: .*equivalence\.arrow /m);
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
  assert.equal(new Set(all.map((t) => t.settingsPath)).size, all.length);
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
  const rules = makefile(all, { folder: "runs/x", command: "make" });
  assert.match(rules, /portrait\.arrow: [^|\n]+ \| \$\(RUN\)\/topology\.arrow\n/);
});

test("one process measures the seeds of a small network, a process each those of a large one", () => {
  const groups = (hidden: number[]) => {
    const all = targets(
      parseExperiment("x.json", { architectures: [{ name: "n", hidden }], widths: [1], seeds: 4 }),
    );
    const own = all.filter((t) => t.stage === "community");
    return { all, sizes: new Set(own.map((t) => t.group)).size, cells: own.length };
  };
  const small = groups([32, 16]);
  assert.equal(small.cells, 4);
  assert.equal(small.sizes, 1);
  assert.equal(groups([2000, 2000]).sizes, 4);
  const rules = makefile(small.all, { folder: "runs/x", command: "make" });
  const [first] = rules.match(/^\t@\$\(PCRIT\) community .*--and.*$/m) ?? [];
  assert.equal(first?.split(" --and ").length, 4);
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
