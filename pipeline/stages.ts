/**
 * The stages in the order of the pipeline. Each is imported only when called, which keeps the start of a
 * stage short.
 */
import type { Stage } from "./stage.js";

export interface Entry {
  readonly summary: string;
  load(): Promise<Stage>;
}

export const stages: Readonly<Record<string, Entry>> = {
  plan: {
    summary: "experiment -> cells and the make rules for them",
    load: async () => (await import("./plan.js")).plan,
  },
  data: {
    summary: "images and labels -> dataset.arrow",
    load: async () => (await import("./data.js")).data,
  },
  train: {
    summary: "dataset -> dense trained network",
    load: async () => (await import("./train.js")).train,
  },
  "import-dense": {
    summary: "a network that was trained elsewhere -> what train leaves of one",
    load: async () => (await import("./import-dense.js")).importDense,
  },
  prune: {
    summary: "network -> network with fewer weights",
    load: async () => (await import("./prune.js")).prune,
  },
  "fine-tune": {
    summary: "pruned network -> the same mask, trained further",
    load: async () => (await import("./fine-tune.js")).fineTune,
  },
  trajectory: {
    summary: "dense network -> prune and fine-tune, level by level, for one cell",
    load: async () => (await import("./trajectory.js")).trajectory,
  },
  graph: {
    summary: "networks -> weighted graph of their surviving weights",
    load: async () => (await import("./graph.js")).graph,
  },
  percolation: {
    summary: "graph -> percolation curves and thresholds",
    load: async () => (await import("./percolation.js")).percolation,
  },
  degree: {
    summary: "graph -> degrees and strengths",
    load: async () => (await import("./degree.js")).degree,
  },
  community: {
    summary: "graph -> communities and modularity",
    load: async () => (await import("./community.js")).community,
  },
  portrait: {
    summary: "graph and communities -> what a picture of each level shows",
    load: async () => (await import("./portrait.js")).portrait,
  },
  structure: {
    summary: "graph -> tails, cycles, spectra, paths, cuts, betweenness",
    load: async () => (await import("./structure.js")).structure,
  },
  metrics: {
    summary: "graph -> statistics by functions of one's own, or of graphology-metrics",
    load: async () => (await import("./metrics.js")).metrics,
  },
  "null-model": {
    summary: "levels -> subnetworks that keep part of what was learned, trained with one budget",
    load: async () => (await import("./null-model.js")).nullModel,
  },
  robustness: {
    summary: "trained networks -> accuracy as parts are removed or noise grows, without training",
    load: async () => (await import("./robustness.js")).robustness,
  },
  topology: {
    summary: "all cells -> one table of every scalar",
    load: async () => (await import("./topology.js")).topology,
  },
  criticality: {
    summary: "topology -> where each width collapses",
    load: async () => (await import("./criticality.js")).criticality,
  },
  correlate: {
    summary: "topology -> what goes with the order parameter at fixed density",
    load: async () => (await import("./correlate.js")).correlate,
  },
  equivalence: {
    summary: "null models of all cells -> which rungs learn alike, on which side of p_c",
    load: async () => (await import("./equivalence.js")).equivalence,
  },
  "robustness-summary": {
    summary: "robustness of all cells -> area under each curve; how noise moves p_c",
    load: async () => (await import("./robustness-summary.js")).robustnessSummary,
  },
  report: {
    summary: "all results -> one HTML file",
    load: async () => (await import("./report.js")).report,
  },
};
