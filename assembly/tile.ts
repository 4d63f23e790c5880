/**
 * Winograd's minimal filtering of a tile, F(4 x 4, 3 x 3): 4 x 4 outputs of a kernel of 3 x 3 taps come of 36 products
 * where the definition takes 144 (Winograd 1980; Lavin and Gray, arXiv 1509.09308). A tile of 6 x 6 inputs d and a
 * kernel g are both taken to polynomials' values at 6 points, along rows and columns, multiplied there, and taken back:
 *
 *   y = A' ((G g G') o (B' d B)) A,    and so    dg = G' ((A dy A') o (B' d B)) G
 *
 * The points are 0, 5/8, -5/8, 3/2, -3/2 and infinity. All their coefficients but those of G are exact in 32 bits, and
 * rounding errors are two or three times those of the definition, where 0, 1, -1, 2, -2 have five to ten times.
 * A tile's positions are panels of 32 images; each four of them are transformed by themselves.
 */
import { addProduct } from "./add-product";
import { UNIT } from "./panel";

/** Values of a tile after it is transformed, the products of a kernel; and positions of its sides. */
export const PRODUCTS: u32 = 36;
export const SIDE: usize = 6;
export const OUT: usize = 4;

/** The points' absolute values, P and Q, and their squares. */
const P: f32 = 0.625;
const Q: f32 = 1.5;
const PP: f32 = 0.390625;
const QQ: f32 = 2.25;

/** 1 / the product of a point's distances from the other points, in pairs of equal ones: of 0, of P, of Q. */
const OF_ZERO: f32 = <f32>(1 / (0.390625 * 2.25));
const OF_P: f32 = <f32>(1 / (2 * 0.390625 * (0.390625 - 2.25)));
const OF_Q: f32 = <f32>(1 / (2 * 2.25 * (2.25 - 0.390625)));

/** Half-way results of eight images: 6 rows of as many columns as tiles have. */
const half: usize = memory.data(6528, 16);
const HALF_UNIT: usize = 32;
const HALF_ROW: usize = 192;

/** c - a * b */
function minusProduct(c: v128, a: f32, b: v128): v128 {
  return f32x4.sub(c, f32x4.mul(f32x4.splat(a), b));
}

/** The first four images of eight at an address, and the others: a load or store that names one has no address of its own. */
@unmanaged
class First {}

@unmanaged
class Others {
  first: u64;
  second: u64;
}

/** B' times six values. */
function ofInputs<Images>(from: usize, step: usize, to: usize, toStep: usize): void {
  const d0 = v128.load(from, offsetof<Images>());
  const d1 = v128.load(from + step, offsetof<Images>());
  const d2 = v128.load(from + 2 * step, offsetof<Images>());
  const d3 = v128.load(from + 3 * step, offsetof<Images>());
  const d4 = v128.load(from + 4 * step, offsetof<Images>());
  const d5 = v128.load(from + 5 * step, offsetof<Images>());
  const p = minusProduct(d4, PP, d2);
  const q = minusProduct(d3, PP, d1);
  const r = minusProduct(d4, QQ, d2);
  const s = f32x4.mul(f32x4.splat(P), minusProduct(d3, QQ, d1));
  const t = f32x4.mul(f32x4.splat(Q), q);
  v128.store(to, minusProduct(p, QQ, minusProduct(d2, PP, d0)), offsetof<Images>());
  v128.store(to + toStep, f32x4.add(r, s), offsetof<Images>());
  v128.store(to + 2 * toStep, f32x4.sub(r, s), offsetof<Images>());
  v128.store(to + 3 * toStep, f32x4.add(p, t), offsetof<Images>());
  v128.store(to + 4 * toStep, f32x4.sub(p, t), offsetof<Images>());
  v128.store(to + 5 * toStep, minusProduct(minusProduct(d5, PP, d3), QQ, q), offsetof<Images>());
}

