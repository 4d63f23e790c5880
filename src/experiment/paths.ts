/** Where the artefacts of a run lie, relative to its folder. */

export const runFiles = {
  plan: "plan.json",
  makefile: "plan.mk",
  experiment: "experiment.json",
  version: "version",
  log: "log.jsonl",
  dataset: "dataset.arrow",
  topology: "topology.arrow",
  order: "order.arrow",
  criticality: "criticality.arrow",
  correlations: "correlations.arrow",
  report: "report/index.html",
} as const;

const network = (folder: string) => ({
  network: `${folder}/network.arrow`,
  units: `${folder}/units.arrow`,
  performance: `${folder}/performance.arrow`,
});

/** The dense trained network that the cells of one seed and width start from. */
export const denseFiles = (name: string) => network(`dense/${name}`);

export const cellFiles = (name: string) => ({
  levels: `cells/${name}/levels`,
  performance: `cells/${name}/performance.arrow`,
  graph: `cells/${name}/graph.arrow`,
  nodes: `cells/${name}/nodes.arrow`,
  percolation: `cells/${name}/percolation.arrow`,
  percolationStatistics: `cells/${name}/percolation-statistics.arrow`,
  degrees: `cells/${name}/degrees.arrow`,
  degreeStatistics: `cells/${name}/degree-statistics.arrow`,
  partition: `cells/${name}/partition.arrow`,
  communityStatistics: `cells/${name}/community-statistics.arrow`,
});

/** One level's files, in the folder that holds a cell's levels; level 0 is the dense network. */
export const levelFiles = (levels: string, level: number | "*") =>
  network(`${levels}/${String(level).padStart(level === "*" ? 0 : 3, "0")}`);
