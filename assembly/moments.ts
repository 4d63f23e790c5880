/**
 * Batch normalisation of one channel: sums over a plane of a panel, its positions and those lanes that
 * hold images. A row is summed in single precision, in several lanes; rows in double.
 */
import { LANES, UNIT } from "./panel";

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

/** The sum of x; with `square`, of (x - mean)^2. Four sums at a time, so that none waits for the one before it. */
function planeSum(
  square: bool,
  whole: bool,
  rows: u32,
  length: usize,
  x: usize,
  xRow: usize,
  mean: f32,
): f64 {
  const zero = f32x4.splat(0);
  const middle = f32x4.splat(mean);
  let total = f64x2.splat(0);
  for (let i: u32 = 0; i < rows; i++) {
    let a = zero;
    let b = zero;
    let c = zero;
    let d = zero;
    for (let at: usize = 0; at < length; at += 64) {
      const own = x + at;
      const mask = masks + (at & (UNIT - 1));
      a = f32x4.add(a, inline.always(term(square, whole, own, mask, middle)));
      b = f32x4.add(b, inline.always(term(square, whole, own + 16, mask + 16, middle)));
      c = f32x4.add(c, inline.always(term(square, whole, own + 32, mask + 32, middle)));
      d = f32x4.add(d, inline.always(term(square, whole, own + 48, mask + 48, middle)));
    }
    total = addRow(total, f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
    x += xRow;
  }
  return ofLanes(total);
}

/** What four lanes of a position add; nothing where there is no image. */
function term(square: bool, whole: bool, at: usize, mask: usize, middle: v128): v128 {
  let x = v128.load(at);
  if (square) {
    x = f32x4.sub(x, middle);
    x = f32x4.mul(x, x);
  }
  return whole ? x : v128.and(x, v128.load(mask));
}

export function sumRows(rows: u32, length: usize, x: usize, xRow: usize, used: u32): f64 {
  if (used == LANES) return inline.always(planeSum(false, true, rows, length, x, xRow, 0));
  setMasks(used);
  return inline.always(planeSum(false, false, rows, length, x, xRow, 0));
}

/** Of one channel of a batch: how many values, their mean, the sum of squared deviations from it. */
@unmanaged
class Moments {
  count: f64;
  mean: f64;
  squares: f64;
}

/** Takes in a plane's values (Chan, Golub & LeVeque 1979). */
export function addMoments(
  rows: u32,
  length: usize,
  x: usize,
  xRow: usize,
  used: u32,
  moments: Moments,
): void {
  const n = <f64>rows * <f64>(length / UNIT) * <f64>used;
  const mean = sumRows(rows, length, x, xRow, used) / n;
  const near = <f32>mean;
  const around =
    used == LANES
      ? inline.always(planeSum(true, true, rows, length, x, xRow, near))
      : inline.always(planeSum(true, false, rows, length, x, xRow, near));
  const off = <f64>near - mean;
  const squares = max<f64>(0, around - n * off * off);
  const before = moments.count;
  const all = before + n;
  const apart = mean - moments.mean;
  moments.count = all;
  moments.mean += (apart * n) / all;
  moments.squares += squares + (apart * apart * before * n) / all;
}

/** What lets a gradient through: everything, y where it is positive, or p x + c where that is. */
const ALL: u32 = 0;
const BY_Y: u32 = 1;
const BY_X: u32 = 2;

/** Adds to two sums in double precision: of d, and of d (x - mean); d becomes 0 where it is not let through. */
export function gateAndSum(
  rows: u32,
  length: usize,
  gate: u32,
  p: f32,
  c: f32,
  y: usize,
  yRow: usize,
  d: usize,
  dRow: usize,
  x: usize,
  xRow: usize,
  mean: f32,
  sums: usize,
): void {
  if (gate == ALL)
    inline.always(gated(ALL, rows, length, p, c, y, yRow, d, dRow, x, xRow, mean, sums));
  else if (gate == BY_Y)
    inline.always(gated(BY_Y, rows, length, p, c, y, yRow, d, dRow, x, xRow, mean, sums));
  else inline.always(gated(BY_X, rows, length, p, c, y, yRow, d, dRow, x, xRow, mean, sums));
}

function gated(
  gate: u32,
  rows: u32,
  length: usize,
  p: f32,
  c: f32,
  y: usize,
  yRow: usize,
  d: usize,
  dRow: usize,
  x: usize,
  xRow: usize,
  mean: f32,
  sums: usize,
): void {
  const zero = f32x4.splat(0);
  const middle = f32x4.splat(mean);
  const scale = f32x4.splat(p);
  const shift = f32x4.splat(c);
  let total = f64x2.splat(0);
  let product = f64x2.splat(0);
  for (let i: u32 = 0; i < rows; i++) {
    let a0 = zero;
    let a1 = zero;
    let b0 = zero;
    let b1 = zero;
    for (let at: usize = 0; at < length; at += 32) {
      const x0 = v128.load(x + at);
      const x1 = v128.load(x + at, 16);
      let d0 = v128.load(d + at);
      let d1 = v128.load(d + at, 16);
      if (gate != ALL) {
        const g0 = gate == BY_Y ? v128.load(y + at) : f32x4.add(f32x4.mul(scale, x0), shift);
        const g1 = gate == BY_Y ? v128.load(y + at, 16) : f32x4.add(f32x4.mul(scale, x1), shift);
        d0 = v128.and(d0, f32x4.gt(g0, zero));
        d1 = v128.and(d1, f32x4.gt(g1, zero));
        v128.store(d + at, d0);
        v128.store(d + at, d1, 16);
      }
      a0 = f32x4.add(a0, d0);
      a1 = f32x4.add(a1, d1);
      b0 = f32x4.add(b0, f32x4.mul(d0, f32x4.sub(x0, middle)));
      b1 = f32x4.add(b1, f32x4.mul(d1, f32x4.sub(x1, middle)));
    }
    total = addRow(total, f32x4.add(a0, a1));
    product = addRow(product, f32x4.add(b0, b1));
    y += yRow;
    d += dRow;
    x += xRow;
  }
  store<f64>(sums, load<f64>(sums) + ofLanes(total));
  store<f64>(sums, load<f64>(sums, 8) + ofLanes(product), 8);
}

/** out = p d + q x + c, with `add` added to what is there; 0 in lanes without an image. */
export function normaliseBack(
  rows: u32,
  length: usize,
  d: usize,
  dRow: usize,
  p: f32,
  x: usize,
  xRow: usize,
  q: f32,
  c: f32,
  out: usize,
  outRow: usize,
  add: bool,
  used: u32,
): void {
  const scaleD = f32x4.splat(p);
  const scaleX = f32x4.splat(q);
  const shift = f32x4.splat(c);
  const whole = used == LANES;
  if (!whole) setMasks(used);
  for (let i: u32 = 0; i < rows; i++) {
    if (!whole) {
      for (let at: usize = 0; at < length; at += 16) {
        const sum = inline.always(slope(d + at, x + at, scaleD, scaleX, shift));
        const value = v128.and(sum, v128.load(masks + (at & (UNIT - 1))));
        v128.store(out + at, add ? f32x4.add(v128.load(out + at), value) : value);
      }
    } else if (add) {
      for (let at: usize = 0; at < length; at += 32) {
        const to = out + at;
        const a = inline.always(slope(d + at, x + at, scaleD, scaleX, shift));
        const b = inline.always(slope(d + at + 16, x + at + 16, scaleD, scaleX, shift));
        v128.store(to, f32x4.add(v128.load(to), a));
        v128.store(to, f32x4.add(v128.load(to, 16), b), 16);
      }
    } else {
      for (let at: usize = 0; at < length; at += 32) {
        const to = out + at;
        const a = inline.always(slope(d + at, x + at, scaleD, scaleX, shift));
        const b = inline.always(slope(d + at + 16, x + at + 16, scaleD, scaleX, shift));
        v128.store(to, a);
        v128.store(to, b, 16);
      }
    }
    d += dRow;
    x += xRow;
    out += outRow;
  }
}

/** Of four images: p d + c + q x. */
function slope(d: usize, x: usize, p: v128, q: v128, c: v128): v128 {
  return f32x4.add(f32x4.add(f32x4.mul(p, v128.load(d)), c), f32x4.mul(q, v128.load(x)));
}