/** A times four gradients of outputs. */
function ofSlopes<Images>(from: usize, step: usize, to: usize, toStep: usize): void {
  const d0 = v128.load(from, offsetof<Images>());
  const d1 = v128.load(from + step, offsetof<Images>());
  const d2 = v128.load(from + 2 * step, offsetof<Images>());
  const d3 = v128.load(from + 3 * step, offsetof<Images>());
  const pp = f32x4.splat(PP);
  const qq = f32x4.splat(QQ);
  const r = addProduct(d0, pp, d2);
  const s = f32x4.mul(f32x4.splat(P), addProduct(d1, pp, d3));
  const p = addProduct(d0, qq, d2);
  const t = f32x4.mul(f32x4.splat(Q), addProduct(d1, qq, d3));
  v128.store(to, d0, offsetof<Images>());
  v128.store(to + toStep, f32x4.add(r, s), offsetof<Images>());
  v128.store(to + 2 * toStep, f32x4.sub(r, s), offsetof<Images>());
  v128.store(to + 3 * toStep, f32x4.add(p, t), offsetof<Images>());
  v128.store(to + 4 * toStep, f32x4.sub(p, t), offsetof<Images>());
  v128.store(to + 5 * toStep, d3, offsetof<Images>());
}

/** A' times six sums of products. */
function ofSums<Images>(from: usize, step: usize, to: usize): void {
  const m1 = v128.load(from + step, offsetof<Images>());
  const m2 = v128.load(from + 2 * step, offsetof<Images>());
  const m3 = v128.load(from + 3 * step, offsetof<Images>());
  const m4 = v128.load(from + 4 * step, offsetof<Images>());
  const e = f32x4.add(m1, m2);
  const g = f32x4.add(m3, m4);
  const o = f32x4.mul(f32x4.splat(P), f32x4.sub(m1, m2));
  const h = f32x4.mul(f32x4.splat(Q), f32x4.sub(m3, m4));
  const pp = f32x4.splat(PP);
  const qq = f32x4.splat(QQ);
  const last = f32x4.add(
    addProduct(f32x4.mul(pp, o), qq, h),
    v128.load(from + 5 * step, offsetof<Images>()),
  );
  v128.store(
    to,
    f32x4.add(v128.load(from, offsetof<Images>()), f32x4.add(e, g)),
    offsetof<Images>(),
  );
  v128.store(to + HALF_ROW, f32x4.add(o, h), offsetof<Images>());
  v128.store(to + 2 * HALF_ROW, addProduct(f32x4.mul(pp, e), qq, g), offsetof<Images>());
  v128.store(to + 3 * HALF_ROW, last, offsetof<Images>());
}

/** The same of a row, added to what each output begins with. */
function ofSumsRow<Images>(from: usize, add: bool, initial: v128, floor: v128, to: usize): void {
  const m1 = v128.load(from, offsetof<Images>() + 32);
  const m2 = v128.load(from, offsetof<Images>() + 64);
  const m3 = v128.load(from, offsetof<Images>() + 96);
  const m4 = v128.load(from, offsetof<Images>() + 128);
  const e = f32x4.add(m1, m2);
  const g = f32x4.add(m3, m4);
  const o = f32x4.mul(f32x4.splat(P), f32x4.sub(m1, m2));
  const h = f32x4.mul(f32x4.splat(Q), f32x4.sub(m3, m4));
  const pp = f32x4.splat(PP);
  const qq = f32x4.splat(QQ);
  const y0 = f32x4.add(v128.load(from, offsetof<Images>()), f32x4.add(e, g));
  const y1 = f32x4.add(o, h);
  const y2 = addProduct(f32x4.mul(pp, e), qq, g);
  const y3 = f32x4.add(
    addProduct(f32x4.mul(pp, o), qq, h),
    v128.load(from, offsetof<Images>() + 160),
  );
  const b0 = add ? v128.load(to, offsetof<Images>()) : initial;
  const b1 = add ? v128.load(to, offsetof<Images>() + 128) : initial;
  const b2 = add ? v128.load(to, offsetof<Images>() + 256) : initial;
  const b3 = add ? v128.load(to, offsetof<Images>() + 384) : initial;
  v128.store(to, f32x4.pmax(f32x4.add(b0, y0), floor), offsetof<Images>());
  v128.store(to, f32x4.pmax(f32x4.add(b1, y1), floor), offsetof<Images>() + 128);
  v128.store(to, f32x4.pmax(f32x4.add(b2, y2), floor), offsetof<Images>() + 256);
  v128.store(to, f32x4.pmax(f32x4.add(b3, y3), floor), offsetof<Images>() + 384);
}

