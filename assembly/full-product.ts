/**
 * Products of a layer in which every pair of units has an edge: no list of edges is read, and two rows share the
 * loads of the panel. The sums are those of sparse-product.ts and weight-gradient.ts, in the same order: a
 * network's bytes do not depend on which of the two computes them.
 */
import { addProduct } from "./add-product";
import { UNIT } from "./panel";

/** Half a panel: two rows of it, and what they share, stay in registers. */
const HALF: usize = 64;

/**
 * out[r] = max(floor, bias[r] + sum over k of w[r, k] * matrix[k]) for two rows.
 * @param w -> the first row's first weight; the other row's lies `other` after it, the next ones of both `step`.
 * @param rowsApart bytes between the two results; 0 (and `other` 0) computes one row twice.
 */
export function twoRows(
  w: usize,
  other: usize,
  step: usize,
  matrix: usize,
  terms: u32,
  bias0: f32,
  bias1: f32,
  floor: f32,
  out: usize,
  rowsApart: usize,
): void {
  const least = f32x4.splat(floor);
  for (let half: usize = 0; half < UNIT; half += HALF) {
    let a0 = f32x4.splat(bias0);
    let b0 = f32x4.splat(bias1);
    let a1 = a0;
    let b1 = b0;
    let a2 = a0;
    let b2 = b0;
    let a3 = a0;
    let b3 = b0;
    let u = w;
    let x = matrix + half;
    for (const end = x + terms * UNIT; x < end; x += UNIT) {
      const p = v128.load_splat<f32>(u);
      const q = v128.load_splat<f32>(u + other);
      const x0 = v128.load(x);
      a0 = addProduct(a0, p, x0);
      b0 = addProduct(b0, q, x0);
      const x1 = v128.load(x, 16);
      a1 = addProduct(a1, p, x1);
      b1 = addProduct(b1, q, x1);
      const x2 = v128.load(x, 32);
      a2 = addProduct(a2, p, x2);
      b2 = addProduct(b2, q, x2);
      const x3 = v128.load(x, 48);
      a3 = addProduct(a3, p, x3);
      b3 = addProduct(b3, q, x3);
      u += step;
    }
    const second = out + rowsApart;
    v128.store(second, f32x4.pmax(b3, least), 48);
    v128.store(out, f32x4.pmax(a3, least), 48);
    v128.store(second, f32x4.pmax(b2, least), 32);
    v128.store(out, f32x4.pmax(a2, least), 32);
    v128.store(second, f32x4.pmax(b1, least), 16);
    v128.store(out, f32x4.pmax(a1, least), 16);
    v128.store(second, f32x4.pmax(b0, least));
    v128.store(out, f32x4.pmax(a0, least));
    out += HALF;
  }
}

/** Copies the weights, sources x targets, to pairs of targets, sources x 2 each; the last of an odd number is alone. */
export function pairTargets(sources: u32, targets: u32, weight: usize, pairs: usize): void {
  const row = (<usize>targets) << 2;
  const end = weight + <usize>sources * row;
  const even = (<usize>targets & ~1) << 2;
  for (let column: usize = 0; column < even; column += 8) {
    for (let at = weight + column; at < end; at += row) {
      store<u64>(pairs, load<u64>(at));
      pairs += 8;
    }
  }
  if (even == row) return;
  for (let at = weight + even; at < end; at += row) {
    store<f32>(pairs, load<f32>(at));
    pairs += 4;
  }
}

/** y = max(floor, bias + the weights, as `pairTargets` put them, times x). */
export function multiplyTargets(
  sources: u32,
  targets: u32,
  pairs: usize,
  bias: usize,
  floor: f32,
  x: usize,
  y: usize,
): void {
  const size = (<usize>sources) << 3;
  for (let t: u32 = 1; t < targets; t += 2) {
    twoRows(pairs, 4, 8, x, sources, load<f32>(bias), load<f32>(bias, 4), floor, y, UNIT);
    pairs += size;
    bias += 8;
    y += 2 * UNIT;
  }
  if (targets & 1) twoRows(pairs, 0, 4, x, sources, load<f32>(bias), load<f32>(bias), floor, y, 0);
}

