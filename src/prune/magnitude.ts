import type { Network } from "../network.js";
import { keepLargest } from "./keep-largest.js";

/** |weight| as an integer in the same order: the bits of a positive float. */
export function magnitudeKeys(weight: Float32Array): Uint32Array {
  return new Uint32Array(weight.slice().buffer).map((bits) => bits & 0x7fffffff);
}

/** Marks the `keep` largest |weight| of the whole network; among equals the earlier row. */
export function byMagnitude(network: Network, keep: number): Uint8Array {
  const rows = network.weight.length;
  const marks = new Uint8Array(rows);
  keepLargest(magnitudeKeys(network.weight), 0, rows, keep, marks);
  return marks;
}
