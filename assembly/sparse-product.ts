/**
 * Sparse rows times a dense panel: out[r] = initial + sum over e of value[e] * matrix[index[e]],
 * for e from begin[r] to end[r], every term 32 floats wide. One kernel serves
 *   forward       rows = targets, matrix = activations of the sources
 *   backward      rows = sources, matrix = gradients of the targets
 *   lit forward   rows = images, index = lit pixels, matrix = 32 columns of the dense weights
 *   lit gradient  rows = pixels, index = images where lit, matrix = gradients, image by image
 *
 * Eight accumulators stay in registers, two edges a turn, the odd one first. V8 decides whether they do:
 * TurboFan, the compiler of Node 20 and 22, takes the accumulators in the order in which it finds them
 * walking back from the end of the function, and puts each one's arithmetic before that of those found
 * sooner. Found in the order 7 to 0, loads and arithmetic alternate; in the order 0 to 7, all loads come
 * first, eight of sixteen go to the stack, and the loop takes twice as long (39 against 22 GFLOP/s at 3.6
 * GHz). Stores are walked from the last to the first; what is computed on the way to a store is looked
 * into later, the deepest first. So plain accumulators are stored 0 to 7, those that something is done to
 * 7 to 0. And the loop must not be unrolled: it stands in at most one other loop of its function.
 */
import { addProduct } from "./add-product";
import { UNIT } from "./panel";

// How a row begins.
const BIAS = 0;
const ZERO = 1;
const ADD = 2;

function product(
  initial: i32,
  rectify: bool,
  rows: u32,
  begin: usize,
  end: usize,
  index: usize,
  value: usize,
  bias: usize,
  matrix: usize,
  out: usize,
): void {
  const delta = value - index;
  const zero = f32x4.splat(0);
  for (const last = out + rows * UNIT; out < last; out += UNIT) {
    let e = index + ((<usize>load<u32>(begin)) << 2);
    const stop = index + ((<usize>load<u32>(end)) << 2);
    let a0 = initial == BIAS ? v128.load_splat<f32>(bias) : initial == ADD ? v128.load(out) : zero;
    let a1 = initial == ADD ? v128.load(out, 16) : a0;
    let a2 = initial == ADD ? v128.load(out, 32) : a0;
    let a3 = initial == ADD ? v128.load(out, 48) : a0;
    let a4 = initial == ADD ? v128.load(out, 64) : a0;
    let a5 = initial == ADD ? v128.load(out, 80) : a0;
    let a6 = initial == ADD ? v128.load(out, 96) : a0;
    let a7 = initial == ADD ? v128.load(out, 112) : a0;
    if ((stop - e) & 4) {
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
    while (e < stop) {
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
    if (rectify) {
      v128.store(out, f32x4.pmax(a7, zero), 112);
      v128.store(out, f32x4.pmax(a6, zero), 96);
      v128.store(out, f32x4.pmax(a5, zero), 80);
      v128.store(out, f32x4.pmax(a4, zero), 64);
      v128.store(out, f32x4.pmax(a3, zero), 48);
      v128.store(out, f32x4.pmax(a2, zero), 32);
      v128.store(out, f32x4.pmax(a1, zero), 16);
      v128.store(out, f32x4.pmax(a0, zero));
    } else {
      v128.store(out, a0);
      v128.store(out, a1, 16);
      v128.store(out, a2, 32);
      v128.store(out, a3, 48);
      v128.store(out, a4, 64);
      v128.store(out, a5, 80);
      v128.store(out, a6, 96);
      v128.store(out, a7, 112);
    }
    begin += 4;
    end += 4;
    bias += 4;
  }
}

/** Rows start from zero. */
export function multiply(
  rows: u32,
  begin: usize,
  end: usize,
  index: usize,
  value: usize,
  matrix: usize,
  out: usize,
): void {
  inline.always(product(ZERO, false, rows, begin, end, index, value, 0, matrix, out));
}

/** Adds to what is in `out`. */
export function multiplyAdd(
  rows: u32,
  begin: usize,
  end: usize,
  index: usize,
  value: usize,
  matrix: usize,
  out: usize,
): void {
  inline.always(product(ADD, false, rows, begin, end, index, value, 0, matrix, out));
}

/** Row r starts from bias[r]. */
export function multiplyBias(
  rows: u32,
  begin: usize,
  index: usize,
  value: usize,
  bias: usize,
  matrix: usize,
  out: usize,
): void {
  inline.always(product(BIAS, false, rows, begin, begin + 4, index, value, bias, matrix, out));
}

/** Row r starts from bias[r]; negative results become zero. */
export function multiplyRectify(
  rows: u32,
  begin: usize,
  index: usize,
  value: usize,
  bias: usize,
  matrix: usize,
  out: usize,
): void {
  inline.always(product(BIAS, true, rows, begin, begin + 4, index, value, bias, matrix, out));
}
