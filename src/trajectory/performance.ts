import type { Evaluation } from "../engine/engine.js";
import { effectiveWeights } from "../graph/effective-weights.js";
import { nodesOfLayers } from "../graph/size.js";
import { type Network, prunableWeights } from "../network.js";

/** One row of performance.arrow: what a network does at one level. */
export interface Performance {
  readonly level: number;
  readonly weights: number;
  readonly density: number;
  readonly effective_density: number;
  readonly mean_degree: number;
  readonly accuracy_before: number;
  readonly loss_before: number;
  readonly prediction_entropy_before: number;
  readonly outcome_entropy_before: number;
  readonly mutual_information_before: number;
  readonly accuracy: number;
  readonly loss: number;
  readonly train_accuracy: number;
  readonly train_loss: number;
  readonly prediction_entropy: number;
  readonly outcome_entropy: number;
  readonly mutual_information: number;
  readonly weight_change: number;
  /** NaN where the weights at initialisation are not known. */
  readonly distance_from_initial: number;
  /** The same. */
  readonly sign_changes: number;
}

/** A network at one level, before and after its training. */
export interface Trained {
  readonly level: number;
  /** Before the training of this level; the same edges as `after`. */
  readonly before: Network;
  readonly after: Network;
  /** On the test images; level 0 gives the trained network for both. */
  readonly testBefore: Evaluation;
  readonly testAfter: Evaluation;
  readonly trainAfter: Evaluation;
}

export function performanceOf(trained: Trained): Performance {
  const { level, before, after, testBefore, testAfter, trainAfter } = trained;
  const prunable = prunableWeights(after);
  const weights = after.weight.length;
  const units = nodesOfLayers(after).reduce((sum, n) => sum + n, 0);
  return {
    level,
    weights,
    density: weights / prunable,
    effective_density: effectiveWeights(after) / prunable,
    mean_degree: (2 * weights) / units,
    accuracy_before: testBefore.accuracy,
    loss_before: testBefore.loss,
    prediction_entropy_before: testBefore.predictionEntropy,
    outcome_entropy_before: testBefore.outcomeEntropy,
    mutual_information_before: testBefore.mutualInformation,
    accuracy: testAfter.accuracy,
    loss: testAfter.loss,
    train_accuracy: trainAfter.accuracy,
    train_loss: trainAfter.loss,
    prediction_entropy: testAfter.predictionEntropy,
    outcome_entropy: testAfter.outcomeEntropy,
    mutual_information: testAfter.mutualInformation,
    weight_change: relativeDistance(after.weight, before.weight),
    distance_from_initial: fromInitial(relativeDistance, after),
    sign_changes: fromInitial(signChanges, after),
  };
}

function fromInitial(measure: typeof relativeDistance, { weight, initial }: Network): number {
  return initial ? measure(weight, initial) : Number.NaN;
}

/** |a - b| / |b| in the L2 norm; 0 for empty vectors. */
export function relativeDistance(a: Float32Array, b: Float32Array): number {
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < a.length; i++) {
    difference += (a[i]! - b[i]!) ** 2;
    norm += b[i]! ** 2;
  }
  return difference === 0 ? 0 : Math.sqrt(difference / norm);
}

/** Share of entries whose sign differs; zero counts as positive. */
export function signChanges(a: Float32Array, b: Float32Array): number {
  let changes = 0;
  for (let i = 0; i < a.length; i++) if (a[i]! < 0 !== b[i]! < 0) changes++;
  return a.length === 0 ? 0 : changes / a.length;
}
