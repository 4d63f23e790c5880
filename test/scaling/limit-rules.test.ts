/** The rules of limit.ts on critical points whose scatter is known, each beside its limit. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Limit, limits, type SizedEstimate } from "../../src/scaling/limit.js";
import { bootstrapInterval } from "../../src/statistics/bootstrap-interval.js";
import { fisherTail } from "../../src/statistics/fisher.js";
import { assertNear } from "../statistics/near.js";

const repetitions = 256;
const seeds = 8;

/** Sizes 16, 32, …; sample r is off by a factor exp(± error), by the i-th binary digit of r. */
function points(values: readonly number[], error = 0.01): SizedEstimate[] {
  return values.map((value, i) => ({
    size: 16 * 2 ** i,
    value,
    replicates: Float64Array.from(
      { length: repetitions },
      (_, r) => value * Math.exp(off(r, i, error)),
    ),
    seeds,
  }));
}
const off = (r: number, i: number, error: number) => ((r >> i) & 1 ? error : -error);

/** p_c(L) of a law at five sizes, L in units of the smallest. */
const law = (of: (size: number) => number, count = 5, error = 0.01) =>
  points(
    Array.from({ length: count }, (_, i) => of(2 ** i)),
    error,
  );

const verdicts = (estimates: readonly SizedEstimate[]) =>
  limits(estimates, 0.95).map(({ verdict }) => verdict);
const get = ({ parameters }: Limit, name: string) => parameters.find((p) => p.name === name)!;

test("a law needs two sizes with a critical point; zero and unknown ones are none", () => {
  assert.deepEqual(limits([], 0.95), [
    {
      law: "power",
      parameters: [],
      describes: undefined,
      verdict: "a critical point at 0 sizes only: no law",
    },
  ]);
  const one = "a critical point at 1 size only: no law";
  assert.deepEqual(verdicts(points([0.5, 0, Number.NaN, -1])), [one]);
  const [two] = limits(points([0.5, 0.25]), 0.95);
  assertNear(get(two!, "g").value, 1, 1e-12);
  assert.equal(two!.verdict, "p_c falls with size");
});

test("with two sizes nothing is left to judge by; with four there are three laws", () => {
  const count = (n: number) =>
    limits(
      law((L) => 0.5 / L, n),
      0.95,
    ).map((l) => l.law);
  assert.deepEqual(count(3), ["power"]);
  assert.deepEqual(count(4), ["power", "offset", "curved"]);
  const [two] = limits(points([0.5, 0.25]), 0.95);
  assert.deepEqual(
    [two!.describes, get(two!, "chi-square").value, get(two!, "p").value, get(two!, "error").value],
    [undefined, Number.NaN, Number.NaN, Number.NaN],
  );
  assert.deepEqual(
    two!.parameters.map(({ name }) => name),
    ["c", "g", "chi-square", "p", "error"],
  );
  const [three] = limits(points([0.5, 0.25, 0.125]), 0.95);
  assert.equal(three!.describes, true);
  assertNear(get(three!, "error").value, 0, 1e-9);
});

test("the order of sizes does not matter", () => {
  const own = points([0.5, 0.3, 0.1, 0.09]);
  assert.deepEqual(limits([...own].reverse(), 0.95), limits(own, 0.95));
});

test("chi-square, p, the widened interval and the error of prediction by hand", () => {
  // Three sizes on a line of slope -1 in logarithms but for the middle one, off by b.
  const e = 0.01;
  for (const b of [0.001, 0.03]) {
    const [power] = limits(points([1, Math.exp(b) / 2, 1 / 4], e), 0.95);
    // residuals of the line: -b/3, 2b/3, -b/3; variance of ±e over all samples e^2 n / (n - 1)
    const weight = (seeds - 1) / seeds / ((e * e * repetitions) / (repetitions - 1));
    const chi = weight * (2 / 3) * b * b;
    assertNear(get(power!, "chi-square").value, chi, 1e-9);
    assertNear(get(power!, "p").value, fisherTail(chi, 1, 3 * (seeds - 1)), 1e-9);
    // each left out: 2b, b, 2b
    assertNear(get(power!, "error").value, Math.sqrt(3) * b, 1e-9);
    // slopes of the samples: the last less the first, over 2 ln 2
    const slopes = Array.from(
      { length: repetitions },
      (_, r) => 1 - (off(r, 2, e) - off(r, 0, e)) / (2 * Math.log(2)),
    );
    const plain = bootstrapInterval(1, slopes, seeds, 0.95, 3 * (seeds - 1));
    const widen = Math.sqrt(Math.max(1, chi));
    assert.equal(widen > 1, b > 0.01, "both cases occur");
    const g = get(power!, "g");
    assertNear(g.value, 1, 1e-9);
    assertNear(g.lower, 1 - widen * (1 - plain.lower), 1e-9);
    assertNear(g.upper, 1 + widen * (plain.upper - 1), 1e-9);
    assert.equal(power!.describes, get(power!, "p").value > 0.05);
  }
});

