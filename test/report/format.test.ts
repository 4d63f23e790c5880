import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  count,
  list,
  percent,
  probability,
  several,
  significant,
  withInterval,
} from "../../src/report/format.js";

const plain = (text: string) => text.replaceAll("\u00a0", " ").replaceAll("\u202f", " ");

test("numbers keep their significant digits and need no exponent", () => {
  assert.equal(significant(0.4), "0.40");
  assert.equal(significant(0.000012345, 3), "0.0000123");
  assert.equal(significant(-0.05), "\u22120.050");
  assert.equal(significant(9.96), "10");
  assert.equal(significant(1234), "1200");
  assert.equal(significant(0), "0");
  assert.equal(plain(percent(0.0042)), "0.42 %");
  assert.equal(plain(percent(1)), "100 %");
  assert.equal(plain(count(1234567)), "1 234 567");
  assert.equal(count(1234), "1234");
});

test("a formatted number is within half a unit of its last digit", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-12, max: 1e12, noNaN: true }),
      fc.integer({ min: 1, max: 6 }),
      (value, digits) => {
        const read = Number(significant(value, digits).replaceAll("\u202f", ""));
        assert.equal(read, Number(value.toPrecision(digits)));
      },
    ),
    { seed: 1 },
  );
});

test("p-values have a floor, words agree with their number, lists end in and", () => {
  assert.equal(plain(probability(0.0002)), "< 0.001");
  assert.equal(probability(0.0312), "0.03");
  assert.equal(probability(0.312), "0.31");
  assert.equal(plain(several(1, "seed")), "1 seed");
  assert.equal(plain(several(3, "seed")), "3 seeds");
  assert.equal(list(["a", "b", "c"]), "a, b and c");
  assert.equal(list([]), "");
});

test("an interval is shown where there is one", () => {
  const estimate = { value: 0.0042, lower: 0.0039, upper: 0.0045 };
  assert.equal(plain(withInterval(estimate, percent)), "0.42 % (0.39 to 0.45 %)");
  assert.equal(plain(withInterval({ ...estimate, lower: Number.NaN }, percent)), "0.42 %");
});
