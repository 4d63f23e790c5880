import assert from "node:assert/strict";
import { test } from "node:test";
import { alignment } from "../../src/correlate/aligned.js";
import type { Observations } from "../../src/correlate/strata.js";
import { strata } from "../../src/correlate/strata.js";
import { log } from "../../src/math.js";
import { Random } from "../../src/random.js";
import { assertNear } from "../statistics/near.js";

/** Three cells, five levels, the same function of density for all; realised densities may differ. */
function table(spread: number): { data: Observations; shifted: Observations } {
  const random = new Random(1, "aligned");
  const rows = [0, 1, 2].flatMap((cell) => [0, 1, 2, 3, 4].map((level) => ({ cell, level })));
  const density = Float64Array.from(
    rows,
    ({ level }) => 0.5 ** level * (1 + spread * (random.uniform() - 0.5)),
  );
  const of = (target: Float64Array): Observations => ({
    criterion: rows.map(() => "magnitude"),
    stratum: rows.map(() => "w"),
    cell: rows.map(({ cell }) => `c${cell}`),
    level: rows.map(({ level }) => level),
    density,
    target,
  });
  const line = density.map((p) => 0.9 + 0.2 * log(p));
  return { data: of(line), shifted: of(line.map((m, i) => m + 0.01 * rows[i]!.cell)) };
}

test("a function of density is the same for cells whose realised densities differ", () => {
  const { data } = table(0.2);
  const { at, density } = alignment(data, strata(data, "magnitude", [0, 0.88]));
  const m = at(data.target);
  const levels = m.length / 3;
  assert.ok(levels >= 3);
  for (let l = 1; l < levels - 1; l++)
    for (const cell of [0, 1, 2]) {
      assertNear(m[cell * levels + l]!, 0.9 + 0.2 * density[l]!, 1e-12);
      assert.equal(density[cell * levels + l], density[l]);
    }
});

test("what differs between cells beside density stays", () => {
  const { shifted } = table(0.2);
  const { at } = alignment(shifted, strata(shifted, "magnitude", [0, 0.88]));
  const m = at(shifted.target);
  const levels = m.length / 3;
  assertNear(m[2 * levels + 1]! - m[1]!, 0.02, 1e-12);
});

test("where densities agree, values are those of the table; so they are beside an undefined one", () => {
  const { shifted } = table(0);
  const parts = strata(shifted, "magnitude", [0, 0.88]);
  const rows = parts.flatMap((part) => part.rows.flatMap((own) => [...own]));
  const { at } = alignment(shifted, parts);
  assert.deepEqual(
    [...at(shifted.target)],
    rows.map((row) => shifted.target[row]!),
  );
  const other = table(0.2);
  const differing = strata(other.data, "magnitude", [0, 0.88]);
  const holes = other.data.target.map((_, i) => (i % 5 === 2 ? 7 : Number.NaN));
  for (const value of alignment(other.data, differing).at(holes))
    assert.ok(Number.isNaN(value) || value === 7);
});
