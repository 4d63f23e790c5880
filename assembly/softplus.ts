/** ln(1 + e^x), and Mish, which is x times its hyperbolic tangent, from operations that WebAssembly specifies to the bit. */
import { exp } from "./exp-log";

/**
 * max(x, 0) + ln(1 + k) with k = e^-|x|. ln(1 + k) = 2 artanh(s), s = k / (2 + k) <= 1/3, by its series, whose first
 * term left out, s^17 / 17, is under 2e-9 of s.
 */
export function softplus(x: v128): v128 {
  const k = exp(f32x4.neg(f32x4.abs(x)));
  const s = f32x4.div(k, f32x4.add(f32x4.splat(2), k));
  const z = f32x4.mul(s, s);
  let y = f32x4.splat(2.0 / 15);
  y = f32x4.add(f32x4.mul(y, z), f32x4.splat(2.0 / 13));
  y = f32x4.add(f32x4.mul(y, z), f32x4.splat(2.0 / 11));
  y = f32x4.add(f32x4.mul(y, z), f32x4.splat(2.0 / 9));
  y = f32x4.add(f32x4.mul(y, z), f32x4.splat(2.0 / 7));
  y = f32x4.add(f32x4.mul(y, z), f32x4.splat(2.0 / 5));
  y = f32x4.add(f32x4.mul(y, z), f32x4.splat(2.0 / 3));
  y = f32x4.add(f32x4.mul(f32x4.mul(y, z), s), f32x4.add(s, s));
  return f32x4.add(f32x4.max(x, f32x4.splat(0)), y);
}

/** With k = e^-|x|: tanh(ln(1 + e^x)) = (1 + 2k) / (1 + 2k + 2k^2) above 0, (k^2 + 2k) / (k^2 + 2k + 2) below. */
export function mish(x: v128): v128 {
  const k = exp(f32x4.neg(f32x4.abs(x)));
  return f32x4.mul(x, f32x4.div(numerator(x, k), denominator(x, k)));
}

/** That share, and x times its slope: 4 k^2 (1 + k) / denominator^2 above 0, 4 k (1 + k) / denominator^2 below. */
export function mishSlope(x: v128): v128 {
  const k = exp(f32x4.neg(f32x4.abs(x)));
  const part = f32x4.div(f32x4.splat(1), denominator(x, k));
  const power = v128.bitselect(f32x4.mul(k, k), k, f32x4.gt(x, f32x4.splat(0)));
  const rise = f32x4.mul(f32x4.mul(power, f32x4.add(k, f32x4.splat(1))), f32x4.mul(part, part));
  const share = f32x4.mul(numerator(x, k), part);
  return f32x4.add(share, f32x4.mul(f32x4.mul(x, f32x4.splat(4)), rise));
}

function numerator(x: v128, k: v128): v128 {
  const above = f32x4.add(f32x4.add(k, k), f32x4.splat(1));
  const below = f32x4.mul(k, f32x4.add(k, f32x4.splat(2)));
  return v128.bitselect(above, below, f32x4.gt(x, f32x4.splat(0)));
}

function denominator(x: v128, k: v128): v128 {
  const square = f32x4.mul(k, k);
  const more = v128.bitselect(
    f32x4.add(square, square),
    f32x4.splat(2),
    f32x4.gt(x, f32x4.splat(0)),
  );
  return f32x4.add(numerator(x, k), more);
}
