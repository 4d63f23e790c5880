/** Kernels of the sparse engine. Plain f32 arithmetic in a fixed order: the same bytes everywhere. */
export { expArray, logArray } from "./exp-log";
export { gather } from "./gather";
export { pack, spread, transposeEntries, unpack } from "./lit-pixels";
export { adam, sgd } from "./optimizer";
export { biasAndRectify, gate, transpose } from "./panel";
export { multiply, multiplyAdd, multiplyBias, multiplyRectify } from "./sparse-product";
export { distribute, run } from "./step";
export { accumulate, accumulateBias, sumLanes } from "./weight-gradient";
export const heapBase: usize = __heap_base;
