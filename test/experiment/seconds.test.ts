/** What a plan expects its targets to take. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Experiment } from "../../src/experiment/experiment.js";
import { planMegabytes } from "../../src/experiment/megabytes.js";
import { parseExperiment, readExperiment } from "../../src/experiment/read.js";
import { targets } from "../../src/experiment/targets.js";
import { packageRoot } from "../../src/package.js";

const shipped = (name: string) => readExperiment(`${packageRoot}experiments/${name}.json`);

function byStage(experiment: Experiment): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { stage, seconds } of targets(experiment)) {
    assert.ok(seconds > 0 && Number.isFinite(seconds), stage);
    sums.set(stage, (sums.get(stage) ?? 0) + seconds);
  }
  return sums;
}

/** Seconds of processor time by stage, from the logs of runs on an AMD EPYC. */
const measured = {
  glyphs: {
    ...{ train: 24, trajectory: 42, graph: 10, percolation: 24, degree: 13, community: 24 },
    ...{ portrait: 8, criticality: 13, correlate: 5, report: 7 },
  },
  mnist: {
    ...{ train: 94, trajectory: 379, graph: 23, percolation: 53, degree: 26, community: 62 },
    ...{ portrait: 14, criticality: 23, correlate: 5, report: 6 },
  },
  "paper-small": {
    ...{ train: 262, trajectory: 1186, graph: 174, percolation: 224, degree: 155, community: 242 },
    ...{ portrait: 32, criticality: 70, correlate: 32, report: 10 },
  },
};

test("values as nodes take the time and the memory of their edges", () => {
  const of = (graph: string) => {
    const given = {
      ...JSON.parse(readFileSync(`${packageRoot}experiments/resnet.json`, "utf8")),
      graph,
    };
    return targets(parseExperiment("a.json", given)).filter(({ stage }) => stage === "percolation");
  };
  const [channels, units] = [of("channels"), of("units")];
  assert.equal(channels.length, units.length);
  units.forEach((one, i) => {
    assert.ok(one.seconds > 2 * channels[i]!.seconds);
    assert.ok(one.megabytes > channels[i]!.megabytes);
  });
});

test("shipped experiments: each stage within a factor of four, the run within two", () => {
  for (const [name, stages] of Object.entries(measured)) {
    const expected = byStage(shipped(name));
    let [all, whole] = [0, 0];
    for (const [stage, taken] of Object.entries(stages)) {
      const own = expected.get(stage)!;
      assert.ok(own > taken / 4 && own < taken * 4, `${name} ${stage}: ${own} for ${taken}`);
      all += own;
      whole += taken;
    }
    assert.ok(all > whole / 2 && all < whole * 2, `${name}: ${all} for ${whole}`);
  }
});

test("every target of every shipped experiment has an estimate", () => {
  for (const name of [
    "cnn5",
    "depth",
    "paper",
    "paper-kmnist",
    "prediction",
    "resnet",
    "smoke",
    "topology",
  ])
    assert.ok(byStage(shipped(name)).size > 8, name);
});

/** Megabytes that analyses of 10,000 cells took, and of 100,000; two hidden layers' columns, five levels. */
const analysed = { 10000: 412, 100000: 1750 };

test("memory of analyses: what was measured, with room, and linear in cells, levels and layers", () => {
  const megabytes = (seeds: number, more: object = {}) => {
    const settings = {
      ...{ name: "many", architectures: [{ name: "fc2", hidden: [8] }], widths: [1, 2] },
      ...{ criteria: ["magnitude", "random"], seeds: seeds / 4 },
      ...{ schedule: { densities: [0.5, 0.2, 0.05, 0.02] }, ...more },
    };
    const all = targets(parseExperiment("many.json", settings));
    return all.find(({ stage }) => stage === "topology")!.megabytes;
  };
  for (const [cells, taken] of Object.entries(analysed)) {
    const expected = megabytes(Number(cells));
    assert.ok(expected > 1.2 * taken && expected < 3 * taken, `${cells}: ${expected} MB`);
  }
  const [few, many] = [megabytes(4), megabytes(10_000)];
  assert.ok(few < 512, `${few} MB`);
  const each = (of: number) => (of - few) / 9996;
  assert.ok(Math.abs(each(many) * 19_996 - (megabytes(20_000) - few)) < 1);
  const twenty = { schedule: { densities: Array.from({ length: 19 }, (_, i) => 0.9 - i / 30) } };
  assert.ok(megabytes(10_000, twenty) > 2 * many - 2 * few);
  const deep = { architectures: [{ name: "fc9", hidden: Array.from({ length: 8 }, () => 8) }] };
  assert.ok(megabytes(10_000, deep) > many + 50);
  const endless = { schedule: { until: "disconnected" } };
  assert.ok(megabytes(10_000, endless) > many, "down to the last weight");
});

test("what looks at half a million targets has room for it", () => {
  const measured = 1750;
  assert.ok(planMegabytes(550_009) > 1.2 * measured && planMegabytes(550_009) < 2 * measured);
  assert.ok(planMegabytes(1000) < 300);
});
