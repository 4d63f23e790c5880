/** Gradients through batch normalisation of some channels, counted as in rows.ts, and through a rectifier behind it. */
import { LANES, UNIT } from "./panel";
import { addRow, deviations, masks, ofLanes, setMasks, sumDeviations } from "./plane-sums";
import { bitsOf, channelAt, gateRows, maskOf, numberOf } from "./rows";

/** What lets a gradient through: everything, a bit that is set (combine), or p x + c where it is positive. */
const ALL: u32 = 0;
const BY_BITS: u32 = 1;
const BY_X: u32 = 2;
/** As BY_X, but what is not let through stays in d, until normaliseBack reads it. */
const LATER_BY_X: u32 = 3;

/**
 * Adds to two sums a channel, in double precision: of d, and of d (x - mean); d becomes 0 where it is not let through.
 * Without an address x is left out, and with it the second sum. p, c, mean and sums are addresses of those of all channels.
 */
export function gateAndSum(
  count: u32,
  channels: usize,
  rows: u32,
  length: usize,
  gate: u32,
  p: usize,
  c: usize,
  bits: usize,
  d: usize,
  dRow: usize,
  dPlane: usize,
  x: usize,
  xRow: usize,
  xPlane: usize,
  mean: usize,
  sums: usize,
): void {
  for (let n: u32 = 0; n < count; n++) {
    const own = channelAt(channels, n);
    const scale = f32x4.splat(numberOf(p, own, 1));
    const shift = f32x4.splat(numberOf(c, own, 0));
    const middle = f32x4.splat(numberOf(mean, own, 0));
    const set = bits + own * bitsOf(rows, length);
    const slope = d + own * dPlane;
    const to = sums + (own << 4);
    if (!x) {
      if (gate >= BY_X && !(numberOf(c, own, 0) > 0)) continue;
      if (gate == BY_BITS) gateRows(rows, length, set, slope, dRow);
      sumDeviations(true, rows, length, slope, dRow, 0);
      store<f64>(to, load<f64>(to) + deviations.sum);
      continue;
    }
    const values = x + own * xPlane;
    if (gate == ALL)
      inline.always(
        gated(ALL, rows, length, scale, shift, set, slope, dRow, values, xRow, middle, to),
      );
    else if (gate == BY_BITS)
      inline.always(
        gated(BY_BITS, rows, length, scale, shift, set, slope, dRow, values, xRow, middle, to),
      );
    else if (gate == BY_X)
      inline.always(
        gated(BY_X, rows, length, scale, shift, set, slope, dRow, values, xRow, middle, to),
      );
    else
      inline.always(
        gated(LATER_BY_X, rows, length, scale, shift, set, slope, dRow, values, xRow, middle, to),
      );
  }
}

function gated(
  gate: u32,
  rows: u32,
  length: usize,
  scale: v128,
  shift: v128,
  bits: usize,
  d: usize,
  dRow: usize,
  x: usize,
  xRow: usize,
  middle: v128,
  sums: usize,
): void {
  const zero = f32x4.splat(0);
  let total = f64x2.splat(0);
  let product = f64x2.splat(0);
  for (let i: u32 = 0; i < rows; i++) {
    let a0 = zero;
    let a1 = zero;
    let a2 = zero;
    let a3 = zero;
    let b0 = zero;
    let b1 = zero;
    let b2 = zero;
    let b3 = zero;
    for (let at: usize = 0; at < length; at += 64) {
      const sixteen = gate == BY_BITS ? i32x4.splat(<i32>load<u16>(bits + (at >> 5))) : zero;
      const x0 = v128.load(x + at);
      const d0 = inline.always(through(gate, scale, x0, shift, sixteen, 0, d + at));
      a0 = f32x4.add(a0, d0);
      b0 = f32x4.add(b0, f32x4.mul(d0, f32x4.sub(x0, middle)));
      const x1 = v128.load(x + at, 16);
      const d1 = inline.always(through(gate, scale, x1, shift, sixteen, 4, d + at + 16));
      a1 = f32x4.add(a1, d1);
      b1 = f32x4.add(b1, f32x4.mul(d1, f32x4.sub(x1, middle)));
      const x2 = v128.load(x + at, 32);
      const d2 = inline.always(through(gate, scale, x2, shift, sixteen, 8, d + at + 32));
      a2 = f32x4.add(a2, d2);
      b2 = f32x4.add(b2, f32x4.mul(d2, f32x4.sub(x2, middle)));
      const x3 = v128.load(x + at, 48);
      const d3 = inline.always(through(gate, scale, x3, shift, sixteen, 12, d + at + 48));
      a3 = f32x4.add(a3, d3);
      b3 = f32x4.add(b3, f32x4.mul(d3, f32x4.sub(x3, middle)));
    }
    total = addRow(total, f32x4.add(f32x4.add(a0, a1), f32x4.add(a2, a3)));
    product = addRow(product, f32x4.add(f32x4.add(b0, b1), f32x4.add(b2, b3)));
    bits += length >> 5;
    d += dRow;
    x += xRow;
  }
  store<f64>(sums, load<f64>(sums) + ofLanes(total));
  store<f64>(sums, load<f64>(sums, 8) + ofLanes(product), 8);
}

