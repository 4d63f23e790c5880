import assert from "node:assert/strict";
import { test } from "node:test";
import { exp, log } from "../../src/math.js";
import { type LogShape, powerLawExponent } from "../../src/structure/bounded-law.js";
import { mostExact, placesOf, sparsePlaces } from "../../src/structure/summation.js";
import { sampleOf } from "../../src/structure/tail-fit.js";

const laws: Readonly<Record<string, LogShape>> = {
  "power law": (_, l) => -2.3 * l,
  "flat power law": (_, l) => 0.9 * l,
  "steep power law": (_, l) => -12 * l,
  exponential: (x) => -0.002 * x,
  "steep exponential": (x) => -0.05 * x,
  truncated: (x, l) => -1.1 * l - 1e-4 * x,
  "log-normal": (_, l) => -0.5 * ((l - 9) / 1.2) ** 2 - l,
  // As narrow as tail-alternatives.ts lets it be.
  "narrow log-normal": (_, l) => -0.5 * ((l - log(40_000)) / exp(-4)) ** 2 - l,
};

function sumOf(shape: LogShape, { x, logX, weight }: ReturnType<typeof placesOf>, shift: number) {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += weight[i]! * exp(shape(x[i]!, logX[i]!) - shift);
  return sum;
}

function oneByOne(shape: LogShape, least: number, most: number, shift: number): number {
  let sum = 0;
  for (let x = least; x <= most; x++) sum += exp(shape(x, log(x)) - shift);
  return sum;
}

test("few terms are summed one by one", () => {
  const { x, weight } = placesOf(3, mostExact + 2);
  assert.equal(x.length, mostExact);
  assert.ok(weight.every((w) => w === 1));
});

test("many terms are summed to eleven digits, whatever the law and the range", () => {
  for (const [name, shape] of Object.entries(laws))
    for (const [least, most] of [
      [1, 20_000],
      [1, 1_000_000],
      [37, 300_000],
      [30_000, 90_000],
      [500_000, 2_000_000],
    ] as const) {
      const shift = Math.max(
        ...[least, most, 40_000]
          .filter((x) => x >= least && x <= most)
          .map((x) => shape(x, log(x))),
      );
      const expected = oneByOne(shape, least, most, shift);
      const places = placesOf(least, most);
      assert.ok(places.x.length < 26_000, `${places.x.length} places`);
      const found = sumOf(shape, places, shift);
      assert.ok(
        Math.abs(found / expected - 1) < 1e-11,
        `${name} ${least} ${most}: ${found} ${expected}`,
      );
    }
});

test("gaps between values far out are summed without their terms", () => {
  for (const [least, most] of [
    [9000, 9040],
    [20_000, 21_000],
    [100_000, 400_000],
  ] as const) {
    const shape = laws["power law"]!;
    const shift = shape(least, log(least));
    const found = sumOf(shape, sparsePlaces(least, most), shift);
    assert.ok(Math.abs(found / oneByOne(shape, least, most, shift) - 1) < 1e-11);
  }
});

test("an exponent is that of the sums one by one", () => {
  const values = Array.from({ length: 400 }, (_, i) => 2 + Math.floor(3000 / (i + 1)));
  const support = { least: 2, most: 200_000 };
  const found = powerLawExponent(sampleOf(values), support);
  // The score of the likelihood, one by one: at its zero E[ln x] is the mean of ln x.
  let [norm, first] = [0, 0];
  for (let x = 2; x <= support.most; x++) {
    const p = exp(-found * log(x));
    norm += p;
    first += p * log(x);
  }
  const mean = values.reduce((sum, x) => sum + log(x), 0) / values.length;
  assert.ok(Math.abs(first / norm - mean) < 1e-10, `${first / norm} ${mean}`);
});
