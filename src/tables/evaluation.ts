/** What a network answers to a set of images, as Arrow files: evaluation, matrix and logits. */
import type { Provenance } from "../arrow/table.js";
import { writeTable } from "../arrow/write.js";
import type { Images } from "../data/dataset.js";
import type { Evaluation } from "../engine/engine.js";
import { density, type Network } from "../network.js";

/** Images whose class a network predicts, by its confusion matrix. */
export function rightOf(confusion: Uint32Array): number {
  const classes = Math.sqrt(confusion.length);
  return confusion.reduce((sum, n, i) => sum + (i % (classes + 1) === 0 ? n : 0), 0);
}

/** Writes evaluation.arrow: one row. */
export function writeEvaluation(
  path: string,
  split: string,
  network: Network,
  images: Images,
  evaluation: Evaluation,
  provenance: Provenance,
): void {
  writeTable(
    path,
    "evaluation",
    {
      split: [split],
      images: Uint32Array.of(images.count),
      right: Uint32Array.of(rightOf(evaluation.confusion)),
      accuracy: Float64Array.of(evaluation.accuracy),
      loss: Float64Array.of(evaluation.loss),
      prediction_entropy: Float64Array.of(evaluation.predictionEntropy),
      outcome_entropy: Float64Array.of(evaluation.outcomeEntropy),
      mutual_information: Float64Array.of(evaluation.mutualInformation),
      weights: Uint32Array.of(network.weight.length),
      density: Float64Array.of(density(network)),
    },
    provenance,
  );
}

/** Writes matrix.arrow: a confusion matrix row by row, zeros among them. */
export function writeMatrix(path: string, confusion: Uint32Array, provenance: Provenance): void {
  const classes = Math.sqrt(confusion.length);
  writeTable(
    path,
    "matrix",
    {
      label: Uint8Array.from(confusion, (_, i) => Math.floor(i / classes)),
      prediction: Uint8Array.from(confusion, (_, i) => i % classes),
      images: confusion,
    },
    provenance,
  );
}

/** Writes logits.arrow: images in their order, a column of float64 for each class. */
export function writeLogits(
  path: string,
  images: Images,
  logits: Float32Array,
  classes: number,
  provenance: Provenance,
): void {
  const ofClass = (c: number) =>
    Float64Array.from({ length: images.count }, (_, i) => logits[i * classes + c]!);
  const columns = Array.from({ length: classes }, (_, c) => [`logit_${c}`, ofClass(c)] as const);
  writeTable(
    path,
    "logits",
    {
      image: Uint32Array.from({ length: images.count }, (_, i) => i),
      label: images.labels.slice(0, images.count),
      predicted: Uint8Array.from({ length: images.count }, (_, i) =>
        largest(logits.subarray(i * classes, (i + 1) * classes)),
      ),
      ...Object.fromEntries(columns),
    },
    provenance,
  );
}

/** The first place of the largest value. */
function largest(values: Float32Array): number {
  return values.reduce((best, value, c) => (value > values[best]! ? c : best), 0);
}
