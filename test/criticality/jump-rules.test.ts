/** The rules of jump-test.ts, jump-power.ts and fall.ts on runs made by hand, each beside its limit. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { contrast, fallOf } from "../../src/criticality/fall.js";
import {
  jumpPower,
  seedsForJump,
  splitByNoise,
  widestJump,
} from "../../src/criticality/jump-power.js";
import { jumpTest } from "../../src/criticality/jump-test.js";
import type { SizeSample } from "../../src/models/sample.js";
import { normalProbability } from "../../src/statistics/normal.js";
import { assertNear } from "../statistics/near.js";

const levels = 9;

/** A run at `high` that falls to zero after a level, at once or with a level in between. */
function run(after: number, { high = 1, split = false, middle = 0.5 } = {}): Float64Array {
  return Float64Array.from({ length: levels }, (_, level) =>
    level <= after ? high : split && level === after + 1 ? middle * high : 0,
  );
}

/** Runs that fall after the levels 2, 3, 2, 3, …, the first of them split. */
function runs(count: number, split = 0, high = 1, middle = 0.5): Float64Array[] {
  return Array.from({ length: count }, (_, i) =>
    run(2 + (i % 2), { high, split: i < split, middle }),
  );
}

const samples = (...sizes: (readonly Float64Array[])[]): SizeSample[] =>
  sizes.map((values, i) => ({ size: 16 * 2 ** i, factor: 1, control: values, values }));
const verdict = (...sizes: (readonly Float64Array[])[]) => jumpTest(samples(...sizes)).verdict;

test("30 runs without a split one show a jump, 29 do not; 45 with one, 44 not", () => {
  // (7/8)^30 = 0.0182, (7/8)^29 = 0.0208; with one of 45 split 0.0183, of 44 0.0205 (binomial)
  assert.equal(verdict(runs(15), runs(15)), "jump");
  assert.equal(verdict(runs(15), runs(14)), "cannot tell");
  assert.equal(verdict(runs(23, 1), runs(22)), "jump");
  assert.equal(verdict(runs(22, 1), runs(22)), "cannot tell");
});

test("no jump where so many split runs are improbable for a fall of an eighth of a level", () => {
  // P(9 or more of 32 at 1/8) = 0.0141, P(8 or more) = 0.0395
  assert.equal(verdict(runs(16, 9), runs(16)), "no jump");
  assert.equal(verdict(runs(16, 8), runs(16)), "cannot tell");
  assert.equal(verdict(runs(32, 9)), "cannot tell", "one size");
});

test("the drop at the largest size is at least three quarters of that at the smallest", () => {
  assert.equal(verdict(runs(15), runs(15, 0, 0.75)), "jump");
  assert.equal(verdict(runs(15), runs(15, 0, 0.74)), "cannot tell");
  assert.equal(verdict(runs(10), runs(10, 0, 0.1), runs(10)), "jump", "the ends alone");
  assert.equal(verdict(runs(15, 0, 0.2), runs(15)), "jump", "it may grow");
  const shrunk = jumpTest(samples(runs(15), runs(15, 0, 0.74)));
  assert.deepEqual(shrunk.heights, [1, 0.74]);
  assert.match(shrunk.sentence, /shrinks from 1\.00 at the smallest size to 0\.74 at the largest/);
  assert.match(shrunk.sentence, /^Not told whether it is a jump: 30 of 30 runs fall/);
  const mixed = [...runs(10), ...runs(10, 0, 0.5)];
  assertNear(jumpTest(samples(mixed, runs(15))).heights[0], 0.75, 1e-12);
});

test("a size whose runs all fall between the same levels counts as one run, split if any is", () => {
  const same = (count: number, split = 0) =>
    Array.from({ length: count }, (_, i) => run(2, { split: i < split }));
  const found = jumpTest(samples(runs(15), same(20), runs(14)));
  assert.deepEqual([found.independent, found.runs, found.verdict], [30, 49, "jump"]);
  const one = jumpTest(samples(runs(15), same(20), runs(13)));
  assert.deepEqual([one.independent, one.verdict], [29, "cannot tell"]);
  // two of the twenty are split, and count as one: 45 runs with one, then 44
  assert.equal(verdict(runs(22), same(20, 2), runs(22)), "jump");
  const both = jumpTest(samples(runs(22), same(20, 2), runs(21)));
  assert.deepEqual([both.independent, both.split, both.verdict], [44, 2, "cannot tell"]);
});

