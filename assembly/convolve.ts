/**
 * Sparse convolution of planes in a panel. A plane is rows of positions, UNIT bytes each; planes that
 * are read have margins of zeros, so that no position is special.
 *
 *   out[i, j] = max(floor, bias + sum over e of weight[e] * matrix[index[e] + i * inRow + j * inColumn])
 *
 * The edges are surviving taps, an index is the offset of the tap's source plane and place in the
 * kernel. One kernel serves
 *   forward    edges of one target, matrix = activations of the sources
 *   backward   edges of one source, matrix = gradients of the targets
 * The sums of a position stay in registers over all its edges: the work is surviving taps times
 * positions. Two edges a turn; the order of the stores is explained in sparse-product.ts.
 */
import { addProduct } from "./add-product";
import { UNIT } from "./panel";

/** Bytes of half a position. */
export const HALF: usize = 64;

/** All offsets and steps in bytes; `index` and `end` are addresses, weights lie `delta` after. */
export function convolve(
  index: usize,
  end: usize,
  delta: usize,
  bias: f32,
  floor: f32,
  matrix: usize,
  inRow: usize,
  inColumn: usize,
  out: usize,
  outRow: usize,
  outColumn: usize,
  height: u32,
  width: u32,
): void {
  for (let i: u32 = 0; i < height; i++) {
    convolveRow(index, end, delta, bias, floor, matrix, inColumn, out, outColumn, width);
    out += outRow;
    matrix += inRow;
  }
}

/** A row of positions; with `add`, added to what is there. Both end in pmax, or accumulators go to the stack: sparse-product.ts. */
function rowOf(
  add: bool,
  index: usize,
  end: usize,
  delta: usize,
  bias: f32,
  floor: f32,
  matrix: usize,
  inColumn: usize,
  out: usize,
  outColumn: usize,
  width: u32,
): void {
  const initial = f32x4.splat(bias);
  const least = f32x4.splat(floor);
  const odd = (end - index) & 4;
  for (const last = out + <usize>width * outColumn; out < last; out += outColumn) {
    let a0 = add ? v128.load(out) : initial;
    let a1 = add ? v128.load(out, 16) : initial;
    let a2 = add ? v128.load(out, 32) : initial;
    let a3 = add ? v128.load(out, 48) : initial;
    let a4 = add ? v128.load(out, 64) : initial;
    let a5 = add ? v128.load(out, 80) : initial;
    let a6 = add ? v128.load(out, 96) : initial;
    let a7 = add ? v128.load(out, 112) : initial;
    let e = index;
    if (odd) {
      const w = v128.load_splat<f32>(e + delta);
      const x = matrix + <usize>load<u32>(e);
      a0 = addProduct(a0, w, v128.load(x));
      a1 = addProduct(a1, w, v128.load(x, 16));
      a2 = addProduct(a2, w, v128.load(x, 32));
      a3 = addProduct(a3, w, v128.load(x, 48));
      a4 = addProduct(a4, w, v128.load(x, 64));
      a5 = addProduct(a5, w, v128.load(x, 80));
      a6 = addProduct(a6, w, v128.load(x, 96));
      a7 = addProduct(a7, w, v128.load(x, 112));
      e += 4;
    }
    while (e < end) {
      const w = v128.load_splat<f32>(e + delta);
      const x = matrix + <usize>load<u32>(e);
      const u = v128.load_splat<f32>(e + delta, 4);
      const y = matrix + <usize>load<u32>(e, 4);
      a0 = addProduct(addProduct(a0, w, v128.load(x)), u, v128.load(y));
      a1 = addProduct(addProduct(a1, w, v128.load(x, 16)), u, v128.load(y, 16));
      a2 = addProduct(addProduct(a2, w, v128.load(x, 32)), u, v128.load(y, 32));
      a3 = addProduct(addProduct(a3, w, v128.load(x, 48)), u, v128.load(y, 48));
      a4 = addProduct(addProduct(a4, w, v128.load(x, 64)), u, v128.load(y, 64));
      a5 = addProduct(addProduct(a5, w, v128.load(x, 80)), u, v128.load(y, 80));
      a6 = addProduct(addProduct(a6, w, v128.load(x, 96)), u, v128.load(y, 96));
      a7 = addProduct(addProduct(a7, w, v128.load(x, 112)), u, v128.load(y, 112));
      e += 8;
    }
    v128.store(out, f32x4.pmax(a7, least), 112);
    v128.store(out, f32x4.pmax(a6, least), 96);
    v128.store(out, f32x4.pmax(a5, least), 80);
    v128.store(out, f32x4.pmax(a4, least), 64);
    v128.store(out, f32x4.pmax(a3, least), 48);
    v128.store(out, f32x4.pmax(a2, least), 32);
    v128.store(out, f32x4.pmax(a1, least), 16);
    v128.store(out, f32x4.pmax(a0, least));
    matrix += inColumn;
  }
}

