/**
 * Batch normalisation of some channels, counted as in rows.ts: sums over a plane of a panel, its positions and those
 * lanes that hold images. A row is summed in single precision, in several lanes; rows in double.
 */
import { LANES, UNIT } from "./panel";
import { channelAt, gateRows, numberOf } from "./rows";

/** All ones for lanes below `used`, eight vectors. */
const masks: usize = memory.data(128, 16);

function setMasks(used: u32): void {
  for (let lane: u32 = 0; lane < 32; lane++)
    store<u32>(masks + (lane << 2), lane < used ? 0xffffffff : 0);
}

/** Adds the lanes of a row's sum to a sum of two in double precision. */
function addRow(total: v128, row: v128): v128 {
  const high = v128.shuffle<f32>(row, row, 2, 3, 2, 3);
  return f64x2.add(f64x2.add(total, f64x2.promote_low_f32x4(row)), f64x2.promote_low_f32x4(high));
}

function ofLanes(total: v128): f64 {
  return f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1);
}

/** Nothing in lanes without an image. */
function masked(whole: bool, values: v128, mask: usize): v128 {
  return whole ? values : v128.and(values, v128.load(mask));
}

/** Of one channel of a batch: how many values, their mean, the sum of squared deviations from it. */
@unmanaged
class Moments {
  count: f64;
  mean: f64;
  squares: f64;
}

/** Takes in the values of planes. @param moments address of those of all channels. */
export function addMoments(
  count: u32,
  channels: usize,
  rows: u32,
  length: usize,
  x: usize,
  xRow: usize,
  xPlane: usize,
  used: u32,
  moments: usize,
): void {
  if (used < LANES) setMasks(used);
  for (let n: u32 = 0; n < count; n++) {
    const own = channelAt(channels, n);
    const to = changetype<Moments>(moments + own * offsetof<Moments>());
    addPlane(rows, length, x + own * xPlane, xRow, used, to);
  }
}

/** Sums of deviations from a number, and of their squares. */
@unmanaged
class Deviations {
  sum: f64;
  squares: f64;
}

const deviations = changetype<Deviations>(memory.data(16, 16));

/**
 * One reading gives both sums, of deviations from the mean of the first row: that lies so near that what is subtracted
 * in the end is at most `rows` times what remains. Planes are added to one another after Chan, Golub & LeVeque 1979.
 */
function addPlane(
  rows: u32,
  length: usize,
  x: usize,
  xRow: usize,
  used: u32,
  moments: Moments,
): void {
  const inRow = <f64>(length / UNIT) * <f64>used;
  const n = <f64>rows * inRow;
  sumDeviations(used == LANES, 1, length, x, xRow, 0);
  const near = <f32>(deviations.sum / inRow);
  sumDeviations(used == LANES, rows, length, x, xRow, near);
  const off = deviations.sum / n;
  const mean = <f64>near + off;
  const squares = max<f64>(0, deviations.squares - off * deviations.sum);
  const before = moments.count;
  const all = before + n;
  const apart = mean - moments.mean;
  moments.count = all;
  moments.mean += (apart * n) / all;
  moments.squares += squares + (apart * apart * before * n) / all;
}

/** Sets `deviations` to those of a plane. */
function sumDeviations(
  whole: bool,
  rows: u32,
  length: usize,
  x: usize,
  xRow: usize,
  near: f32,
): void {
  if (whole) inline.always(deviationsOf(true, rows, length, x, xRow, near));
  else inline.always(deviationsOf(false, rows, length, x, xRow, near));
}

function deviationsOf(
  whole: bool,
  rows: u32,
  length: usize,
  x: usize,
  xRow: usize,
  near: f32,
): void {
  const zero = f32x4.splat(0);
  const middle = f32x4.splat(near);
  let total = f64x2.splat(0);
  let squares = f64x2.splat(0);
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
      const own = x + at;
      const mask = masks + (at & (UNIT - 1));
      const d0 = inline.always(masked(whole, f32x4.sub(v128.load(own), middle), mask));
      const d1 = inline.always(masked(whole, f32x4.sub(v128.load(own, 16), middle), mask + 16));
      const d2 = inline.always(masked(whole, f32x4.sub(v128.load(own, 32), middle), mask + 32));
      const d3 = inline.always(masked(whole, f32x4.sub(v128.load(own, 48), middle), mask + 48));
      a0 = f32x4.add(a0, d0);
      a1 = f32x4.add(a1, d1);
      a2 = f32x4.add(a2, d2);
      a3 = f32x4.add(a3, d3);
      b0 = f32x4.add(b0, f32x4.mul(d0, d0));
      b1 = f32x4.add(b1, f32x4.mul(d1, d1));
      b2 = f32x4.add(b2, f32x4.mul(d2, d2));
      b3 = f32x4.add(b3, f32x4.mul(d3, d3));
    }
    total = addRow(total, f32x4.add(f32x4.add(a0, a1), f32x4.add(a2, a3)));
    squares = addRow(squares, f32x4.add(f32x4.add(b0, b1), f32x4.add(b2, b3)));
    x += xRow;
  }
  deviations.sum = ofLanes(total);
  deviations.squares = ofLanes(squares);
}

