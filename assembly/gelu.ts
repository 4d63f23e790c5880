/**
 * GELU: x Phi(x), with Phi the normal distribution's own (Hendrycks & Gimpel 2016), and its gradient
 * Phi(x) + x phi(x). Both from operations that WebAssembly specifies to the bit.
 */
import { exp } from "./exp-log";

/**
 * Phi(x), within 4e-7 (checked in the tests): half of erfc(-x / sqrt(2)), erfc(z) = t e^(P(t) - z^2) with
 * t = 1 / (1 + z / 2), P by Press et al. (Numerical Recipes, erfcc), whose relative error is 1.2e-7.
 */
function normalShare(x: v128): v128 {
  const one = f32x4.splat(1);
  const z = f32x4.mul(f32x4.abs(x), f32x4.splat(0.70710678118654752));
  const t = f32x4.div(one, f32x4.add(one, f32x4.mul(f32x4.splat(0.5), z)));
  let p = f32x4.splat(0.17087277);
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-0.82215223));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(1.48851587));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-1.13520398));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.27886807));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-0.18628806));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.09678418));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.37409196));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(1.00002368));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-1.26551223));
  const half = f32x4.mul(f32x4.splat(0.5), t);
  const tail = f32x4.mul(half, exp(f32x4.sub(p, f32x4.mul(z, z))));
  return v128.bitselect(tail, f32x4.sub(one, tail), f32x4.lt(x, f32x4.splat(0)));
}

/** out = x Phi(x). */
export function gelu(
  rows: u32,
  length: usize,
  x: usize,
  xRow: usize,
  out: usize,
  outRow: usize,
): void {
  for (let i: u32 = 0; i < rows; i++) {
    for (let at: usize = 0; at < length; at += 16) {
      const own = v128.load(x + at);
      v128.store(out + at, f32x4.mul(own, normalShare(own)));
    }
    x += xRow;
    out += outRow;
  }
}

/** out = d times the slope at x; with `add` added to what is there. */
export function geluBack(
  rows: u32,
  length: usize,
  x: usize,
  xRow: usize,
  d: usize,
  dRow: usize,
  out: usize,
  outRow: usize,
  add: bool,
): void {
  for (let i: u32 = 0; i < rows; i++) {
    for (let at: usize = 0; at < length; at += 16) {
      const own = v128.load(x + at);
      const square = f32x4.mul(f32x4.mul(own, own), f32x4.splat(-0.5));
      const density = f32x4.mul(exp(square), f32x4.splat(0.39894228040143268));
      const slope = f32x4.add(normalShare(own), f32x4.mul(own, density));
      const value = f32x4.mul(v128.load(d + at), slope);
      v128.store(out + at, add ? f32x4.add(v128.load(out + at), value) : value);
    }
    x += xRow;
    d += dRow;
    out += outRow;
  }
}
