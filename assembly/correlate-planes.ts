/**
 * The gradients of the taps of some planes of a convolution together: of a few rows of all planes before the next ones,
 * so that what those read is still in a core's own cache.
 */
import { addProduct } from "./add-product";
import { HALF } from "./convolve";
import { Plane } from "./convolve-planes";
import { nowhere } from "./correlate";
import { UNIT } from "./panel";

/** Rows of which a tap's products are summed in the same lanes, sixteen, and of how many taps at once. */
const ROWS: u32 = 4;
const TAPS: usize = 256;
export const SIXTEEN: usize = 64;
const sums: usize = memory.data(<i32>(TAPS * SIXTEEN), 16);

/**
 * The gradients of the taps of `count` targets, whose gradients are at `d`; as `correlate` those of one, but the products
 * of a tap are summed in sixteen lanes, of which a position has two, over four rows: then lanes are added to one another.
 */
export function correlatePlanes(
  count: u32,
  table: usize,
  index: usize,
  delta: usize,
  matrix: usize,
  inRow: usize,
  inColumn: usize,
  d: usize,
  dRow: usize,
  height: u32,
  width: u32,
  lanes: usize,
): void {
  const last = table + <usize>count * offsetof<Plane>();
  for (let i: u32 = 0; i < height; i += ROWS) {
    const rows = min<u32>(ROWS, height - i);
    for (let at = table; at < last; at += offsetof<Plane>()) {
      const own = changetype<Plane>(at);
      const slopes = d + own.offset;
      const end = index + ((<usize>own.end) << 2);
      for (let e = index + ((<usize>own.begin) << 2); e < end; e += TAPS << 2) {
        const stop = min(end, e + (TAPS << 2));
        memory.fill(sums, 0, ((stop - e) >> 2) * SIXTEEN);
        for (let row: u32 = 0; row < rows; row++)
          correlateTaps(
            e,
            stop,
            matrix + <usize>row * inRow,
            inColumn,
            slopes + <usize>row * dRow,
            width,
            sums,
          );
        addSums(e, stop, delta, lanes);
      }
    }
    matrix += <usize>ROWS * inRow;
    d += <usize>ROWS * dRow;
  }
}

/** Adds to the sums `to` a row of some taps, of four at a time. */
export function correlateTaps(
  begin: usize,
  end: usize,
  matrix: usize,
  inColumn: usize,
  d: usize,
  width: u32,
  to: usize,
): void {
  const last = d + width * UNIT;
  let e = begin;
  for (; end - e > 4; e += 16, to += 4 * SIXTEEN) {
    const third = end - e > 8;
    const fourth = end - e > 12;
    const x0 = matrix + <usize>load<u32>(e);
    const x1 = matrix + <usize>load<u32>(e, 4);
    // what is too much of four is summed once more, and goes nowhere
    const x2 = third ? matrix + <usize>load<u32>(e, 8) : x1;
    const x3 = fourth ? matrix + <usize>load<u32>(e, 12) : x1;
    const to2 = third ? to + 2 * SIXTEEN : nowhere;
    const to3 = fourth ? to + 3 * SIXTEEN : nowhere;
    correlateEight(x0, x1, x2, x3, inColumn, d, last, to, to + SIXTEEN, to2, to3);
    correlateEight(
      x0 + 32,
      x1 + 32,
      x2 + 32,
      x3 + 32,
      inColumn,
      d + 32,
      last,
      to + 32,
      to + SIXTEEN + 32,
      to2 + 32,
      to3 + 32,
    );
    if (!fourth) return;
  }
  if (e < end) correlateOne(matrix + <usize>load<u32>(e), inColumn, d, last, to);
}

/** Of one tap, half a position a turn. `d` ends at `end`. */
function correlateOne(x: usize, inColumn: usize, d: usize, end: usize, to: usize): void {
  let a0 = v128.load(to);
  let a1 = v128.load(to, 16);
  let a2 = v128.load(to, 32);
  let a3 = v128.load(to, 48);
  let step: usize = HALF;
  while (d < end) {
    a0 = addProduct(a0, v128.load(d), v128.load(x));
    a1 = addProduct(a1, v128.load(d, 16), v128.load(x, 16));
    a2 = addProduct(a2, v128.load(d, 32), v128.load(x, 32));
    a3 = addProduct(a3, v128.load(d, 48), v128.load(x, 48));
    x += step;
    step = inColumn - step;
    d += HALF;
  }
  v128.store(to, a0);
  v128.store(to, a1, 16);
  v128.store(to, a2, 32);
  v128.store(to, a3, 48);
}

/**
 * Eight lanes of four taps, which share the loads of d; `d` ends before `end`.
 * A function of its own, for the sake of its registers: sparse-product.ts.
 */
export function correlateEight(
  x0: usize,
  x1: usize,
  x2: usize,
  x3: usize,
  inColumn: usize,
  d: usize,
  end: usize,
  to0: usize,
  to1: usize,
  to2: usize,
  to3: usize,
): void {
  let a0 = v128.load(to0);
  let b0 = v128.load(to0, 16);
  let a1 = v128.load(to1);
  let b1 = v128.load(to1, 16);
  let a2 = v128.load(to2);
  let b2 = v128.load(to2, 16);
  let a3 = v128.load(to3);
  let b3 = v128.load(to3, 16);
  while (d < end) {
    const p = v128.load(d);
    const q = v128.load(d, 16);
    const r = v128.load(d, HALF);
    const s = v128.load(d, HALF + 16);
    a0 = addProduct(addProduct(a0, p, v128.load(x0)), r, v128.load(x0, HALF));
    b0 = addProduct(addProduct(b0, q, v128.load(x0, 16)), s, v128.load(x0, HALF + 16));
    a1 = addProduct(addProduct(a1, p, v128.load(x1)), r, v128.load(x1, HALF));
    b1 = addProduct(addProduct(b1, q, v128.load(x1, 16)), s, v128.load(x1, HALF + 16));
    a2 = addProduct(addProduct(a2, p, v128.load(x2)), r, v128.load(x2, HALF));
    b2 = addProduct(addProduct(b2, q, v128.load(x2, 16)), s, v128.load(x2, HALF + 16));
    a3 = addProduct(addProduct(a3, p, v128.load(x3)), r, v128.load(x3, HALF));
    b3 = addProduct(addProduct(b3, q, v128.load(x3, 16)), s, v128.load(x3, HALF + 16));
    x0 += inColumn;
    x1 += inColumn;
    x2 += inColumn;
    x3 += inColumn;
    d += UNIT;
  }
  v128.store(to0, a0);
  v128.store(to0, b0, 16);
  v128.store(to1, a1);
  v128.store(to1, b1, 16);
  v128.store(to2, a2);
  v128.store(to2, b2, 16);
  v128.store(to3, a3);
  v128.store(to3, b3, 16);
}

/** Adds the lanes of `sums` to one another, and to those of the taps' gradients. */
function addSums(begin: usize, end: usize, delta: usize, lanes: usize): void {
  let at = sums;
  for (let e = begin; e < end; e += 4, at += SIXTEEN) {
    const to = lanes + ((<usize>load<u32>(e + delta)) << 4);
    const first = f32x4.add(v128.load(at), v128.load(at, 16));
    const other = f32x4.add(v128.load(at, 32), v128.load(at, 48));
    v128.store(to, f32x4.add(v128.load(to), f32x4.add(first, other)));
  }
}