/** What of d is let through: by bits those from `bit` on. */
function through(
  gate: u32,
  scale: v128,
  x: v128,
  shift: v128,
  sixteen: v128,
  bit: i32,
  d: usize,
): v128 {
  const all = v128.load(d);
  if (gate == ALL) return all;
  const mask =
    gate == BY_BITS
      ? inline.always(maskOf(sixteen, bit))
      : f32x4.gt(f32x4.add(f32x4.mul(scale, x), shift), f32x4.splat(0));
  const some = v128.and(all, mask);
  if (gate != LATER_BY_X) v128.store(d, some);
  return some;
}

/**
 * out = p d + q x + c, with `add` added to what is there; 0 in lanes without an image. With LATER_BY_X for a gate d counts
 * as 0 where p x + shift is not positive. p, q, c and shift are addresses of those of all channels.
 */
export function normaliseBack(
  count: u32,
  channels: usize,
  rows: u32,
  length: usize,
  gate: u32,
  shift: usize,
  d: usize,
  dRow: usize,
  dPlane: usize,
  p: usize,
  x: usize,
  xRow: usize,
  xPlane: usize,
  q: usize,
  c: usize,
  out: usize,
  outRow: usize,
  outPlane: usize,
  add: bool,
  used: u32,
): void {
  const whole = used == LANES;
  const later = gate == LATER_BY_X;
  if (!whole) setMasks(used);
  for (let n: u32 = 0; n < count; n++) {
    const own = channelAt(channels, n);
    const scale = f32x4.splat(numberOf(p, own, 1));
    const byX = f32x4.splat(numberOf(q, own, 0));
    const rest = f32x4.splat(numberOf(c, own, 0));
    const apart = f32x4.splat(numberOf(shift, own, 0));
    let slope = d + own * dPlane;
    let value = x + own * xPlane;
    let to = out + own * outPlane;
    for (let i: u32 = 0; i < rows; i++) {
      if (!whole)
        inline.always(
          normaliseRow(later, false, add, length, slope, scale, value, byX, rest, apart, to),
        );
      else if (later && add)
        inline.always(
          normaliseRow(true, true, true, length, slope, scale, value, byX, rest, apart, to),
        );
      else if (later)
        inline.always(
          normaliseRow(true, true, false, length, slope, scale, value, byX, rest, apart, to),
        );
      else if (add)
        inline.always(
          normaliseRow(false, true, true, length, slope, scale, value, byX, rest, apart, to),
        );
      else
        inline.always(
          normaliseRow(false, true, false, length, slope, scale, value, byX, rest, apart, to),
        );
      slope += dRow;
      value += xRow;
      to += outRow;
    }
  }
}

function normaliseRow(
  later: bool,
  whole: bool,
  add: bool,
  length: usize,
  d: usize,
  p: v128,
  x: usize,
  q: v128,
  c: v128,
  shift: v128,
  out: usize,
): void {
  for (let at: usize = 0; at < length; at += 16) {
    const values = v128.load(x + at);
    let slopes = v128.load(d + at);
    if (later)
      slopes = v128.and(slopes, f32x4.gt(f32x4.add(f32x4.mul(p, values), shift), f32x4.splat(0)));
    let sum = f32x4.add(f32x4.add(f32x4.mul(p, slopes), c), f32x4.mul(q, values));
    if (!whole) sum = v128.and(sum, v128.load(masks + (at & (UNIT - 1))));
    if (add) sum = f32x4.add(v128.load(out + at), sum);
    v128.store(out + at, sum);
  }
}
