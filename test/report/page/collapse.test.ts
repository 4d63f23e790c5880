import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { reportsFolder } from "../../../src/report/charts/charts.js";
import { collapseQuality } from "../../../src/scaling/quality.js";

interface Point {
  readonly x: number;
  readonly y: number;
  readonly error: number;
}

/** The function of reports/collapse.js, which the page uses. */
function ofThePage(): (sizes: Point[][]) => number | null {
  const window: Record<string, unknown> = {};
  const document = { getElementById: () => null };
  runInNewContext(readFileSync(`${reportsFolder}collapse.js`, "utf8"), { window, document });
  const { pcritCollapse } = window as {
    pcritCollapse: { collapseQuality: (sizes: Point[][]) => number | null };
  };
  return pcritCollapse.collapseQuality;
}

/** The same points for src/scaling/quality.ts. */
function ofTheStage(sizes: readonly Point[][]): number {
  const all = sizes.flat();
  const offsets = [0];
  for (const size of sizes) offsets.push(offsets.at(-1)! + size.length);
  const pick = (f: (point: Point) => number) => Float64Array.from(all, f);
  return collapseQuality({
    offsets: Uint32Array.from(offsets),
    x: pick(({ x }) => x),
    y: pick(({ y }) => y),
    error: pick(({ error }) => error ** 2),
  });
}

const point = fc.record({
  x: fc.integer({ min: 0, max: 30 }),
  y: fc.double({ min: -1, max: 2, noNaN: true }),
  error: fc.double({ min: 0.01, max: 0.5, noNaN: true }),
});
const size = fc
  .uniqueArray(point, { selector: ({ x }) => x, minLength: 3, maxLength: 12 })
  .map((points) => points.sort((a, b) => a.x - b.x));

test("the page's S is the stage's, ties and points outside the other sizes included", () => {
  const quality = ofThePage();
  let defined = 0;
  fc.assert(
    fc.property(fc.array(size, { minLength: 2, maxLength: 4 }), (sizes) => {
      const [page, stage] = [quality(sizes), ofTheStage(sizes)];
      if (page === null) return assert.ok(stage >= 1e6);
      defined++;
      assert.ok(Math.abs(page - stage) <= 1e-9 * stage, `${page} and ${stage}`);
    }),
    { seed: 6, numRuns: 400 },
  );
  assert.ok(defined > 100);
});
