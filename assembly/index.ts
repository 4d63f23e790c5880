/**
 * Kernels of the sparse engine, and one of percolation. Plain arithmetic in a fixed order (no relaxed SIMD): the same
 * bytes everywhere. The loops are exported, though only run, distribute, pack and the optimisers
 * are called from outside, so that none is inlined into its only caller: V8 replaces the code of a
 * function by its optimised version when the function is next called.
 */

export { activate, activateBack } from "./activation";
export { spreadBytes } from "./byte-planes";
export { convolutionBackward, convolutionForward, convolutionGradient } from "./convolution";
export {
  convolve,
  convolveAddRow,
  convolveRow,
  convolveTwo,
  convolveTwoRows,
} from "./convolve";
export { convolveBack } from "./convolve-back";
export { convolvePlanes } from "./convolve-planes";
export { correlate, correlateFour, correlateRow, sumPlane } from "./correlate";
export { correlateEight, correlatePlanes } from "./correlate-planes";
export { crossEntropy } from "./cross-entropy";
export { keep } from "./dropout";
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
export { spreadValuesInPlanes } from "./input-values";
export { normaliseLayer, normaliseLayerBack } from "./layer-normalisation";
export { pack, spread, spreadPlanes, transposeEntries, unpack } from "./lit-pixels";
export { messageRound, passMessages } from "./messages";
export { addMoments } from "./moments";
export { gateAndSum, normaliseBack } from "./normalise-back";
export { adam, sgd } from "./optimizer";
export { biasAndRectify, gate, transpose } from "./panel";
export { pool, poolQuads, unpool, unpoolQuads } from "./pool";
export { multiplyAndSum, multiplyRows } from "./product";
export { combine, fillRows } from "./rows";
export { multiply, multiplyAdd, multiplyBias, multiplyRectify } from "./sparse-product";
export { distribute, run } from "./step";
export { accumulate, accumulateBias, sumLanes } from "./weight-gradient";
export { poolWindows, poolWindowsBack } from "./window-pool";
export const heapBase: usize = __heap_base;
export { transformInputs, transformOutputs, transformSlopes, transformTaps } from "./tile";
export {
  accumulateEight,
  accumulatePlace,
  multiplyPlace,
  multiplyTwo,
  tiledDistribute,
  tiledForward,
  tiledGradient,
} from "./tiled";
