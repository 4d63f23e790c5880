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
  "fine-tune": "0.11.0",
  graph: "0.2.0",
  percolation: "0.6.0",
  degree: "0.2.0",
  community: "0.2.0",
  portrait: "0.4.0",
  metrics: "0.4.0",
  "null-model": "0.2.0",
  robustness: "0.2.0",
};

/**
 * Networks whose training changed later, by what their settings as canonical JSON have: sums over a normalised batch, and
 * those of gradients of taps in a graph of layers, which layers that another file lists may have too; convolutions of
 * chains, trained tile by tile.
 */
const trainedAnew: readonly (readonly [found: RegExp, version: string])[] = [
  [/batch-normalisation|\\"convolution\\"|"layers":"[^"[{]/, "0.11.0"],
  [/convolution/, "0.6.0"],
];

/** Stages that train. On WebGPU, which `auto` may have chosen, gradients of convolutions of one network alone were wrong. */
const training = /^(train|trajectory|fine-tune|null-model)$/;
const onWebgpu = /"backend":"(webgpu|auto)"/;

/**
 * A stage that is not named changes with every version: analyses and pages. What is made from networks follows by its
 * inputs.
 * @param settings as canonical JSON.
 */
export function stageVersion(stage: string, settings = ""): string {
  if (training.test(stage) && onWebgpu.test(settings)) return "0.11.3";
  const anew = stage === "train" && trainedAnew.find(([found]) => found.test(settings));
  return anew ? anew[1] : (changed[stage] ?? version);
}
