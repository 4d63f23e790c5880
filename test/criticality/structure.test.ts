import assert from "node:assert/strict";
import { test } from "node:test";
import { structure } from "../../src/criticality/structure.js";
import { exp, log } from "../../src/math.js";
import { observation } from "./synthetic.js";

/** Seeds collapse sharply between two levels; the density of a level is 2^-level. */
const observations = [0, 1, 2, 3].flatMap((seed) =>
  Array.from({ length: 8 }, (_, level) => {
    const m = level < 3 ? 1 : level === 3 ? 0.75 : level === 4 ? 0.25 : 0;
    return observation(seed, level, 2 ** -level, m, level < 6 ? 2 ** -level : 0);
  }),
);
const half = exp((log(1 / 8) + log(1 / 16)) / 2); // half way from m = 3/4 to m = 1/4

test("the half-recovery density against a threshold of the dense graph and of the critical one", () => {
  const values = observations.map(({ level, seed }) =>
    level === 0 ? 0.02 * (1 + 0.1 * seed) : level === 3 ? 0.5 : Number.NaN,
  );
  const rows = structure(observations, [{ name: "some threshold", values }], 0.95);
  assert.equal(rows.length, 2 * 3); // phases; dense, critical, disconnection
  const after = rows.filter(({ phase }) => phase === "after");
  const [dense, critical, disconnection] = after;
  assert.deepEqual([dense!.graph, dense!.seeds], ["dense", 4]);
  assert.ok(Math.abs(dense!.functional - half) < 1e-12);
  assert.ok(Math.abs(dense!.structural - 0.023) < 1e-12); // 0.02 x mean of 1, 1.1, 1.2, 1.3
  assert.equal(dense!.verdict, "stops working at a higher density than this threshold");
  // Student's interval of four differences half - 0.02, 0.022, 0.024, 0.026: t(3) = 3.182446.
  const reach = (3.182446 * Math.sqrt(((0.003 ** 2 + 0.001 ** 2) * 2) / 3)) / 2;
  assert.ok(Math.abs(dense!.difference.upper - dense!.difference.value - reach) < 1e-8);
  assert.equal(critical!.verdict, "still works below this threshold");
  assert.ok(Math.abs(critical!.logRatio.value - log(half / 0.5)) < 1e-12);
  assert.equal(disconnection!.structural, 1 / 32); // level 5 is the last connected one
});

test("no threshold, or no half recovery: said so", () => {
  const none = structure(
    observations,
    [{ name: "x", values: observations.map(() => Number.NaN) }],
    0.95,
  );
  assert.match(none[0]!.verdict, /^unknown/);
  const functional = observations.map((o) => ({ ...o, order: { before: 1, after: 1 } }));
  const rows = structure(functional, [], 0.95);
  assert.ok(rows.every(({ seeds, verdict }) => seeds === 0 && verdict.startsWith("unknown")));
});