test("a law describes the points where p is above 5 %", () => {
  const e = 0.01;
  const weight = (seeds - 1) / seeds / ((e * e * repetitions) / (repetitions - 1));
  // Fisher's F of 1 and 21 degrees of freedom is 4.325 at 5 % (tables)
  const describes = (chi: number) => {
    const b = Math.sqrt(chi / weight / (2 / 3));
    return limits(points([1, Math.exp(b) / 2, 1 / 4], e), 0.95)[0]!.describes;
  };
  assert.equal(describes(4.31), true);
  assert.equal(describes(4.34), false);
});

test("of unequal errors the larger counts less, and seeds add up", () => {
  const [a, b, c] = points([1, Math.exp(0.03) / 2, 1 / 4]);
  const [vague] = points([1], 0.5);
  const chi = (all: readonly SizedEstimate[]) => get(limits(all, 0.95)[0]!, "chi-square").value;
  assert.ok(chi([a!, { ...b!, replicates: vague!.replicates }, c!]) < 0.1 * chi([a!, b!, c!]));
  const more = limits([{ ...a!, seeds: 20 }, b!, c!], 0.95)[0]!;
  const found = get(more, "chi-square").value;
  assertNear(get(more, "p").value, fisherTail(found, 1, 19 + 7 + 7), 1e-9);
});

test("with five sizes chi-square counts by its degrees of freedom; the fewest seeds stretch", () => {
  const e = 0.01;
  // off by b in the middle of five: residuals b (-1/5, -1/5, 4/5, -1/5, -1/5), their squares 4/5 b^2
  const b = 0.025;
  const own = points([1, 1 / 2, Math.exp(b) / 4, 1 / 8, 1 / 16], e);
  const uneven = own.map((estimate, i) => ({ ...estimate, seeds: i === 0 ? 8 : 20 }));
  const weigh = (n: number) => (n - 1) / n / ((e * e * repetitions) / (repetitions - 1));
  const [even] = limits(own, 0.95);
  const chi = weigh(8) * (4 / 5) * b * b;
  assertNear(get(even!, "chi-square").value, chi, 1e-9);
  assertNear(get(even!, "p").value, fisherTail(chi / 3, 3, 5 * 7), 1e-9);
  const slopes = Array.from(
    { length: repetitions },
    (_, r) =>
      1 - [0, 1, 2, 3, 4].reduce((sum, i) => sum + (i - 2) * off(r, i, e), 0) / 10 / Math.log(2),
  );
  const plain = bootstrapInterval(1, slopes, 8, 0.95, 5 * 7);
  const widen = Math.sqrt(chi / 3);
  assert.ok(widen > 1);
  assertNear(get(even!, "g").lower, 1 - widen * (1 - plain.lower), 1e-9);
  // 8 seeds at one size and 20 at the others: sqrt(8/7), 7 + 4 x 19 degrees of freedom
  const [mixed] = limits(
    uneven.map((estimate, i) => ({
      ...estimate,
      value: 2 ** -i,
      replicates: own[i]!.replicates.map((p) => (p / own[i]!.value) * 2 ** -i),
    })),
    0.95,
  );
  const { value, lower } = get(mixed!, "g");
  const [w0, w] = [weigh(8), weigh(20)];
  const weights = [w0, w, w, w, w];
  const total = w0 + 4 * w;
  const centre = weights.reduce((sum, wi, i) => sum + wi * i, 0) / total;
  const square = weights.reduce((sum, wi, i) => sum + wi * (i - centre) ** 2, 0);
  const again = Array.from(
    { length: repetitions },
    (_, r) =>
      1 -
      weights.reduce((sum, wi, i) => sum + wi * (i - centre) * off(r, i, e), 0) /
        square /
        Math.log(2),
  );
  assertNear(value, 1, 1e-9);
  assertNear(lower, bootstrapInterval(1, again, 8, 0.95, 7 + 4 * 19).lower, 1e-9);
});

