/**
 * Elementary functions whose results are the same bits on every machine.
 *
 * ECMAScript leaves the last digits of Math.exp, log, sin and the like to the implementation; only
 * + - * / and Math.sqrt are exact. Artefacts are promised to be the same bytes everywhere, so
 * everything that reaches one uses these instead (a test greps for the others). They follow the
 * classical argument reductions (W. Cody & W. Waite 1980; fdlibm) and stay within 2 ulp, checked
 * in the tests.
 */
const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
const PI_2_HIGH = 1.57079632673412561417;
const PI_2_MIDDLE = 6.0771005063039659766e-11;
const PI_2_LOW = 2.02226624879595063154e-21;

/** A number and its two words, of which the high one has sign and exponent. */
const double = new Float64Array([1]);
const words = new Uint32Array(double.buffer);
const HIGH = words[1] === 0 ? 0 : 1;

/** 2^k for k from -1022 to 1023, exactly, at k + 1022. */
const powersOfTwo = new Float64Array(2046);
powersOfTwo[1022] = 1;
for (let k = 1; k <= 1023; k++) powersOfTwo[1022 + k] = powersOfTwo[1021 + k]! * 2;
for (let k = 1; k <= 1022; k++) powersOfTwo[1022 - k] = powersOfTwo[1023 - k]! / 2;

/** x * 2^k, in two steps so that results near the ends of the range are right. */
function scale(x: number, k: number): number {
  const half = k >> 1;
  return x * powersOfTwo[half + 1022]! * powersOfTwo[k - half + 1022]!;
}

/** e^x. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY;
  if (x < -745.1332191019412) return 0;
  const k = Math.round(x / Math.LN2);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  // Remez polynomial of r coth(r/2)-like kernel: e^r = 1 + 2r / (c - r)
  const c =
    r -
    t *
      (1.66666666666666019037e-1 +
        t *
          (-2.77777777770155933842e-3 +
            t *
              (6.61375632143793436117e-5 +
                t * (-1.6533902205465251539e-6 + t * 4.13813679705723846039e-8))));
  return scale(1 - (low - (r * c) / (2 - c) - high), k);
}

/** Natural logarithm; -Infinity at 0, NaN below. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  let k = 0;
  let y = x;
  if (y < 2.2250738585072014e-308) {
    y *= 18014398509481984; // 2^54: subnormal
    k = -54;
  }
  double[0] = y;
  const exponent = (words[HIGH]! >>> 20) - 1023;
  k += exponent;
  // Times a power of two, in two steps where that is none of the table.
  let m = exponent === 1023 ? (y / 2) * powersOfTwo[0]! : y * powersOfTwo[1022 - exponent]!;
  if (m > Math.SQRT2) {
    m /= 2;
    k++;
  }
  // log m = 2 atanh((m-1)/(m+1)), arranged as fdlibm does to keep the low bits
  const f = m - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even =
    w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const odd =
    z *
    (6.66666666666673513e-1 +
      w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  const h = 0.5 * f * f;
  return k * LN2_HIGH - (h - (s * (h + even + odd) + k * LN2_LOW) - f);
}

/** log(1 + x), accurate near zero. */
export function log1p(x: number): number {
  const u = 1 + x;
  if (u === 1) return x;
  return u === Number.POSITIVE_INFINITY ? u : log(u) * (x / (u - 1)); // Kahan's correction
}

/** e^x - 1, accurate near zero. */
export function expm1(x: number): number {
  const u = exp(x);
  if (u === 1) return x;
  if (u - 1 === -1) return -1;
  return u === Number.POSITIVE_INFINITY ? u : ((u - 1) * x) / log(u); // Kahan's correction
}

/** Base-2 and base-10 logarithms. */
export const log2 = (x: number): number => log(x) / Math.LN2;
export const log10 = (x: number): number => log(x) / Math.LN10;

/** x^y for x >= 0; relative error grows with |y log x| (1e-13 at e^500). */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (x === 0) return y > 0 ? 0 : Number.POSITIVE_INFINITY;
  return exp(y * log(x));
}

/** Hyperbolic tangent. */
export function tanh(x: number): number {
  if (x > 22) return 1;
  if (x < -22) return -1;
  const t = expm1(2 * x);
  return t / (t + 2);
}

/** Kernel sine and cosine on [-pi/4, pi/4]: Taylor series to beyond double precision. */
function kernelSin(x: number): number {
  const z = x * x;
  let term = 0;
  for (let n = 19; n >= 3; n -= 2) term = ((1 + term) * -z) / (n * (n - 1));
  return x + x * term;
}
function kernelCos(x: number): number {
  const z = x * x;
  let term = 0;
  for (let n = 20; n >= 2; n -= 2) term = ((1 + term) * -z) / (n * (n - 1));
  return 1 + term;
}

function quadrant(x: number): [number, number] {
  const k = Math.round(x / (Math.PI / 2));
  return [k & 3, x - k * PI_2_HIGH - k * PI_2_MIDDLE - k * PI_2_LOW];
}

/** Sine, for |x| up to 1e6 radians. */
export function sin(x: number): number {
  const [q, r] = quadrant(x);
  const value = q & 1 ? kernelCos(r) : kernelSin(r);
  return q & 2 ? -value : value;
}

/** Cosine, for |x| up to 1e6 radians. */
export function cos(x: number): number {
  const [q, r] = quadrant(x);
  const value = q & 1 ? kernelSin(r) : kernelCos(r);
  return q === 1 || q === 2 ? -value : value;
}
