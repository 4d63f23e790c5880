/** What a plan expects its targets to take. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Experiment } from "../../src/experiment/experiment.js";
import { readExperiment } from "../../src/experiment/read.js";
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
