/**
 * Adjusted mutual information of two partitions of the same n things (Vinh, Epps & Bailey, J. Mach.
 * Learn. Res. 11, 2837, 2010):
 *
 *   AMI = (MI - E[MI]) / ((H(U) + H(V)) / 2 - E[MI])
 *
 * 1 for the same partition under other names, 0 on average for independent ones. E[MI] is exact, over
 * random partitions with the same community sizes a_i, b_j:
 *
 *   E[MI] = sum_ij sum_k  k/n ln(n k / (a_i b_j))  P(k; a_i, b_j),   P hypergeometric
 *
 * The inner sum depends on the two sizes only, so it is taken once per pair of distinct sizes, of
 * which each partition has at most sqrt(2n), and over those k alone whose probability is more than nothing in
 * 64 bits, which lie around the mode. With logarithms of factorials from a table. Where the denominator vanishes (both partitions are one community, or both are singletons),
 * the partitions are equal: 1.
 */
import { exp, log } from "../math.js";
import { Tally } from "./tally.js";

/** Communities of each thing, numbered from 0 without gaps; both arrays of the same length. */
export function adjustedMutualInformation(u: Uint32Array, v: Uint32Array): number {
  const n = u.length;
  if (n !== v.length) throw new RangeError("partitions of different things");
  const a = communitySizes(u);
  const b = communitySizes(v);
  const expected = expectedMutualInformation(a, b, n);
  const ceiling = (entropyOfSizes(a, n) + entropyOfSizes(b, n)) / 2 - expected;
  // Rounding leaves about 1e-15 where the difference of the terms vanishes.
  if (!(ceiling > 1e-12)) return 1;
  return (mutualInformation(u, v, a, b) - expected) / ceiling;
}

/** Number of things in each community. */
export function communitySizes(community: Uint32Array): number[] {
  const sizes: number[] = [];
  for (const c of community) {
    while (sizes.length <= c) sizes.push(0);
    sizes[c]!++;
  }
  return sizes;
}

function entropyOfSizes(sizes: readonly number[], n: number): number {
  return -sizes.reduce((sum, size) => sum + (size / n) * log(size / n), 0);
}

function mutualInformation(
  u: Uint32Array,
  v: Uint32Array,
  a: readonly number[],
  b: readonly number[],
): number {
  const n = u.length;
  const both = new Tally();
  for (let i = 0; i < n; i++) both.add(u[i]! * b.length + v[i]!);
  let sum = 0;
  for (const [key, k] of both) {
    const i = Math.floor(key / b.length);
    sum += (k / n) * log((n * k) / (a[i]! * b[key - i * b.length]!));
  }
  return sum;
}

/** Exact expectation for community sizes `a` and `b` of n things. */
export function expectedMutualInformation(
  a: readonly number[],
  b: readonly number[],
  n: number,
): number {
  if (terms.things !== n) terms = new PairTerms(n);
  const countsOfB = sizeCounts(b);
  let sum = 0;
  for (const [x, timesX] of sizeCounts(a))
    for (const [y, timesY] of countsOfB) sum += timesX * timesY * terms.of(x, y);
  return sum;
}

/** Terms of pairs of sizes, kept from one pair of partitions of the same things to the next. */
class PairTerms {
  readonly #factorial: Float64Array;
  readonly #known = new Map<number, number>();

  constructor(readonly things: number) {
    this.#factorial = logFactorials(things);
  }

  of(a: number, b: number): number {
    const key = a * (this.things + 1) + b;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const term = pairTerm(a, b, this.things, this.#factorial);
    if (this.#known.size < mostTerms) this.#known.set(key, term);
    return term;
  }
}

/** That are kept. */
const mostTerms = 1 << 16;

/** Those that were asked for last. */
let terms = new PairTerms(0);

function logFactorials(n: number): Float64Array {
  const factorial = new Float64Array(n + 1);
  for (let k = 2; k <= n; k++) factorial[k] = factorial[k - 1]! + log(k);
  return factorial;
}

function pairTerm(a: number, b: number, n: number, f: Float64Array): number {
  const constant = f[a]! + f[b]! + f[n - a]! + f[n - b]! - f[n]!;
  const [least, most] = [Math.max(1, a + b - n), Math.min(a, b)];
  const mode = Math.min(most, Math.max(least, Math.floor(((a + 1) * (b + 1)) / (n + 2))));
  const isSome = (k: number) => logP(constant, k, a, b, n, f) > nothing;
  const first = lastFrom(mode, least, isSome);
  const last = lastFrom(mode, most, isSome);
  return sumOfTerms(constant, first, last, a, b, n, f);
}

function logP(
  constant: number,
  k: number,
  a: number,
  b: number,
  n: number,
  f: Float64Array,
): number {
  return constant - f[k]! - f[a - k]! - f[b - k]! - f[n - a - b + k]!;
}

function sumOfTerms(
  constant: number,
  first: number,
  last: number,
  a: number,
  b: number,
  n: number,
  f: Float64Array,
): number {
  let sum = 0;
  for (let k = first; k <= last; k++)
    sum += (k / n) * log((n * k) / (a * b)) * exp(logP(constant, k, a, b, n, f));
  return sum;
}

/** exp of this, and of what rounding makes of it, is 0. */
const nothing = -760;

/** The last number on the way from one to another of which something holds that holds up to some place. */
function lastFrom(from: number, to: number, holds: (k: number) => boolean): number {
  const step = Math.sign(to - from);
  let [near, far] = [0, Math.abs(to - from) + 1];
  while (far - near > 1) {
    const middle = Math.floor((near + far) / 2);
    if (holds(from + step * middle)) near = middle;
    else far = middle;
  }
  return from + step * near;
}

/** How often each size occurs. */
function sizeCounts(sizes: readonly number[]): [size: number, times: number][] {
  const counts = new Map<number, number>();
  for (const size of sizes) counts.set(size, (counts.get(size) ?? 0) + 1);
  return [...counts].sort((x, y) => x[0] - y[0]);
}
