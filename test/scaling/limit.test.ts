import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../src/random.js";
import { type Limit, limits, type SizedEstimate } from "../../src/scaling/limit.js";
import { widthDepthLaw } from "../../src/scaling/width-depth.js";

/** Critical points known to 2 %, with bootstrap replicates that scatter as much. */
function points(law: (size: number) => number, name: string, error = 0.02): SizedEstimate[] {
  return [16, 32, 64, 128, 256].map((size) => {
    const random = new Random(size, name);
    const value = law(size) * (1 + error * random.normal());
    const replicates = Float64Array.from(
      { length: 300 },
      () => value * (1 + error * random.normal()),
    );
    return { size, value, replicates, seeds: 20 };
  });
}

const get = (all: readonly Limit[], law: string, name: string) =>
  all.find((l) => l.law === law)!.parameters.find((p) => p.name === name)!;

test("a power law: the exponent is found, and the limit may be zero", () => {
  const all = limits(
    points((size) => 3 * size ** -0.8, "power"),
    0.95,
  );
  const g = get(all, "power", "g");
  assert.ok(g.lower < 0.8 && 0.8 < g.upper && g.upper - g.lower < 0.1, JSON.stringify(g));
  assert.equal(get(all, "offset", "p_inf").lower, 0);
  assert.equal(all[0]!.verdict, "p_c falls with size");
  assert.match(all[1]!.verdict, /^the limit (may be|is) zero/);
  assert.ok(get(all, "power", "error").value < 0.1);
  assert.ok(get(all, "power", "p").value > 0.05);
  assert.deepEqual(
    all.map(({ law }) => law),
    ["power", "offset", "curved"],
  );
});

test("points that no power of size describes get none, and no limit by a law that bends otherwise", () => {
  // local exponents 0.3, 0.8, 1.3, 1.8: falls ever faster, which no offset above zero can do
  const bent = (size: number) =>
    Math.exp(-0.3 * Math.log(size / 16) - 0.36 * Math.log(size / 16) ** 2);
  const [power, offset, curved] = limits(points(bent, "bent"), 0.95);
  assert.equal(power!.describes, false);
  assert.match(
    power!.verdict,
    /^no power of size describes p_c: from size to size its exponent is 0\.\d/,
  );
  assert.equal(offset!.describes, false);
  assert.match(offset!.verdict, /nothing is extrapolated/);
  assert.equal(curved!.describes, true);
  assert.equal(curved!.verdict, "p_c falls ever faster with size, in logarithms");
  // its interval is as wide as the misfit asks for
  const g = get([power!], "power", "g");
  const chi = get([power!], "power", "chi-square").value;
  assert.ok(chi > 30 && g.upper - g.lower > 0.3, `${chi}, ${g.lower} to ${g.upper}`);
});

test("a law that is true is rejected about once in twenty", () => {
  let rejected = 0;
  for (let trial = 0; trial < 200; trial++) {
    const all = limits(
      points((size) => size ** -0.5, `size law ${trial}`),
      0.95,
    );
    if (all[0]!.describes === false) rejected++;
  }
  // 200 trials at 5 %: between 2 and 20 in 999 of 1,000
  assert.ok(rejected >= 2 && rejected <= 20, String(rejected));
});

test("p_c that levels off is said to", () => {
  const all = limits(
    points((size) => 0.5 + 20 / size, "levels", 0.005),
    0.95,
  );
  assert.equal(all[2]!.verdict, "p_c levels off with size, in logarithms");
});

test("a limit above zero is told from zero, from above and from below", () => {
  for (const c of [2, -1.5]) {
    const all = limits(
      points((size) => 0.5 + c / size, `offset ${c}`, 0.005),
      0.95,
    );
    const limit = get(all, "offset", "p_inf");
    assert.ok(limit.lower < 0.5 && 0.5 < limit.upper, JSON.stringify(limit));
    assert.ok(limit.lower > 0.3);
    assert.equal(all[1]!.verdict, "p_c tends to a value above zero");
  }
});

test("intervals of the exponent and of the limit hold the truth in about 95 of 100 trials", () => {
  let [exponent, limit] = [0, 0];
  const trials = 100;
  for (let trial = 0; trial < trials; trial++) {
    const g = get(
      limits(
        points((s) => s ** -0.5, `cover ${trial}`),
        0.95,
      ),
      "power",
      "g",
    );
    if (g.lower <= 0.5 && 0.5 <= g.upper) exponent++;
    const some = points((s) => 0.5 + 2 / s, `cover offset ${trial}`, 0.01);
    const p = get(limits(some, 0.95), "offset", "p_inf");
    if (p.lower <= 0.5 && 0.5 <= p.upper) limit++;
  }
  assert.ok(exponent >= 88 && exponent <= 100, `exponent ${exponent}`);
  assert.ok(limit >= 88, `limit ${limit}`);
});

test("too few sizes: no offset law with three, no law with one", () => {
  const all = points((size) => 1 / size, "few");
  assert.equal(limits(all.slice(0, 3), 0.95).length, 1);
  const [none] = limits(all.slice(0, 1), 0.95);
  assert.equal(none!.verdict, "a critical point at 1 size only: no law");
});

test("width and depth: both exponents, and what one depth alone leaves out", () => {
  const random = new Random(1, "width and depth");
  const network = (width: number, depth: number) => {
    // c H^a D^g with critiPrune's exponents -0.43 and 0.64 (methods: the law to beat)
    const value = 0.36 * width ** -0.43 * depth ** 0.64 * (1 + 0.02 * random.normal());
    const replicates = Float64Array.from(
      { length: 200 },
      () => value * (1 + 0.02 * random.normal()),
    );
    return { width, depth, value, replicates, seeds: 10 };
  };
  const all = [3, 4, 6].flatMap((depth) => [16, 32, 64, 128].map((width) => network(width, depth)));
  const { parameters, verdict } = widthDepthLaw(all, 0.95);
  assert.equal(verdict, "fitted");
  for (const [name, truth] of [
    ["a", -0.43],
    ["g", 0.64],
  ] as const) {
    const { lower, upper } = parameters.find((p) => p.name === name)!;
    assert.ok(lower < truth && truth < upper, `${name}: ${lower} to ${upper}`);
  }
  const error = parameters.find((p) => p.name === "error")!.value;
  assert.ok(error > 0.005 && error < 0.05, `error ${error}`);
  const one = widthDepthLaw(
    all.filter(({ depth }) => depth === 4),
    0.95,
  );
  assert.match(one.verdict, /one depth only/);
  assert.deepEqual(
    one.parameters.map(({ name }) => name),
    ["c", "a", "error"],
  );
});
