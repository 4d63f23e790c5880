/** Activations by the numbers that src/activations.ts has for them: values and slopes of four floats. */
import { exp } from "./exp-log";
import { gelu, geluSlope, geluTanh, geluTanhSlope } from "./gelu";
import { logistic, tanh } from "./logistic";
import { mish, mishSlope, softplus } from "./softplus";

/** @param setting the number that the curve takes, if it takes one. */
export function valueOf(curve: u32, x: v128, setting: f32): v128 {
  const zero = f32x4.splat(0);
  const own = f32x4.splat(setting);
  switch (curve) {
    case 0:
      return gelu(x);
    case 1:
      return geluTanh(x);
    case 2: // ReLU6
      return f32x4.min(f32x4.max(x, zero), f32x4.splat(6));
    case 3: // leaky ReLU
      return v128.bitselect(x, f32x4.mul(own, x), f32x4.gt(x, zero));
    case 4: // ELU
      return v128.bitselect(x, f32x4.mul(own, lessOne(f32x4.min(x, zero))), f32x4.gt(x, zero));
    case 5: // SiLU
      return f32x4.mul(x, logistic(f32x4.mul(own, x)));
    case 6:
      return logistic(x);
    case 7:
      return tanh(x);
    case 8: // hard swish
      return f32x4.mul(x, ramp(x));
    case 9: // hard sigmoid
      return ramp(x);
    case 10:
      return softplus(x);
    case 11:
      return mish(x);
    default: // SELU
      return v128.bitselect(
        f32x4.mul(f32x4.splat(SCALE), x),
        f32x4.mul(f32x4.splat(SCALE * ALPHA), lessOne(f32x4.min(x, zero))),
        f32x4.gt(x, zero),
      );
  }
}

/** d times this is what goes on backward. */
export function slopeOf(curve: u32, x: v128, setting: f32): v128 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const own = f32x4.splat(setting);
  switch (curve) {
    case 0:
      return geluSlope(x);
    case 1:
      return geluTanhSlope(x);
    case 2:
      return v128.and(one, v128.and(f32x4.gt(x, zero), f32x4.lt(x, f32x4.splat(6))));
    case 3:
      return v128.bitselect(one, own, f32x4.gt(x, zero));
    case 4:
      return v128.bitselect(one, f32x4.mul(own, exp(f32x4.min(x, zero))), f32x4.gt(x, zero));
    case 5: {
      const t = f32x4.mul(own, x);
      const rest = f32x4.mul(t, logistic(f32x4.neg(t)));
      return f32x4.mul(logistic(t), f32x4.add(one, rest));
    }
    case 6:
      return f32x4.mul(logistic(x), logistic(f32x4.neg(x)));
    case 7: {
      const t = f32x4.add(x, x);
      return f32x4.mul(f32x4.splat(4), f32x4.mul(logistic(t), logistic(f32x4.neg(t))));
    }
    case 8:
      return f32x4.add(ramp(x), f32x4.mul(x, rampSlope(x)));
    case 9:
      return rampSlope(x);
    case 10:
      return logistic(x);
    case 11:
      return mishSlope(x);
    default:
      return v128.bitselect(
        f32x4.splat(SCALE),
        f32x4.mul(f32x4.splat(SCALE * ALPHA), exp(f32x4.min(x, zero))),
        f32x4.gt(x, zero),
      );
  }
}

/** Of SELU. */
const SCALE: f32 = 1.0507009873554805;
const ALPHA: f32 = 1.6732632423543772;

/** e^x - 1 for x <= 0; near 0 by its series, whose first term left out, x^7 / 5040, is under 2e-8 of x. */
function lessOne(x: v128): v128 {
  let near = f32x4.splat(1.0 / 720);
  near = f32x4.add(f32x4.mul(near, x), f32x4.splat(1.0 / 120));
  near = f32x4.add(f32x4.mul(near, x), f32x4.splat(1.0 / 24));
  near = f32x4.add(f32x4.mul(near, x), f32x4.splat(1.0 / 6));
  near = f32x4.add(f32x4.mul(near, x), f32x4.splat(0.5));
  near = f32x4.add(f32x4.mul(f32x4.mul(near, x), x), x);
  const far = f32x4.sub(exp(x), f32x4.splat(1));
  return v128.bitselect(near, far, f32x4.gt(x, f32x4.splat(-0.2)));
}

function ramp(x: v128): v128 {
  const cut = f32x4.max(f32x4.add(x, f32x4.splat(3)), f32x4.splat(0));
  return f32x4.mul(f32x4.min(cut, f32x4.splat(6)), f32x4.splat(1.0 / 6));
}

function rampSlope(x: v128): v128 {
  const inside = f32x4.lt(f32x4.abs(x), f32x4.splat(3));
  return v128.and(f32x4.splat(1.0 / 6), inside);
}