test("words of the power law: falls, rises, no drift, none", () => {
  assert.equal(verdicts(law((L) => 0.5 * L ** -0.8))[0], "p_c falls with size");
  assert.equal(verdicts(law((L) => 0.01 * L ** 0.8))[0], "p_c rises with size");
  const rising = limits(
    law((L) => 0.01 * L ** 0.8),
    0.95,
  )[0]!;
  assert.ok(get(rising, "g").lower < -0.8, "an exponent may be negative");
  assert.equal(verdicts(law((L) => 0.5 * L ** -0.001))[0], "no drift of p_c with size is seen");
  const broken = points([1, 2 ** -0.3, 2 ** -1.1]);
  assert.equal(
    verdicts(broken)[0],
    "no power of size describes p_c: from size to size its exponent is 0.3, 0.8",
  );
});

test("words of the limit: above zero, at most so much, or none", () => {
  assert.equal(verdicts(law((L) => 0.5 + 2 / L))[1], "p_c tends to a value above zero");
  const open = limits(
    law((L) => 1 / L),
    0.95,
  )[1]!;
  const { lower, upper } = get(open, "p_inf");
  assert.equal(lower, 0, "no density is negative");
  assert.equal(open.verdict, `the limit may be zero; at most ${upper.toPrecision(2)}`);
  const faster = limits(
    law((L) => Math.exp(-0.5 * Math.log(L) - 0.06 * Math.log(L) ** 2), 5, 0.05),
    0.95,
  )[1]!;
  assert.equal(get(faster, "p_inf").upper, 0, "it falls faster than by any power");
  assert.equal(faster.verdict, "no limit above zero is seen");
  const zigzag = [1, 0.3, 0.5, 0.1, 0.2];
  const poor = "does not describe p_c, so nothing is extrapolated by it";
  assert.deepEqual(verdicts(points(zigzag)).slice(1), [poor, poor]);
});

test("words of the curvature: ever faster, levelling off, none", () => {
  const bent = (h: number) => law((L) => Math.exp(-0.5 * Math.log(L) - h * Math.log(L) ** 2));
  assert.equal(verdicts(bent(0.1))[2], "p_c falls ever faster with size, in logarithms");
  assert.equal(verdicts(bent(-0.1))[2], "p_c levels off with size, in logarithms");
  assert.equal(verdicts(bent(0))[2], "no curvature is seen");
});

test("where a critical point is missing in a tail of the samples, no law has an interval", () => {
  // At 50 % a tail is a fourth: 64 of 256.
  const lacking = (count: number, value: number) =>
    law((L) => 1 / L).map((estimate, i) =>
      i === 2
        ? { ...estimate, replicates: estimate.replicates.map((p, r) => (r < count ? value : p)) }
        : estimate,
    );
  for (const value of [Number.NaN, 0]) {
    const some = limits(lacking(64, value), 0.5);
    assert.ok(some.every(({ parameters }) => parameters[0]!.lower < parameters[0]!.upper));
    const many = limits(lacking(65, value), 0.5);
    assert.deepEqual(
      many.map(({ verdict }) => verdict),
      ["no interval of the exponent", "no interval of the limit", "no interval of the curvature"],
    );
    assertNear(get(many[0]!, "g").value, 1, 1e-9);
    assert.equal(many[0]!.describes, true, "it is weighed by the samples that have one");
  }
});

test("where a variance is unknown, sizes count alike and nothing is tested", () => {
  const bent = [1, 0.4, 0.25, 0.1, 0.08];
  for (const change of [{ seeds: 1 }, { replicates: Float64Array.of(0.4, 0.4, 0.4) }]) {
    const own = points(bent).map((estimate, i) =>
      i === 1 ? { ...estimate, ...change } : estimate,
    );
    const [power, offset] = limits(own, 0.95);
    assert.deepEqual([power!.describes, get(power!, "p").value], [undefined, Number.NaN]);
    assert.ok(get(offset!, "g").value > 0 && get(offset!, "error").value > 0);
    // one seed at some size is no interval
    assert.equal(get(offset!, "c").lower < get(offset!, "c").upper, !("seeds" in change));
    // least squares with equal weights: x = -2 … 2 in units of ln 2
    const logs = bent.map(Math.log);
    const slope = logs.reduce((sum, y, i) => sum + (i - 2) * y, 0) / 10 / Math.log(2);
    assertNear(get(power!, "g").value, -slope, 1e-9);
    assert.ok(get(power!, "error").value > 0);
  }
  // the fewest samples count
  const few = points([1, 0.5, 0.25]);
  const short = { ...few[1]!, replicates: few[1]!.replicates.slice(0, 8) };
  assert.ok(get(limits([few[0]!, short, few[2]!], 0.95)[0]!, "g").lower < 1);
});
