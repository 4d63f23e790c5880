/**
 * Sums over a plane of a panel, its positions and those lanes that hold images. A row is summed in single precision, in
 * sixteen lanes; rows in double.
 */
import { UNIT } from "./panel";

/** All ones for lanes below `used`, eight vectors. */
export const masks: usize = memory.data(128, 16);

export function setMasks(used: u32): void {
  for (let lane: u32 = 0; lane < 32; lane++)
    store<u32>(masks + (lane << 2), lane < used ? 0xffffffff : 0);
}

/** Adds the lanes of a row's sum to a sum of two in double precision. */
export function addRow(total: v128, row: v128): v128 {
  const high = v128.shuffle<f32>(row, row, 2, 3, 2, 3);
  return f64x2.add(f64x2.add(total, f64x2.promote_low_f32x4(row)), f64x2.promote_low_f32x4(high));
}

export function ofLanes(total: v128): f64 {
  return f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1);
}

/** Nothing in lanes without an image. */
export function masked(whole: bool, values: v128, mask: usize): v128 {
  return whole ? values : v128.and(values, v128.load(mask));
}

/** Sums of deviations from a number, and of their squares. */
@unmanaged
class Deviations {
  sum: f64;
  squares: f64;
}

export const deviations = changetype<Deviations>(memory.data(16, 16));

/** Sets `deviations` to those of a plane. */
export function sumDeviations(
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
