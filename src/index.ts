/** The library: what the stages are made of, for use from other programs. */

export { readTable } from "./arrow/read.js";
export type { ColumnData, Lists, Provenance, Table } from "./arrow/table.js";
export { writeTable } from "./arrow/write.js";
export {
  type CommunityAlgorithm,
  communities,
  communityAlgorithms,
} from "./community/community.js";
export { barberModularity, newmanModularity } from "./community/modularity.js";
export { adjustedMutualInformation } from "./community/mutual-information.js";
export { correlate } from "./correlate/correlate.js";
export { predict } from "./correlate/predict.js";
export { analyse } from "./criticality/analyse.js";
export { criticality } from "./criticality/criticality.js";
export type { Dataset, Images } from "./data/dataset.js";
export { glyphs } from "./data/glyphs.js";
export { loadDataset, readIdxFolder } from "./data/load.js";
export { degreeStatistics } from "./degree/statistics.js";
export { chooseEngine } from "./engine/choose.js";
export type { Engine, Evaluation, Gradients, TrainingSettings } from "./engine/engine.js";
export { sparseEngine } from "./engine/sparse/engine.js";
export { UserError } from "./error.js";
export type { Experiment } from "./experiment/experiment.js";
export { parseExperiment, readExperiment } from "./experiment/read.js";
export { levelCounts } from "./experiment/schedule.js";
export { tensorsOf } from "./export/tensors.js";
export type { ForeignGraph } from "./formats/foreign-graph.js";
export { readForeignGraph } from "./formats/read-graph.js";
export { type GraphEnding, writeForeignGraph } from "./formats/write-graph.js";
export { encodeNpz } from "./formats/write-npz.js";
export { encodeSafetensors } from "./formats/write-safetensors.js";
export type { Layer } from "./geometry.js";
export { effectiveWeights } from "./graph/effective-weights.js";
export { type FromGraphology, fromGraphology } from "./graph/from-graphology.js";
export type { Graph } from "./graph/graph.js";
export {
  type DirectedNetwork,
  type EdgeAttributes,
  type GraphAttributes,
  type MoreAttributes,
  type NodeAttributes,
  toGraphology,
  toUndirectedGraphology,
  type UndirectedNetwork,
} from "./graph/graphology.js";
export { networkGraph } from "./graph/network-graph.js";
export { liveness } from "./graph/reach.js";
export { type UnitGroups, unitGroups } from "./graph/unit-groups.js";
export { importedNetwork } from "./import/network.js";
export { readForeign } from "./import/read.js";
export { initialise } from "./initialise.js";
export { type GraphLayer, type LayerGraph, resolveLayers } from "./layer-graph.js";
export { layerGraph, namedLayers } from "./layer-settings.js";
export { layersOf, type Shape, shapeFor } from "./layers.js";
export type { KnownFacts, LevelFacts, MetricFunction } from "./metrics/metric.js";
export { compareLaws } from "./models/compare.js";
export { density, type Network, type Normalisations, prunableWeights } from "./network.js";
export { retrainLadder } from "./null-model/retrain.js";
export { graphPercolation } from "./percolation/percolation.js";
export { percolationStatistics } from "./percolation/statistics.js";
export { portrait } from "./portrait/portrait.js";
export type {
  Activations,
  CriterionFunction,
  CriterionInput,
  CriterionModule,
  EdgeScores,
  Within,
} from "./prune/criterion.js";
export type { PruneRequest } from "./prune/criterion-input.js";
export { type OwnCriterion, ownCriterion } from "./prune/own-criterion.js";
export { type Criterion, criteria, prune } from "./prune/prune.js";
export { Random } from "./random.js";
export { noiseShift } from "./robustness/noise-shift.js";
export { collapseQuality } from "./scaling/quality.js";
export { scale } from "./scaling/scale.js";
export { benjaminiHochberg } from "./statistics/false-discovery.js";
export { permutationP } from "./statistics/permutation-test.js";
export { structureStatistics } from "./structure/statistics.js";
export { readDataset, writeDataset } from "./tables/dataset.js";
export { exportedGraph } from "./tables/exported-graph.js";
export { readGraph } from "./tables/graph.js";
export { readNetwork, writeNetwork, writeUnits } from "./tables/network.js";
export {
  fineTune,
  fineTuneMany,
  pruneLevel,
  pruneLevelBy,
  trainDense,
  trainDenseMany,
} from "./trajectory/level.js";
export { runTrajectories, runTrajectory } from "./trajectory/trajectory.js";
