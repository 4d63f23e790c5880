/** Runs that jump, each at its own place, against runs that fall smoothly but steeply. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fallOf } from "../../src/criticality/fall.js";
import { jumpPower, seedsForJump, splitByNoise } from "../../src/criticality/jump-power.js";
import { jumpTest } from "../../src/criticality/jump-test.js";
import { exp, log } from "../../src/math.js";
import type { SizeSample } from "../../src/models/sample.js";
import { Random } from "../../src/random.js";

interface Design {
  readonly seeds: number;
  readonly ratio: number;
  /** Standard deviation over seeds of where a run falls, in ln p. */
  readonly spread: number;
  readonly noise: number;
  readonly sizes?: readonly number[];
}

type Shape = (x: number, random: Random, size: number) => number;

/** m against ln p about each run's own place; the places' middle is anywhere between two levels. */
function draw(
  { seeds, ratio, spread, noise, sizes = [16, 32, 64, 128] }: Design,
  shape: Shape,
  random: Random,
): SizeSample[] {
  const levels = Math.round(9 / -log(ratio));
  const start = -4 + random.uniform() * log(ratio);
  return sizes.map((size, i) => {
    const values = Array.from({ length: seeds }, () => {
      const place = start + 0.37 * i + spread * random.normal();
      return Float64Array.from(
        { length: levels },
        (_, level) => shape(level * log(ratio) - place, random, size) + noise * random.normal(),
      );
    });
    return { size, factor: size, control: values, values };
  });
}

/** How often of `trials` each verdict is given. */
function rates(design: Design, shape: Shape, trials: number) {
  const counts = { jump: 0, "no jump": 0, "cannot tell": 0 };
  for (let trial = 0; trial < trials; trial++)
    counts[jumpTest(draw(design, shape, new Random(trial, "jump test"))).verdict]++;
  return counts;
}

const logistic =
  (k: number): Shape =>
  (x) =>
    1 / (1 + exp(-k * x));
const phases: Shape = (x) => (x > 0 ? 0.9 : 0.1);
const one = (design: Design, shape: Shape) => jumpTest(draw(design, shape, new Random(1, "one")));
const usual: Design = { seeds: 8, ratio: 0.65, spread: 0.43, noise: 0.02 };

test("a fall is sharp where nothing lies in between, and split by a level within it", () => {
  assert.deepEqual(fallOf([1, 1, 0.9, 0.1, 0.1]), { at: 2, height: 0.8, sharp: true });
  assert.equal(fallOf([1, 1, 0.9, 0.4, 0.1])!.sharp, false);
  assert.equal(fallOf([1, 0.9, 0.7, 0.1, 0.1])!.sharp, false, "a fourth lies before");
  assert.equal(fallOf([1, 0.85, 0.8, 0.75, 0.1])!.sharp, true, "a slope before the jump");
  assert.equal(fallOf([1, 0.6, 0.6, 0.2, 0.1])!.sharp, false, "two steps, neither of half");
  assert.equal(fallOf([1, 1, 1, 0.4])!.sharp, false, "the schedule ends within the fall");
  assert.equal(fallOf([1, 1, 1, 0.05])!.sharp, true);
  assert.equal(fallOf([1, 0.1, 0.1])!.at, 0);
  assert.equal(fallOf([1, 1, 0.9, 0.6]), undefined, "no fall");
  assert.equal(fallOf([0, 0, 0]), undefined, "nothing to lose");
});

test("steep falls of one kind are called a jump at most twice in 100", () => {
  for (const seeds of [5, 8, 20])
    for (const ratio of [0.65, 0.8, 0.9])
      for (const spread of [0.1, 0.3]) {
        // 2.8 / (k spacing) of runs are split: an eighth and more, so the bound holds.
        const k = 2.8 / 0.13 / -log(ratio);
        const trials = seeds === 20 ? 40 : 80;
        for (const sharpness of [20, Math.min(k, 60)]) {
          const found = rates({ ...usual, seeds, ratio, spread }, logistic(sharpness), trials);
          // 2 % of 80: 6 or more have probability 0.006.
          assert.ok(found.jump <= 5, `${seeds} ${ratio} ${spread} ${sharpness}: ${found.jump}`);
        }
      }
});