/**
 * Tiles beside one another, the first at `x`, to places `apart` from each other; a tile's begin `step` after those of the
 * one before. Two columns of six are the next tile's too.
 */
export function transformInputs(
  x: usize,
  row: usize,
  tiles: u32,
  to: usize,
  apart: usize,
  step: usize,
): void {
  const halfRow = (OUT * tiles + 2) * HALF_UNIT;
  for (const end = x + UNIT; x < end; x += HALF_UNIT) {
    let from = x;
    for (let column = half; column < half + halfRow; column += HALF_UNIT) {
      inline.always(ofInputs<First>(from, row, column, halfRow));
      inline.always(ofInputs<Others>(from, row, column, halfRow));
      from += UNIT;
    }
    let tile = to;
    for (let first = half; first < half + tiles * UNIT; first += UNIT) {
      let out = tile;
      for (let from = first; from < first + SIDE * halfRow; from += halfRow) {
        inline.always(ofInputs<First>(from, HALF_UNIT, out, apart));
        inline.always(ofInputs<Others>(from, HALF_UNIT, out, apart));
        out += SIDE * apart;
      }
      tile += step;
    }
    to += HALF_UNIT;
  }
}

/** The gradients of a tile's outputs. */
export function transformSlopes(d: usize, row: usize, to: usize, apart: usize): void {
  for (const end = d + UNIT; d < end; d += HALF_UNIT) {
    for (let c: usize = 0; c < OUT; c++) {
      const from = d + c * UNIT;
      const column = half + c * HALF_UNIT;
      inline.always(ofSlopes<First>(from, row, column, HALF_ROW));
      inline.always(ofSlopes<Others>(from, row, column, HALF_ROW));
    }
    let out = to;
    for (let from = half; from < half + SIDE * HALF_ROW; from += HALF_ROW) {
      inline.always(ofSlopes<First>(from, HALF_UNIT, out, apart));
      inline.always(ofSlopes<Others>(from, HALF_UNIT, out, apart));
      out += SIDE * apart;
    }
    to += HALF_UNIT;
  }
}

/** out = max(floor, bias + the tile's outputs), or with `add` out += the outputs. */
export function transformOutputs(
  m: usize,
  apart: usize,
  bias: f32,
  floor: f32,
  add: bool,
  out: usize,
  row: usize,
): void {
  const initial = f32x4.splat(bias);
  const least = f32x4.splat(floor);
  for (const end = out + UNIT; out < end; out += HALF_UNIT) {
    let from = m;
    for (let column = half; column < half + HALF_ROW; column += HALF_UNIT) {
      inline.always(ofSums<First>(from, SIDE * apart, column));
      inline.always(ofSums<Others>(from, SIDE * apart, column));
      from += apart;
    }
    let to = out;
    for (let sums = half; sums < half + OUT * HALF_ROW; sums += HALF_ROW) {
      inline.always(ofSumsRow<First>(sums, add, initial, least, to));
      inline.always(ofSumsRow<Others>(sums, add, initial, least, to));
      to += row;
    }
    m += HALF_UNIT;
  }
}

const taps: usize = memory.data(36, 4);
const columns: usize = memory.data(72, 4);