test("runs that do not fall do not count, nor sizes of which none does", () => {
  const still = run(levels);
  const found = jumpTest(samples([...runs(15), still], [still], [...runs(15), still]));
  assert.deepEqual([found.runs, found.independent, found.verdict], [30, 30, "jump"]);
  assert.equal(verdict(runs(40), [still, still]), "cannot tell", "it falls at one size only");
  const none = jumpTest(samples([still], [still]));
  assert.equal(none.verdict, "cannot tell");
  assert.equal(none.sentence, "No run falls within the levels: nothing is known of a jump.");
  const single = jumpTest(samples(runs(40)));
  assert.match(single.sentence, /^Runs fall at one size only/);
});

test("runs of two levels tell of no noise", () => {
  const found = jumpTest(samples(...Array(31).fill([Float64Array.of(1, 0)])));
  assert.deepEqual([found.verdict, found.power], ["jump", 1]);
});

/** The same run with m off by `noise` up and down in turn: second differences of 4 noise. */
const wavy = (all: readonly Float64Array[], noise: number) =>
  all.map((values) => values.map((m, level) => m + (level % 2 === 0 ? noise : -noise)));

test("noise is the median of second differences; what it splits is no sign against a jump", () => {
  const noise = 0.03;
  // 0.6745 is the median of |z|, 6 the variance of z_1 - 2 z_2 + z_3
  const deviation = (4 * noise) / (0.6745 * Math.sqrt(6));
  const [few, many] = [wavy(runs(16, 9, 1, 0.5), noise), wavy(runs(16), noise)];
  const found = jumpTest(samples(few, many));
  // drops are 1 or 1/2 larger or smaller by 2 noise: the fall's height is their mean
  const falls = [...few, ...many].map((values) => fallOf(values)!.height);
  const height = falls.reduce((a, b) => a + b, 0) / falls.length;
  const split = splitByNoise(deviation, height);
  assert.ok(split > 0.01 && split < 0.9, String(split));
  assertNear(found.power, jumpPower(32, split), 1e-12);
  assert.equal(found.split, 9);
  assert.equal(found.verdict, "cannot tell", "no jump without noise: 9 of 32");
  const limit = 1 - (1 - widestJump) * (1 - split);
  assert.ok(found.narrowest > widestJump && found.narrowest < limit);
  const less = jumpTest(samples(wavy(few, 0), wavy(runs(16), 0.0001)));
  assert.equal(less.power > found.power, true);
});

test("what a design would need is said by its seeds, its noise and its levels", () => {
  const open = (...sizes: (readonly Float64Array[])[]) => jumpTest(samples(...sizes)).sentence;
  // 30 runs are needed: 4 sizes of 5 seeds cannot, 8 would.
  const five = open(runs(5), runs(5), runs(5), runs(5));
  assert.match(five, /: 20 of 20 runs fall .* 5 seeds at 4 sizes cannot show a jump; 8 would\.$/);
  // the smallest number of seeds counts
  assert.match(open(runs(9), runs(4), runs(9), runs(6)), / 4 seeds at 4 sizes cannot show/);
  const same = (count: number) => Array.from({ length: count }, () => run(3));
  assert.match(
    open(same(15), runs(15)),
    /At 1 of 2 sizes all runs fall between the same two levels and count as one: closer levels would tell more\.$/,
  );
  // 3 of 32 are split, no size is counted as one: the power of what was found
  assert.match(open(runs(16, 3), runs(16)), / So many runs find 100 % of jumps of that height\.$/);
  assert.match(open(wavy(runs(16), 0.2), wavy(runs(16), 0.2)), /hides a jump at 2 sizes, even/);
  // noise that splits few: fewer seeds than find 4 of 5, but some
  const noisy = jumpTest(samples(wavy(runs(16, 3), 0.027), wavy(runs(16), 0.027)));
  assert.ok(noisy.power > 0.1 && noisy.power < 0.8, String(noisy.power));
  const share = Math.round(100 * noisy.power);
  const some = ` 16 seeds at 2 sizes find ${share} % of jumps of that height; `;
  assert.ok(noisy.sentence.includes(some), noisy.sentence);
  assert.match(noisy.sentence, /height; \d+ would find 4 of 5\.$/);
});

