/**
 * Softmax cross-entropy of one panel, with its gradient and the scores of an evaluation.
 *   p = softmax(z), loss = -log p[label], d = (p - onehot(label)) * scale,
 *   entropy = -sum p log p = log(sum) - sum p (z - max).
 * Sums over images are in double precision, in the order of the images.
 */
import { exp, log } from "./exp-log";
import { UNIT } from "./panel";

/** Sums over the images since they were last cleared. */
@unmanaged
export class Scores {
  loss: f64;
  entropy: f64;
}

// Four images' results on their way from lanes to double precision.
const lanes: usize = memory.data(48, 16);

/**
 * @param z logits, classes x 32.
 * @param d receives the gradients, classes x 32; zero for lanes from `images` on.
 * @param images lanes in use. @param labels one byte a lane.
 * @param scale 1 / images of the batch.
 * @param confusion classes x classes counts, row = true class; ties go to the lowest class.
 */
export function crossEntropy(
  classes: u32,
  z: usize,
  d: usize,
  images: u32,
  labels: usize,
  scale: f32,
  scores: Scores,
  confusion: usize,
): void {
  const size = classes * UNIT;
  for (let first: u32 = 0; first < images; first += 4) {
    const used = i32x4.lt_u(i32x4.add(i32x4.splat(first), i32x4(0, 1, 2, 3)), i32x4.splat(images));
    fourImages(size, z + first * 4, d + first * 4, v128.and(f32x4.splat(scale), used));
    for (let lane: u32 = first, end = min(first + 4, images); lane < end; lane++) {
      const at = lanes + (lane - first) * 4;
      const label = <usize>load<u8>(labels + lane);
      const own = z + label * UNIT + lane * 4;
      scores.loss += load<f32>(at) - load<f32>(own);
      scores.entropy += load<f32>(at, 16);
      const wrong = d + label * UNIT + lane * 4;
      store<f32>(wrong, load<f32>(wrong) - scale);
      const cell = confusion + ((label * classes + <usize>load<u32>(at, 32)) << 2);
      store<u32>(cell, load<u32>(cell) + 1);
    }
  }
  clearFrom(size, d, (images + 3) & ~3);
}

/** Gradients of four lanes without the label's part; loss offset, entropy and class to `lanes`. */
function fourImages(size: usize, z: usize, d: usize, scale: v128): void {
  let top = v128.load(z);
  let best = i32x4.splat(0);
  for (let c: usize = UNIT; c < size; c += UNIT) {
    const next = v128.load(z + c);
    const higher = f32x4.gt(next, top);
    best = v128.bitselect(i32x4.splat(<i32>(c / UNIT)), best, higher);
    top = v128.bitselect(next, top, higher);
  }
  let sum = f32x4.splat(0);
  let weighted = sum;
  for (let c: usize = 0; c < size; c += UNIT) {
    const x = f32x4.sub(v128.load(z + c), top);
    const e = exp(x);
    v128.store(d + c, e);
    sum = f32x4.add(sum, e);
    weighted = f32x4.add(weighted, f32x4.mul(e, x));
  }
  const inverse = f32x4.div(f32x4.splat(1), sum);
  const logSum = log(sum);
  const factor = f32x4.mul(inverse, scale);
  for (let c: usize = 0; c < size; c += UNIT)
    v128.store(d + c, f32x4.mul(v128.load(d + c), factor));
  v128.store(lanes, f32x4.add(logSum, top));
  v128.store(lanes, f32x4.sub(logSum, f32x4.mul(weighted, inverse)), 16);
  v128.store(lanes, best, 32);
}

/** Sets the gradients of the lanes from `first`, a multiple of four, to zero. */
function clearFrom(size: usize, d: usize, first: usize): void {
  for (let c: usize = 0; c < size; c += UNIT) {
    for (let at = d + c + first * 4, end = d + c + UNIT; at < end; at += 16)
      v128.store(at, f32x4.splat(0));
  }
}
