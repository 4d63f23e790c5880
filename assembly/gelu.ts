/** GELU: x Phi(x), with Phi the normal distribution's own (Hendrycks & Gimpel 2016), and its approximation by tanh. */
import { exp } from "./exp-log";
import { logistic } from "./logistic";

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

export function gelu(x: v128): v128 {
  return f32x4.mul(x, normalShare(x));
}

/** Phi(x) + x phi(x). */
export function geluSlope(x: v128): v128 {
  const square = f32x4.mul(f32x4.mul(x, x), f32x4.splat(-0.5));
  const density = f32x4.mul(exp(square), f32x4.splat(0.39894228040143268));
  return f32x4.add(normalShare(x), f32x4.mul(x, density));
}

/** x logistic(2 u), u = sqrt(2 / pi) (x + 0.044715 x^3): (1 + tanh u) / 2 is logistic(2 u). */
export function geluTanh(x: v128): v128 {
  return f32x4.mul(x, logistic(twiceInner(x)));
}

export function geluTanhSlope(x: v128): v128 {
  const t = twiceInner(x);
  const inner = f32x4.add(
    f32x4.splat(1.5957691216057308),
    f32x4.mul(f32x4.splat(0.21406444881780076), f32x4.mul(x, x)),
  );
  const rest = f32x4.mul(f32x4.mul(x, logistic(f32x4.neg(t))), inner);
  return f32x4.mul(logistic(t), f32x4.add(f32x4.splat(1), rest));
}

function twiceInner(x: v128): v128 {
  const share = f32x4.mul(f32x4.splat(0.044715), f32x4.mul(x, x));
  const sum = f32x4.add(x, f32x4.mul(x, share));
  return f32x4.mul(f32x4.splat(1.5957691216057308), sum);
}
