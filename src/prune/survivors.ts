/** Which edges the scores leave: exactly so many, in the whole network or in parts of it. */
import { fanIn, layerWeights } from "../geometry.js";
import { layersOf } from "../layers.js";
import { layerOffsets, type Network } from "../network.js";
import type { Within } from "./criterion.js";
import { layerQuotas } from "./layer-magnitude.js";
import { ofRank } from "./of-rank.js";
import { outputQuotas } from "./output-quotas.js";

/** Marks the `keep` largest scores; among equals the earlier row, as everywhere (see keep-largest.ts). */
export function survivors(
  network: Network,
  scores: Float64Array,
  keep: number,
  within: Within,
): Uint8Array {
  const marks = new Uint8Array(scores.length);
  const rows = new Uint32Array(scores.length);
  for (let e = 0; e < rows.length; e++) rows[e] = e;
  switch (within) {
    case "network":
      markBest(scores, rows, keep, marks);
      break;
    case "layer":
      markLayers(network, scores, rows, keep, marks);
      break;
    case "output":
      markOutputs(network, scores, keep, marks);
  }
  return marks;
}

function markLayers(
  network: Network,
  scores: Float64Array,
  rows: Uint32Array,
  keep: number,
  marks: Uint8Array,
): void {
  const offsets = layerOffsets(network);
  const present = Array.from(offsets.subarray(1), (end, l) => end - offsets[l]!);
  const quotas = layerQuotas(layersOf(network).map(layerWeights), present, keep);
  quotas.forEach((quota, l) => {
    markBest(scores, rows.subarray(offsets[l], offsets[l + 1]), quota, marks);
  });
}

function markOutputs(
  network: Network,
  scores: Float64Array,
  keep: number,
  marks: Uint8Array,
): void {
  const layers = layersOf(network);
  const groups = outputGroups(network);
  const sizes = layers.map(fanIn);
  const present = groups.map(({ begin }) =>
    Array.from(begin.subarray(1), (end, t) => end - begin[t]!),
  );
  outputQuotas(sizes, present, keep).forEach((quotas, l) => {
    const { begin, rows } = groups[l]!;
    quotas.forEach((quota, t) => {
      markBest(scores, rows.subarray(begin[t], begin[t + 1]), quota, marks);
    });
  });
}

/** A layer's rows sorted by target, each target's in the order of the table; where each target's begin. */
function outputGroups(network: Network): { begin: Uint32Array; rows: Uint32Array }[] {
  const offsets = layerOffsets(network);
  return layersOf(network).map(({ targets }, l) => {
    const begin = new Uint32Array(targets + 1);
    for (let e = offsets[l]!; e < offsets[l + 1]!; e++) begin[network.target[e]! + 1]!++;
    for (let t = 0; t < targets; t++) begin[t + 1]! += begin[t]!;
    const free = begin.slice();
    const rows = new Uint32Array(offsets[l + 1]! - offsets[l]!);
    for (let e = offsets[l]!; e < offsets[l + 1]!; e++) rows[free[network.target[e]!]!++] = e;
    return { begin, rows };
  });
}

/** Marks the `keep` of these rows with the largest scores; among equals the earlier. */
function markBest(scores: Float64Array, rows: Uint32Array, keep: number, marks: Uint8Array): void {
  if (keep === 0) return;
  const own = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) own[i] = scores[rows[i]!]!;
  const least = ofRank(own, keep);
  let ties = keep;
  for (let i = 0; i < own.length; i++) if (own[i]! > least) ties--;
  for (let i = 0; i < own.length; i++)
    if (own[i]! > least || (own[i] === least && ties-- > 0)) marks[rows[i]!] = 1;
}
