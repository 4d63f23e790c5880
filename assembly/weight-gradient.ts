/**
 * The gradient of every surviving weight: the product of its source's activation and its target's
 * gradient, summed over the images. No other entry of the dense product is computed.
 *
 * Sums are kept in four lanes an edge (16 bytes) and added up once a step by `sumLanes`: adding
 * across a register for every edge and panel would cost as much as the products.
 */
import { UNIT } from "./panel";

/** lanes[e] += x[r] * d[index[e]] over a panel, for the edges e from begin[r] to begin[r + 1]. */
export function accumulate(
  rows: u32,
  begin: usize,
  index: usize,
  x: usize,
  d: usize,
  lanes: usize,
): void {
  for (const last = x + rows * UNIT; x < last; x += UNIT) {
    let e = (<usize>load<u32>(begin)) << 2;
    const stop = index + ((<usize>load<u32>(begin, 4)) << 2);
    let sum = lanes + (e << 2);
    e += index;
    const x0 = v128.load(x);
    const x1 = v128.load(x, 16);
    const x2 = v128.load(x, 32);
    const x3 = v128.load(x, 48);
    const x4 = v128.load(x, 64);
    const x5 = v128.load(x, 80);
    const x6 = v128.load(x, 96);
    const x7 = v128.load(x, 112);
    while (e < stop) {
      const t = d + <usize>load<u32>(e);
      let s = f32x4.add(v128.load(sum), f32x4.mul(x0, v128.load(t)));
      s = f32x4.add(s, f32x4.mul(x1, v128.load(t, 16)));
      s = f32x4.add(s, f32x4.mul(x2, v128.load(t, 32)));
      s = f32x4.add(s, f32x4.mul(x3, v128.load(t, 48)));
      s = f32x4.add(s, f32x4.mul(x4, v128.load(t, 64)));
      s = f32x4.add(s, f32x4.mul(x5, v128.load(t, 80)));
      s = f32x4.add(s, f32x4.mul(x6, v128.load(t, 96)));
      s = f32x4.add(s, f32x4.mul(x7, v128.load(t, 112)));
      v128.store(sum, s);
      sum += 16;
      e += 4;
    }
    begin += 4;
  }
}

/** The gradient of the biases: lanes[unit] += d[unit] over a panel. */
export function accumulateBias(units: u32, d: usize, lanes: usize): void {
  for (const last = d + units * UNIT; d < last; d += UNIT) {
    const a = f32x4.add(
      f32x4.add(v128.load(d), v128.load(d, 16)),
      f32x4.add(v128.load(d, 32), v128.load(d, 48)),
    );
    const b = f32x4.add(
      f32x4.add(v128.load(d, 64), v128.load(d, 80)),
      f32x4.add(v128.load(d, 96), v128.load(d, 112)),
    );
    v128.store(lanes, f32x4.add(v128.load(lanes), f32x4.add(a, b)));
    lanes += 16;
  }
}

/** gradient[i] = the sum of the four lanes of i, which are cleared. `count` is a multiple of four. */
export function sumLanes(count: u32, lanes: usize, gradient: usize): void {
  const zero = f32x4.splat(0);
  for (const last = gradient + ((<usize>count) << 2); gradient < last; gradient += 16) {
    const a = v128.load(lanes);
    const b = v128.load(lanes, 16);
    const c = v128.load(lanes, 32);
    const d = v128.load(lanes, 48);
    v128.store(lanes, zero);
    v128.store(lanes, zero, 16);
    v128.store(lanes, zero, 32);
    v128.store(lanes, zero, 48);
    const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
    const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
    v128.store(
      gradient,
      f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7)),
    );
    lanes += 64;
  }
}
