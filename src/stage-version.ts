/**
 * The version in which what a stage writes last changed, bytes or meaning. It is what an artefact says of
 * itself and what a run is held against, so that a new analysis is made from networks trained before.
 * Whoever changes what a stage writes names the coming version here.
 */
import { version } from "./package.js";

const changed: Readonly<Record<string, string>> = {
  data: "0.2.0",
  train: "0.2.0",
  "import-dense": "0.6.0",
  trajectory: "0.2.0",
  prune: "0.2.0",
  "fine-tune": "0.6.0",
  graph: "0.2.0",
  percolation: "0.6.0",
  degree: "0.2.0",
  community: "0.2.0",
  portrait: "0.4.0",
  metrics: "0.4.0",
  "null-model": "0.2.0",
  robustness: "0.2.0",
};

/** Settings of networks that have convolutions, that normalise batches, or whose layers another file lists. */
const TRAINED_ANEW = /convolution|batch-normalisation|"layers":"[^"[{]/;

/**
 * A stage that is not named changes with every version: analyses and pages. Since 0.6.0 convolutions are trained tile by
 * tile, and sums over a normalised batch have another order; other networks are the same, and what is made from
 * networks follows by its inputs.
 * @param settings as canonical JSON.
 */
export function stageVersion(stage: string, settings = ""): string {
  if (stage === "train" && TRAINED_ANEW.test(settings)) return "0.6.0";
  return changed[stage] ?? version;
}