test("the sentences of a jump and of none count the runs", () => {
  const { sentence } = jumpTest(samples(runs(23, 1), runs(22, 0, 0.9)));
  assert.match(sentence, /^A jump: 44 of 45 runs fall/);
  assert.match(sentence, /narrower than 0\.12 of a level\. It drops m by 0\.98 at the smallest/);
  assert.match(sentence, /by 0\.90 at the largest\.$/);
  const none = jumpTest(samples(runs(16, 9), runs(16))).sentence;
  assert.equal(none, "No jump: 9 of 32 runs pass through values in between.");
});

test("a fall is sharp at half of the range, with a fifth beside it at most", () => {
  const sharp = (...m: number[]) => fallOf(m)?.sharp;
  assert.equal(sharp(8, 8, 6, 0, 0, 0), false, "2 of 8 beside it: a fourth");
  assert.equal(sharp(10, 10, 8, 0, 0, 0), true, "2 of 10: a fifth");
  assert.equal(sharp(10, 10, 2, 0, 0, 0), true, "the same after");
  assert.equal(sharp(10, 10, 2.1, 0, 0, 0), false);
  // half of the range, dips below zero included
  assert.equal(sharp(10, 9, 8, 7.5, 2.5, 2, 1.5, 1, 0.5, 0), true);
  assert.equal(sharp(10, 9, 8, 7.4, 2.5, 2, 1.5, 1, 0.5, 0), false);
  assert.equal(sharp(10, 9, 8, 7.5, 2.5, 2, 1, 0.5, 0, -0.5), false);
  // rises beside it take nothing from it
  assert.equal(sharp(9, 8, 10, 0, 1, 0), true);
  // at the first level nothing lies before; at the last, what is left may still fall
  assert.equal(sharp(10, 0, 0), true);
  assert.equal(sharp(10, 10, 10, 2), true);
  assert.equal(sharp(10, 10, 10, 2.1), false);
  assert.equal(sharp(10, 10, 10, 2.1, 2.1), true, "it is known to stay");
  assert.equal(sharp(10, 10, 10, -1), true, "nothing is left below zero");
});

test("the fall is the first of equal drops, and needs an end below half of the top", () => {
  assert.equal(fallOf([1, 0.5, 0, 0])!.at, 0);
  assert.equal(fallOf([1, 0.6, 0.1, 0])!.at, 1);
  assert.equal(fallOf([1, 1, 0.9, 0])!.at, 2, "the last of all");
  assert.equal(fallOf([1, 0.5]), undefined);
  assert.ok(fallOf([1, 0.49]));
  assert.equal(fallOf([-1, -2]), undefined);
  assert.equal(fallOf([0, -1]), undefined);
  assert.equal(fallOf([Number.NaN, 0]), undefined);
});

test("power and noise by their formulas", () => {
  assertNear(contrast, 4, 1e-15); // four fifths against one
  // Var(D / 4 - E) = (2 / 16 + 2 + 2 / 4) noise^2; two such drops
  const expected = 2 * normalProbability(-0.8 / 4 / (0.1 * Math.sqrt(2.625)));
  assertNear(splitByNoise(0.1, 0.8), expected, 1e-12);
  assert.equal(splitByNoise(0, 0.8), 0);
  assert.equal(splitByNoise(0, Number.NaN), 0, "nothing is split by no noise");
  assert.equal(splitByNoise(1, -5), 1, "a probability");
  // one split run of 45 is allowed: none or one of 45
  assertNear(jumpPower(45, 0.1), 0.9 ** 45 + 45 * 0.1 * 0.9 ** 44, 1e-12);
  assertNear(jumpPower(44, 0.1), 0.9 ** 44, 1e-12);
  // 0.9926^30 = 0.80; 0.9925^30 = 0.798
  assert.equal(seedsForJump(1, 0.0074), 30);
  assert.ok(seedsForJump(1, 0.0075)! > 30);
  assert.equal(seedsForJump(10, 0), 3);
  assert.equal(seedsForJump(30, 0), 3, "no fewer than three");
  assert.equal(seedsForJump(1, 0.1), undefined);
  assert.equal(seedsForJump(5, 0.0845), 100, "the last that is looked at");
});
