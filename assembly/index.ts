/**
 * Kernels of the sparse engine. Plain f32 arithmetic in a fixed order (no relaxed SIMD): the same
 * bytes everywhere. The loops are exported, though only run, distribute, pack and the optimisers
 * are called from outside, so that none is inlined into its only caller: V8 replaces the code of a
 * function by its optimised version when the function is next called.
 */
export { convolutionBackward, convolutionForward, convolutionGradient } from "./convolution";
export { convolve, convolveRow, correlate, correlateFour, sumPlane } from "./convolve";
export { expArray, logArray } from "./exp-log";
export {
  accumulateAll,
  accumulateTiles,
  multiplySources,
  multiplyTargets,
  pairTargets,
  twoRows,
} from "./full-product";
export { gather } from "./gather";
export { pack, spread, spreadPlanes, transposeEntries, unpack } from "./lit-pixels";
export { adam, sgd } from "./optimizer";
export { biasAndRectify, gate, transpose } from "./panel";
export { pool, poolQuads, unpool, unpoolQuads } from "./pool";
export { multiply, multiplyAdd, multiplyBias, multiplyRectify } from "./sparse-product";
export { distribute, run } from "./step";
export { accumulate, accumulateBias, sumLanes } from "./weight-gradient";
export const heapBase: usize = __heap_base;
