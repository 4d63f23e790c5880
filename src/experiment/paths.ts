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

const network = (folder: string) => ({
  network: `${folder}/network.arrow`,
  units: `${folder}/units.arrow`,
  performance: `${folder}/performance.arrow`,
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

export const cellFiles = (name: string) => ({
  levels: `cells/${name}/levels`,
  performance: `cells/${name}/performance.arrow`,
  confusion: `cells/${name}/confusion.arrow`,
  graph: `cells/${name}/graph.arrow`,
  nodes: `cells/${name}/nodes.arrow`,
  percolation: `cells/${name}/percolation.arrow`,
  percolationStatistics: `cells/${name}/percolation-statistics.arrow`,
  degrees: `cells/${name}/degrees.arrow`,
  degreeStatistics: `cells/${name}/degree-statistics.arrow`,
  partition: `cells/${name}/partition.arrow`,
  communityStatistics: `cells/${name}/community-statistics.arrow`,
  portrait: `cells/${name}/portrait.arrow`,
  portraitEdges: `cells/${name}/portrait-edges.arrow`,
  portraitBands: `cells/${name}/portrait-bands.arrow`,
  portraitNulls: `cells/${name}/portrait-nulls.arrow`,
  structureStatistics: `cells/${name}/structure-statistics.arrow`,
  nullModels: `cells/${name}/null-model.arrow`,
  nullNetworks: `cells/${name}/null-models`,
  robustness: `cells/${name}/robustness.arrow`,
  nullRobustness: `cells/${name}/null-robustness.arrow`,
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