test("falls that take a level or more, and those that narrow with size, are no jump", () => {
  assert.equal(rates(usual, logistic(6), 20)["no jump"], 20);
  const narrowing: Shape = (x, _, size) => 1 / (1 + exp(-4 * Math.sqrt(size / 16) * x));
  assert.equal(rates({ ...usual, seeds: 5 }, narrowing, 20)["no jump"], 20);
  assert.match(one(usual, logistic(4)).sentence, /^No jump: 32 of 32 runs pass through values/);
});

test("coexisting phases are found with 8 and with 20 seeds, by place or level by level", () => {
  const drawn: Shape = (x, random) => (random.uniform() < 1 / (1 + exp(-5 * x)) ? 0.9 : 0.1);
  for (const [seeds, noise] of [
    [8, 0.03],
    [20, 0.005],
  ] as const)
    for (const ratio of [0.65, 0.9]) {
      const spread = -log(ratio); // over three or four levels
      const design = { seeds, noise, ratio, spread };
      assert.ok(rates(design, phases, 20).jump >= 18, `${seeds} ${ratio}`);
      assert.ok(rates({ ...usual, seeds, spread: 0 }, drawn, 20).jump >= 17, `drawn ${seeds}`);
    }
  assert.match(one(usual, phases).sentence, /^A jump: 32 of 32 runs .* by 0.8\d at the smallest/);
});

test("5 seeds at 4 sizes cannot show a jump, and the sentence says how many would", () => {
  const few = one({ ...usual, seeds: 5 }, phases);
  assert.equal(few.verdict, "cannot tell");
  assert.match(
    few.sentence,
    /20 of 20 runs .* 0.18 of a level .* 5 seeds at 4 sizes cannot show a jump; 8 would\.$/,
  );
  const six = { ...usual, seeds: 5, sizes: [4, 8, 16, 32, 64, 128] };
  assert.equal(one(six, phases).verdict, "jump");
});

test("runs that share their place count as one: closer levels are asked for", () => {
  // Between two levels at every size, however many seeds.
  const together = one({ ...usual, seeds: 20, spread: 0.001, sizes: [16, 32] }, phases);
  assert.equal(together.verdict, "cannot tell");
  assert.equal(together.independent, 2);
  assert.match(together.sentence, /2 of 2 sizes all runs fall between the same two levels/);
  const smooth = rates({ ...usual, seeds: 20, spread: 0 }, logistic(60), 40);
  assert.equal(smooth.jump, 0);
});

test("a drop that shrinks with size does not persist; one size shows no persistence", () => {
  const shrinking: Shape = (x, _, size) => (x > 0 ? 0.9 : 0.1) * (16 / size) ** 0.25;
  const found = one(usual, shrinking);
  assert.equal(found.verdict, "cannot tell");
  assert.match(found.sentence, /shrinks from 0.8\d at the smallest size to 0.\d\d at the largest/);
  const single = one({ ...usual, seeds: 40, sizes: [16] }, phases);
  assert.equal(single.verdict, "cannot tell");
  assert.match(single.sentence, /one size only/);
  assert.match(one(usual, () => 0.9).sentence, /^No run falls/);
});

test("power: the rule's own arithmetic, and the share of jumps that are found", () => {
  // (7/8)^29 = 0.0208 and (7/8)^30 = 0.018: 30 runs without a split one are needed.
  assert.equal(jumpPower(29, 0), 0);
  assert.equal(jumpPower(30, 0), 1);
  assert.ok(Math.abs(jumpPower(30, 0.01) - 0.99 ** 30) < 1e-12);
  assert.equal(seedsForJump(4, 0), 8);
  assert.equal(seedsForJump(6, 0), 5);
  assert.equal(seedsForJump(4, 0.5), undefined);
  assert.equal(splitByNoise(0, 0.8), 0);
  const noisy = { ...usual, noise: 0.08 };
  const found = rates(noisy, phases, 100).jump / 100;
  const told = jumpPower(32, splitByNoise(0.08, 0.8));
  assert.ok(Math.abs(found - told) < 0.2, `${found} found, ${told} told`);
  assert.match(
    one({ ...usual, noise: 0.2 }, phases).sentence,
    /hides a jump|seeds at 4 sizes cannot/,
  );
});