/** What lets a gradient through: everything, y where it is positive, or p x + c where that is. */
const ALL: u32 = 0;
const BY_Y: u32 = 1;
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
  y: usize,
  yRow: usize,
  yPlane: usize,
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
    const from = y + own * yPlane;
    const slope = d + own * dPlane;
    const to = sums + (own << 4);
    if (!x) {
      if (gate >= BY_X && !(numberOf(c, own, 0) > 0)) continue;
      if (gate == BY_Y) gateRows(rows, length, from, yRow, slope, dRow);
      sumDeviations(true, rows, length, slope, dRow, 0);
      store<f64>(to, load<f64>(to) + deviations.sum);
      continue;
    }
    const values = x + own * xPlane;
    if (gate == ALL)
      inline.always(
        gated(ALL, rows, length, scale, shift, from, yRow, slope, dRow, values, xRow, middle, to),
      );
    else if (gate == BY_Y)
      inline.always(
        gated(BY_Y, rows, length, scale, shift, from, yRow, slope, dRow, values, xRow, middle, to),
      );
    else if (gate == BY_X)
      inline.always(
        gated(BY_X, rows, length, scale, shift, from, yRow, slope, dRow, values, xRow, middle, to),
      );
    else
      inline.always(
        gated(
          LATER_BY_X,
          rows,
          length,
          scale,
          shift,
          from,
          yRow,
          slope,
          dRow,
          values,
          xRow,
          middle,
          to,
        ),
      );
  }
}

function gated(
  gate: u32,
  rows: u32,
  length: usize,
  scale: v128,
  shift: v128,
  y: usize,
  yRow: usize,
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
      const x0 = v128.load(x + at);
      const d0 = inline.always(through(gate, scale, x0, shift, y + at, d + at));
      a0 = f32x4.add(a0, d0);
      b0 = f32x4.add(b0, f32x4.mul(d0, f32x4.sub(x0, middle)));
      const x1 = v128.load(x + at, 16);
      const d1 = inline.always(through(gate, scale, x1, shift, y + at + 16, d + at + 16));
      a1 = f32x4.add(a1, d1);
      b1 = f32x4.add(b1, f32x4.mul(d1, f32x4.sub(x1, middle)));
      const x2 = v128.load(x + at, 32);
      const d2 = inline.always(through(gate, scale, x2, shift, y + at + 32, d + at + 32));
      a2 = f32x4.add(a2, d2);
      b2 = f32x4.add(b2, f32x4.mul(d2, f32x4.sub(x2, middle)));
      const x3 = v128.load(x + at, 48);
      const d3 = inline.always(through(gate, scale, x3, shift, y + at + 48, d + at + 48));
      a3 = f32x4.add(a3, d3);
      b3 = f32x4.add(b3, f32x4.mul(d3, f32x4.sub(x3, middle)));
    }
    total = addRow(total, f32x4.add(f32x4.add(a0, a1), f32x4.add(a2, a3)));
    product = addRow(product, f32x4.add(f32x4.add(b0, b1), f32x4.add(b2, b3)));
    y += yRow;
    d += dRow;
    x += xRow;
  }
  store<f64>(sums, load<f64>(sums) + ofLanes(total));
  store<f64>(sums, load<f64>(sums, 8) + ofLanes(product), 8);
}

/** What of d is let through. */
function through(gate: u32, scale: v128, x: v128, shift: v128, y: usize, d: usize): v128 {
  const all = v128.load(d);
  if (gate == ALL) return all;
  const by = gate == BY_Y ? v128.load(y) : f32x4.add(f32x4.mul(scale, x), shift);
  const some = v128.and(all, f32x4.gt(by, f32x4.splat(0)));
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
