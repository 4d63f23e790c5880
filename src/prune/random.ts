/**
 * Random pruning without stored state: each edge's score is a hash of the seed and of the edge's
 * own name (layer, source, target, tap), so it is the same at every level and in any order of the
 * table, and masks are nested whether pruning is iterative or from the dense network.
 *
 * The hash is MurmurHash3's 32-bit mixing (A. Appleby, public domain), keyed by two words of the
 * SHA-256 of the seed.
 */
import { createHash } from "node:crypto";
import type { Network } from "../network.js";
import { keepLargest } from "./keep-largest.js";

function mix(hash: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  const h = hash ^ k;
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** One score an edge, uniform over 32 bits. */
export function randomScores(network: Network, seed: string): Uint32Array {
  const key = createHash("sha256").update(`${seed}/random pruning`).digest();
  const first = key.readInt32LE(0);
  const last = key.readInt32LE(4);
  const { layer, source, target, tap } = network;
  const scores = new Uint32Array(layer.length);
  for (let e = 0; e < scores.length; e++) {
    const edge = mix(mix(mix(mix(first, layer[e]!), source[e]!), target[e]!), tap[e]!);
    scores[e] = finish(finish(edge) ^ last);
  }
  return scores;
}

/** Marks the `keep` edges with the highest scores; among equals the earlier row. */
export function atRandom(network: Network, keep: number, seed: string): Uint8Array {
  const rows = network.weight.length;
  const marks = new Uint8Array(rows);
  keepLargest(randomScores(network, seed), 0, rows, keep, marks);
  return marks;
}