/** G times three taps. */
function ofTaps(from: usize, step: usize, to: usize, toStep: usize): void {
  const g0 = load<f32>(from);
  const g1 = load<f32>(from + step);
  const g2 = load<f32>(from + 2 * step);
  const p = OF_P * (g0 + PP * g2);
  const s = OF_P * P * g1;
  const q = OF_Q * (g0 + QQ * g2);
  const t = OF_Q * Q * g1;
  store<f32>(to, OF_ZERO * g0);
  store<f32>(to + toStep, p + s);
  store<f32>(to + 2 * toStep, p - s);
  store<f32>(to + 3 * toStep, q + t);
  store<f32>(to + 4 * toStep, q - t);
  store<f32>(to + 5 * toStep, g2);
}

/** No weight: a tap that is pruned. */
const NONE: u32 = 0xffffffff;

/** A kernel of 3 x 3. @param places -> where each of its taps is among the weights, or NONE. */
export function transformTaps(places: usize, weight: usize, to: usize, apart: usize): void {
  for (let k: usize = 0; k < 36; k += 4) {
    const place = load<u32>(places + k);
    store<f32>(taps + k, place == NONE ? 0 : load<f32>(weight + ((<usize>place) << 2)));
  }
  for (let c: usize = 0; c < 12; c += 4) ofTaps(taps + c, 12, columns + c, 12);
  for (let r: usize = 0; r < SIDE; r++) ofTaps(columns + r * 12, 4, to + r * SIDE * apart, apart);
}

/** G' times six gradients. */
function ofGradients(from: usize, step: usize, to: usize, toStep: usize): void {
  const u1 = v128.load(from + step);
  const u2 = v128.load(from + 2 * step);
  const u3 = v128.load(from + 3 * step);
  const u4 = v128.load(from + 4 * step);
  const e = f32x4.mul(f32x4.splat(OF_P), f32x4.add(u1, u2));
  const g = f32x4.mul(f32x4.splat(OF_Q), f32x4.add(u3, u4));
  const o = f32x4.mul(f32x4.splat(OF_P * P), f32x4.sub(u1, u2));
  const h = f32x4.mul(f32x4.splat(OF_Q * Q), f32x4.sub(u3, u4));
  const zero = f32x4.mul(f32x4.splat(OF_ZERO), v128.load(from));
  v128.store(to, f32x4.add(zero, f32x4.add(e, g)));
  v128.store(to + toStep, f32x4.add(o, h));
  const squares = addProduct(f32x4.mul(f32x4.splat(PP), e), f32x4.splat(QQ), g);
  v128.store(to + 2 * toStep, f32x4.add(squares, v128.load(from + 5 * step)));
}

/**
 * Adds to the gradients of the taps of some kernels, four at most, from those of their transforms, which lie side by side.
 * @param places -> those of the first kernel's taps, `step` bytes before the next one's. @param lanes -> four numbers a
 * tap whose sum is its gradient.
 */
export function gradientOfTaps(
  sums: usize,
  apart: usize,
  places: usize,
  step: usize,
  kernels: u32,
  lanes: usize,
): void {
  const rows = half + 3 * HALF_ROW;
  for (let c: usize = 0; c < SIDE; c++)
    ofGradients(sums + c * apart, SIDE * apart, half + c * 16, HALF_ROW);
  for (let r: usize = 0; r < 3; r++) ofGradients(half + r * HALF_ROW, 16, rows + r * 48, 16);
  for (let kernel: u32 = 0; kernel < kernels; kernel++) {
    for (let k: usize = 0; k < 9; k++) {
      const place = load<u32>(places + (k << 2));
      if (place == NONE) continue;
      const at = lanes + ((<usize>place) << 4);
      store<f32>(at, load<f32>(at) + load<f32>(rows + (k << 4) + (kernel << 2)));
    }
    places += step;
  }
}
