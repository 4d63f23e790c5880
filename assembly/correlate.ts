/** The gradients of one target of a sparse convolution: of its taps, and of its bias. */
import { addProduct } from "./add-product";
import { HALF } from "./convolve";
import { UNIT } from "./panel";

/** Where sums go that are too many. */
export const nowhere: usize = memory.data(64, 16);

/** lanes += x * d over a row of positions and their images. */
function correlateOne(x: usize, inColumn: usize, d: usize, width: u32, lanes: usize): void {
  let a = v128.load(lanes);
  let b = f32x4.splat(0);
  for (let j: u32 = 0; j < width; j++) {
    for (let i: usize = 0; i < UNIT; i += 32) {
      a = f32x4.add(a, f32x4.mul(v128.load(x + i), v128.load(d + i)));
      b = f32x4.add(b, f32x4.mul(v128.load(x + i, 16), v128.load(d + i, 16)));
    }
    x += inColumn;
    d += UNIT;
  }
  v128.store(lanes, f32x4.add(a, b));
}

/**
 * The same for four edges of one target, which share the loads of d, half a position a turn. `d` ends at `end`.
 * A function of its own, for the sake of its registers.
 */
export function correlateFour(
  x0: usize,
  x1: usize,
  x2: usize,
  x3: usize,
  inColumn: usize,
  d: usize,
  end: usize,
  lanes0: usize,
  lanes1: usize,
  lanes2: usize,
  lanes3: usize,
): void {
  const zero = f32x4.splat(0);
  let a0 = v128.load(lanes0);
  let a1 = v128.load(lanes1);
  let a2 = v128.load(lanes2);
  let a3 = v128.load(lanes3);
  let b0 = zero;
  let b1 = zero;
  let b2 = zero;
  let b3 = zero;
  let step: usize = HALF;
  while (d < end) {
    const p = v128.load(d);
    const q = v128.load(d, 16);
    const r = v128.load(d, 32);
    const s = v128.load(d, 48);
    b0 = addProduct(addProduct(b0, q, v128.load(x0, 16)), s, v128.load(x0, 48));
    a0 = addProduct(addProduct(a0, p, v128.load(x0)), r, v128.load(x0, 32));
    b1 = addProduct(addProduct(b1, q, v128.load(x1, 16)), s, v128.load(x1, 48));
    a1 = addProduct(addProduct(a1, p, v128.load(x1)), r, v128.load(x1, 32));
    b2 = addProduct(addProduct(b2, q, v128.load(x2, 16)), s, v128.load(x2, 48));
    a2 = addProduct(addProduct(a2, p, v128.load(x2)), r, v128.load(x2, 32));
    b3 = addProduct(addProduct(b3, q, v128.load(x3, 16)), s, v128.load(x3, 48));
    a3 = addProduct(addProduct(a3, p, v128.load(x3)), r, v128.load(x3, 32));
    x0 += step;
    x1 += step;
    x2 += step;
    x3 += step;
    step = inColumn - step;
    d += HALF;
  }
  v128.store(lanes3, f32x4.add(a3, b3));
  v128.store(lanes2, f32x4.add(a2, b2));
  v128.store(lanes1, f32x4.add(a1, b1));
  v128.store(lanes0, f32x4.add(a0, b0));
}

/** Two or three edges: as four, the last of them more than once, where the sums that are too many go nowhere. */
function correlateRest(
  e: usize,
  end: usize,
  delta: usize,
  matrix: usize,
  inColumn: usize,
  d: usize,
  dEnd: usize,
  lanes: usize,
): void {
  const x1 = matrix + <usize>load<u32>(e, 4);
  const o = e + delta;
  const third = end - e > 8;
  correlateFour(
    matrix + <usize>load<u32>(e),
    x1,
    third ? matrix + <usize>load<u32>(e, 8) : x1,
    x1,
    inColumn,
    d,
    dEnd,
    lanes + ((<usize>load<u32>(o)) << 4),
    lanes + ((<usize>load<u32>(o, 4)) << 4),
    third ? lanes + ((<usize>load<u32>(o, 8)) << 4) : nowhere,
    nowhere,
  );
}

/**
 * The gradient of every surviving tap of one target:
 *   lanes[order[e]] += sum over i, j of d[i, j] * matrix[index[e] + i * inRow + j * inColumn],
 * row by row of d, so that the rows of all its sources are read while they are in the cache.
 * `delta`: from an edge's index to its place in the order of the edge table.
 */
export function correlate(
  index: usize,
  end: usize,
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
  for (let i: u32 = 0; i < height; i++) {
    correlateRow(index, end, delta, matrix, inColumn, d, width, lanes);
    matrix += inRow;
    d += dRow;
  }
}

export function correlateRow(
  index: usize,
  end: usize,
  delta: usize,
  matrix: usize,
  inColumn: usize,
  d: usize,
  width: u32,
  lanes: usize,
): void {
  const dEnd = d + <usize>width * UNIT;
  let e = index;
  for (const four = index + ((end - index) & ~15); e < four; e += 16) {
    const o = e + delta;
    correlateFour(
      matrix + <usize>load<u32>(e),
      matrix + <usize>load<u32>(e, 4),
      matrix + <usize>load<u32>(e, 8),
      matrix + <usize>load<u32>(e, 12),
      inColumn,
      d,
      dEnd,
      lanes + ((<usize>load<u32>(o)) << 4),
      lanes + ((<usize>load<u32>(o, 4)) << 4),
      lanes + ((<usize>load<u32>(o, 8)) << 4),
      lanes + ((<usize>load<u32>(o, 12)) << 4),
    );
  }
  if (end - e > 4) {
    correlateRest(e, end, delta, matrix, inColumn, d, dEnd, lanes);
  } else if (e < end) {
    const own = lanes + ((<usize>load<u32>(e + delta)) << 4);
    correlateOne(matrix + <usize>load<u32>(e), inColumn, d, width, own);
  }
}

/** lanes += the sum of a plane over its positions and images: the gradient of a channel's bias. */
export function sumPlane(d: usize, dRow: usize, height: u32, width: u32, lanes: usize): void {
  let a = v128.load(lanes);
  let b = f32x4.splat(0);
  for (let i: u32 = 0; i < height; i++) {
    for (let at = d, end = d + width * UNIT; at < end; at += 32) {
      a = f32x4.add(a, v128.load(at));
      b = f32x4.add(b, v128.load(at, 16));
    }
    d += dRow;
  }
  v128.store(lanes, f32x4.add(a, b));
}
