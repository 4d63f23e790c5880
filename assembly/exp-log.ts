/**
 * Exponential and logarithm of four floats, from operations that WebAssembly specifies to the bit.
 * exp stays within 1.5 units in the last place of the result, log within 2 (checked in the tests).
 */

/**
 * e^x for x <= 0; zero below -87, where the result would leave the normal floats.
 * x = n log 2 + r with |r| <= log(2) / 2; e^r by its Taylor series, whose first term left out,
 * r^8 / 8!, is under 6e-9.
 */
export function exp(x: v128): v128 {
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504088896341)));
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.12194440054690583e-4)));
  let y = f32x4.splat(1.0 / 5040);
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.0 / 720));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.0 / 120));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.0 / 24));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.0 / 6));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(0.5));
  y = f32x4.add(f32x4.mul(y, f32x4.mul(r, r)), f32x4.add(r, f32x4.splat(1)));
  const scale = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  const tiny = f32x4.lt(x, f32x4.splat(-87));
  return v128.andnot(f32x4.mul(y, scale), tiny);
}

/**
 * Natural logarithm of normal x > 0.
 * x = 2^k m with m in [sqrt(1/2), sqrt(2)); log m = 2 artanh(s), s = (m - 1) / (m + 1),
 * |s| < 0.172, by its series, whose first term left out, s^11 / 11, is under 4e-10.
 */
export function log(x: v128): v128 {
  const root = i32x4.splat(0x3f3504f3); // the bits of sqrt(1/2)
  const offset = i32x4.sub(x, root);
  const k = f32x4.convert_i32x4_s(i32x4.shr_s(offset, 23));
  const m = i32x4.add(v128.and(offset, i32x4.splat(0x7fffff)), root);
  const one = f32x4.splat(1);
  const s = f32x4.div(f32x4.sub(m, one), f32x4.add(m, one));
  const z = f32x4.mul(s, s);
  let y = f32x4.splat(2.0 / 9);
  y = f32x4.add(f32x4.mul(y, z), f32x4.splat(2.0 / 7));
  y = f32x4.add(f32x4.mul(y, z), f32x4.splat(2.0 / 5));
  y = f32x4.add(f32x4.mul(y, z), f32x4.splat(2.0 / 3));
  y = f32x4.add(f32x4.mul(f32x4.mul(y, z), s), f32x4.add(s, s));
  y = f32x4.add(y, f32x4.mul(k, f32x4.splat(-2.12194440054690583e-4)));
  return f32x4.add(y, f32x4.mul(k, f32x4.splat(0.693359375)));
}

/** e^x of `count` floats, a multiple of four, in place. For the tests. */
export function expArray(count: u32, x: usize): void {
  for (const last = x + ((<usize>count) << 2); x < last; x += 16) v128.store(x, exp(v128.load(x)));
}

/** log x of `count` floats, a multiple of four, in place. For the tests. */
export function logArray(count: u32, x: usize): void {
  for (const last = x + ((<usize>count) << 2); x < last; x += 16) v128.store(x, log(v128.load(x)));
}
