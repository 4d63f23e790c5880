import { log } from "../math.js";
import type { Evaluation } from "./engine.js";

/**
 * An evaluation from a confusion matrix (row = true class) and two means over images.
 * Outcome entropy: H(Y) of the predicted classes. Mutual information of true and predicted class:
 * I = sum p(x, y) log(p(x, y) / (p(x) p(y))). Empty cells count as 0 log 0 = 0.
 */
export function evaluation(
  confusion: Uint32Array,
  loss: number,
  predictionEntropy: number,
): Evaluation {
  const classes = Math.sqrt(confusion.length);
  const actual = new Float64Array(classes);
  const predicted = new Float64Array(classes);
  let total = 0;
  let right = 0;
  for (let i = 0; i < confusion.length; i++) {
    const count = confusion[i]!;
    actual[Math.floor(i / classes)]! += count;
    predicted[i % classes]! += count;
    total += count;
    if (i % (classes + 1) === 0) right += count;
  }
  let mutualInformation = 0;
  for (let i = 0; i < confusion.length; i++) {
    const count = confusion[i]!;
    if (count === 0) continue;
    const expected = (actual[Math.floor(i / classes)]! * predicted[i % classes]!) / total;
    mutualInformation += (count / total) * log(count / expected);
  }
  return {
    accuracy: right / total,
    loss,
    predictionEntropy,
    outcomeEntropy: histogramEntropy(predicted, total),
    mutualInformation: Math.max(0, mutualInformation), // rounding may leave it at -1e-17
    confusion,
  };
}

/** Entropy in nats of counts that sum to `total`. */
function histogramEntropy(counts: Float64Array, total: number): number {
  let entropy = 0;
  for (const count of counts) {
    if (count > 0) entropy += (count / total) * log(total / count);
  }
  return entropy;
}