/** out = the weights, sources x targets, times d. */
export function multiplySources(
  sources: u32,
  targets: u32,
  weight: usize,
  d: usize,
  out: usize,
): void {
  const row = (<usize>targets) << 2;
  for (let s: u32 = 1; s < sources; s += 2) {
    twoRows(weight, row, 4, d, targets, 0, 0, -Infinity, out, UNIT);
    weight += row << 1;
    out += 2 * UNIT;
  }
  if (sources & 1) twoRows(weight, 0, 4, d, targets, 0, 0, -Infinity, out, 0);
}

/** lanes[s, t] += x[s] * d[t] over a panel, four lanes each, as in weight-gradient.ts. */
export function accumulateAll(sources: u32, targets: u32, x: usize, d: usize, lanes: usize): void {
  const row = (<usize>targets) << 4;
  const even = targets & ~1;
  let s: u32 = 0;
  for (; s + 4 <= sources; s += 4) {
    accumulateTiles(even, x, d, lanes, row);
    if (targets & 1) {
      for (let r: usize = 0; r < 4; r++)
        accumulateEdges(1, x + r * UNIT, d + even * UNIT, lanes + r * row + ((<usize>even) << 4));
    }
    x += 4 * UNIT;
    lanes += row << 2;
  }
  for (; s < sources; s++) {
    accumulateEdges(targets, x, d, lanes);
    x += UNIT;
    lanes += row;
  }
}

/** Four sources and two targets at a time. @param row bytes from one source's sums to the next's. */
export function accumulateTiles(targets: u32, x: usize, d: usize, lanes: usize, row: usize): void {
  for (const end = d + targets * UNIT; d < end; d += 2 * UNIT) {
    const lanes1 = lanes + row;
    const lanes2 = lanes1 + row;
    const lanes3 = lanes2 + row;
    let a0 = v128.load(lanes);
    let b0 = v128.load(lanes, 16);
    let a1 = v128.load(lanes1);
    let b1 = v128.load(lanes1, 16);
    let a2 = v128.load(lanes2);
    let b2 = v128.load(lanes2, 16);
    let a3 = v128.load(lanes3);
    let b3 = v128.load(lanes3, 16);
    let from = d;
    for (let at = x, stop = x + UNIT; at < stop; at += 16) {
      const p = v128.load(from);
      const q = v128.load(from, 128);
      const x0 = v128.load(at);
      a0 = addProduct(a0, x0, p);
      b0 = addProduct(b0, x0, q);
      const x1 = v128.load(at, 128);
      a1 = addProduct(a1, x1, p);
      b1 = addProduct(b1, x1, q);
      const x2 = v128.load(at, 256);
      a2 = addProduct(a2, x2, p);
      b2 = addProduct(b2, x2, q);
      const x3 = v128.load(at, 384);
      a3 = addProduct(a3, x3, p);
      b3 = addProduct(b3, x3, q);
      from += 16;
    }
    v128.store(lanes, a0);
    v128.store(lanes, b0, 16);
    v128.store(lanes1, a1);
    v128.store(lanes1, b1, 16);
    v128.store(lanes2, a2);
    v128.store(lanes2, b2, 16);
    v128.store(lanes3, a3);
    v128.store(lanes3, b3, 16);
    lanes += 32;
  }
}

/** One source, and targets that follow one another. */
function accumulateEdges(targets: u32, x: usize, d: usize, lanes: usize): void {
  for (const end = d + targets * UNIT; d < end; d += UNIT) {
    let sum = v128.load(lanes);
    for (let i: usize = 0; i < UNIT; i += 16)
      sum = addProduct(sum, v128.load(x + i), v128.load(d + i));
    v128.store(lanes, sum);
    lanes += 16;
  }
}
