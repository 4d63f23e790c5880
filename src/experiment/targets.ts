/** An experiment as files to make: what each is made from, by which stage, with which settings. */
import { analysisTargets } from "./analysis-targets.js";
import { cellTargets } from "./cell-targets.js";
import { cells, denseCells } from "./cells.js";
import { importTarget, trainTarget } from "./dense-targets.js";
import type { Experiment } from "./experiment.js";
import { dataMegabytes } from "./megabytes.js";
import { runFiles } from "./paths.js";
import type { Target } from "./target.js";

export function targets(experiment: Experiment): Target[] {
  const all = cells(experiment);
  return [
    dataTarget(experiment),
    ...denseTargets(experiment),
    ...all.flatMap((cell) => cellTargets(experiment, cell)),
    ...analysisTargets(experiment, all),
  ];
}

function denseTargets(experiment: Experiment): Target[] {
  const all = denseCells(experiment);
  const once = [...new Map(all.map((dense) => [dense.made, dense])).values()];
  return once.map((dense) =>
    dense.imported ? importTarget(experiment, dense) : trainTarget(experiment, dense),
  );
}

/** Where the data lie is no setting: what they are is told by their content. */
function dataTarget(experiment: Experiment): Target {
  const { path: _, ...dataset } = experiment.dataset;
  const { columns, arrays, normalise } = dataset;
  const json = (value: unknown) => (typeof value === "object" ? JSON.stringify(value) : value);
  return {
    stage: "data",
    target: runFiles.dataset,
    inputs: [],
    outputs: { out: runFiles.dataset },
    settings: {
      ...dataset,
      ...(columns ? { columns: json(columns) } : {}),
      ...(arrays ? { arrays: json(arrays) } : {}),
      ...(normalise ? { normalise: json(normalise) } : {}),
    },
    settingsPath: "settings/data.json",
    seconds: 0.3,
    megabytes: dataMegabytes(experiment),
  };
}
