import assert from "node:assert/strict";
import { test } from "node:test";
import { arrangements, exchangeControl, exchanged } from "../../src/correlate/exchange.js";
import { Random } from "../../src/random.js";

const strata = [
  { name: "a", cells: ["a0", "a1", "a2"], levels: 2 },
  { name: "b", cells: ["b0", "b1"], levels: 3 },
];
const y = Float64Array.of(10, 11, 20, 21, 30, 31, 400, 401, 402, 500, 501, 502);

test("whole cells change places within their width, level by level", () => {
  const seen = new Set<string>();
  for (let seed = 0; seed < 100; seed++) {
    const own = exchanged(strata, y, new Random(seed, "exchange"));
    assert.deepEqual([...own].sort(), [...y].sort());
    for (let i = 0; i < 6; i++) assert.equal(own[i]! % 10, i % 2);
    for (let i = 6; i < 12; i++) assert.equal(own[i]! % 100, i % 3);
    seen.add(own.join());
  }
  assert.equal(seen.size, 12);
  assert.equal(arrangements([3, 2]), 12);
});

test("p is the share of exchanges that err as little, the observed arrangement among them", () => {
  const draws = { exceedances: 200, most: 1999 };
  const first = (own: Float64Array) => Math.abs(own[0]! - 10);
  const { p, error } = exchangeControl(strata, y, first, draws, new Random(1, "p"));
  assert.ok(Math.abs(p - 1 / 3) < 0.08, String(p)); // 1 / 3 of exchanges keep cell a0; 200 of them are waited for
  assert.ok(Math.abs(error - 10) < 2, String(error)); // mean of 0, 10, 20
});

test("an error that no exchange changes is no evidence, whatever rounding does", () => {
  const draws = { exceedances: 10, most: 199 };
  const random = new Random(2, "rounding");
  const same = () => 0.3 + 1e-12 * random.uniform();
  assert.equal(exchangeControl(strata, y, same, draws, random).p, 1);
});