/** A function of its own, so that V8 does not unroll the loop over the edges: see sparse-product.ts. */
export function convolveRow(
  index: usize,
  end: usize,
  delta: usize,
  bias: f32,
  floor: f32,
  matrix: usize,
  inColumn: usize,
  out: usize,
  outColumn: usize,
  width: u32,
): void {
  inline.always(
    rowOf(false, index, end, delta, bias, floor, matrix, inColumn, out, outColumn, width),
  );
}

/** The same sums as `convolveRow`'s, without a bias, added to what is in `out`. */
export function convolveAddRow(
  index: usize,
  end: usize,
  delta: usize,
  matrix: usize,
  inColumn: usize,
  out: usize,
  outColumn: usize,
  width: u32,
): void {
  inline.always(
    rowOf(true, index, end, delta, 0, -Infinity, matrix, inColumn, out, outColumn, width),
  );
}

/**
 * Two planes of the same edges, which share the loads of the matrix, half a position at a time. The other plane's
 * weights follow those of the first, its results lie `apart` from the first's.
 */
export function convolveTwo(
  index: usize,
  end: usize,
  delta: usize,
  bias0: f32,
  bias1: f32,
  floor: f32,
  matrix: usize,
  inRow: usize,
  inColumn: usize,
  out: usize,
  apart: usize,
  outRow: usize,
  outColumn: usize,
  height: u32,
  width: u32,
): void {
  for (let i: u32 = 0; i < height; i++) {
    convolveTwoRows(
      index,
      end,
      delta,
      bias0,
      bias1,
      floor,
      matrix,
      inColumn,
      out,
      apart,
      outColumn,
      width,
    );
    out += outRow;
    matrix += inRow;
  }
}

export function convolveTwoRows(
  index: usize,
  end: usize,
  delta: usize,
  bias0: f32,
  bias1: f32,
  floor: f32,
  matrix: usize,
  inColumn: usize,
  out: usize,
  apart: usize,
  outColumn: usize,
  width: u32,
): void {
  const least = f32x4.splat(floor);
  const other = delta + end - index;
  let inStep = HALF;
  let outStep = HALF;
  for (const last = out + <usize>width * outColumn; out < last; out += outColumn - outStep) {
    let a0 = f32x4.splat(bias0);
    let b0 = f32x4.splat(bias1);
    let a1 = a0;
    let b1 = b0;
    let a2 = a0;
    let b2 = b0;
    let a3 = a0;
    let b3 = b0;
    for (let e = index; e < end; e += 4) {
      const x = matrix + <usize>load<u32>(e);
      const p = v128.load_splat<f32>(e + delta);
      const q = v128.load_splat<f32>(e + other);
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
    }
    const second = out + apart;
    v128.store(second, f32x4.pmax(b3, least), 48);
    v128.store(out, f32x4.pmax(a3, least), 48);
    v128.store(second, f32x4.pmax(b2, least), 32);
    v128.store(out, f32x4.pmax(a2, least), 32);
    v128.store(second, f32x4.pmax(b1, least), 16);
    v128.store(out, f32x4.pmax(a1, least), 16);
    v128.store(second, f32x4.pmax(b0, least));
    v128.store(out, f32x4.pmax(a0, least));
    // to the other half, then to the next position
    matrix += inStep;
    inStep = inColumn - inStep;
    outStep = outColumn - outStep;
  }
}

/** Whether the edges from `index` on are those from `end` on: so many as lie between the two. */
export function sameEdges(index: usize, end: usize): bool {
  const count = end - index;
  for (let e = index; e < end; e += 4) if (load<u32>(e) != load<u32>(e + count)) return false;
  return true;
}
