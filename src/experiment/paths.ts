/** Where the artefacts of a run lie, relative to its folder. */
import { resultFiles } from "./result-tables.js";

export const runFiles = {
  plan: "plan.json",
  makefile: "plan.mk",
  experiment: "experiment.json",
  log: "log.jsonl",
  /** Of files: see src/chain. */
  index: "index",
  left: "left.json",
  counted: "counted",
  /** What the plan was given beside the experiment. */
  given: "given.json",
  source: "source",
  /** Modules and masks of the user's own. */
  criteria: "criteria",
  /** Networks that were trained elsewhere. */
  networks: "networks",
  dataset: "dataset.arrow",
  topology: "topology.arrow",
  ...resultFiles,
  criticality: "criticality.arrow",
  correlations: "correlations.arrow",
  predictions: "predictions.arrow",
  equivalence: "equivalence.arrow",
  robustnessAreas: "robustness-areas.arrow",
  noiseShift: "noise-shift.arrow",
  report: "report/index.html",
} as const;

/** Texts are joined: one that is put together is kept as its parts as well, and those of a large run are millions. */
const joined = (...parts: readonly string[]) => parts.join("/");

const network = (folder: string) => ({
  network: joined(folder, "network.arrow"),
  units: joined(folder, "units.arrow"),
  performance: joined(folder, "performance.arrow"),
});

/** Where a scheduler's jobs keep what they were to do, how it went, and their logs. */
export const jobsFolder = "jobs";

/** Files of a run that are no artefacts: they hold times and folders, and differ from run to run. */
const passing: readonly string[] = [
  runFiles.makefile,
  runFiles.log,
  runFiles.index,
  runFiles.left,
  runFiles.counted,
  runFiles.given,
  runFiles.source,
];

export function isPassing(path: string): boolean {
  return passing.includes(path) || path.startsWith(`${jobsFolder}/`);
}

/** The dense trained network that the cells of one seed and width start from. */
export const denseFiles = (name: string) => network(`dense/${name}`);

export type CellFiles = ReturnType<typeof cellFiles>;

export const cellFiles = (name: string) => ({
  levels: joined("cells", name, "levels"),
  performance: joined("cells", name, "performance.arrow"),
  confusion: joined("cells", name, "confusion.arrow"),
  graph: joined("cells", name, "graph.arrow"),
  nodes: joined("cells", name, "nodes.arrow"),
  percolation: joined("cells", name, "percolation.arrow"),
  percolationStatistics: joined("cells", name, "percolation-statistics.arrow"),
  degrees: joined("cells", name, "degrees.arrow"),
  degreeStatistics: joined("cells", name, "degree-statistics.arrow"),
  partition: joined("cells", name, "partition.arrow"),
  communityStatistics: joined("cells", name, "community-statistics.arrow"),
  portrait: joined("cells", name, "portrait.arrow"),
  portraitEdges: joined("cells", name, "portrait-edges.arrow"),
  portraitBands: joined("cells", name, "portrait-bands.arrow"),
  portraitNulls: joined("cells", name, "portrait-nulls.arrow"),
  structureStatistics: joined("cells", name, "structure-statistics.arrow"),
  nullModels: joined("cells", name, "null-model.arrow"),
  nullNetworks: joined("cells", name, "null-models"),
  robustness: joined("cells", name, "robustness.arrow"),
  nullRobustness: joined("cells", name, "null-robustness.arrow"),
});

/** What a metric of the user's own gives of a cell. */
export const metricFile = (name: string, metric: string) => `cells/${name}/metrics/${metric}.arrow`;

/** One level's files, in the folder that holds a cell's levels; level 0 is the dense network. */
export const levelFiles = (levels: string, level: number | "*") => {
  const folder = `${levels}/${String(level).padStart(level === "*" ? 0 : 3, "0")}`;
  return { ...network(folder), confusion: `${folder}/confusion.arrow` };
};

/** The same of null models, in the folder that holds a cell's; those that chance draws: the first. */
export const nullFiles = (folder: string, start: "initial" | "inherited") =>
  network(`${folder}/*-${start}-*-0`);

/** Networks of null models after training, of each kind the first that chance drew. */
export const firstNulls = (folder: string) => `${folder}/*-*-*-0/network.arrow`;
