import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { saturations } from "../../../src/models/saturation.js";
import { isObject, readJson, reportsFolder } from "../../../src/report/charts/charts.js";
import { orderQuality, relativeLogSizes } from "../../../src/scaling/collapse.js";
import type { Points } from "../../../src/scaling/points.js";
import { collapseQuality } from "../../../src/scaling/quality.js";
import { figureValues } from "../vega-values.js";

interface Point {
  readonly x: number;
  readonly y: number;
  readonly error: number;
}

interface Row {
  readonly x: number;
  readonly mean: number;
  readonly error: number;
}

interface Settings {
  readonly p_c: number;
  readonly sharpening: number;
  readonly decay: number;
  readonly saturation: string;
}

interface PageCode {
  readonly collapseQuality: (sizes: Point[][]) => number | null;
  readonly scaleSize: (rows: readonly Row[], relative: number, settings: Settings) => Point[];
}

/** The functions of reports/collapse.js, which the page uses. */
function ofThePage(): PageCode {
  const window: Record<string, unknown> = {};
  const document = { getElementById: () => null };
  runInNewContext(readFileSync(`${reportsFolder}collapse.js`, "utf8"), { window, document });
  return (window as { pcritCollapse: PageCode }).pcritCollapse;
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
  const { collapseQuality: quality } = ofThePage();
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

/** Rows of one size as collapse.arrow has them, m up to 1 and beyond. */
const rowsOfSize = fc
  .uniqueArray(
    fc.record({
      x: fc.integer({ min: 1, max: 40 }),
      mean: fc.double({ min: -0.02, max: 1.03, noNaN: true }),
      error: fc.double({ min: 0.003, max: 0.1, noNaN: true }),
    }),
    { selector: ({ x }) => x, minLength: 3, maxLength: 12 },
  )
  .map((rows) => rows.map((row) => ({ ...row, x: row.x / 100 })).sort((a, b) => a.x - b.x));

const settings = fc.record({
  p_c: fc.double({ min: -0.05, max: 0.3, noNaN: true }),
  sharpening: fc.double({ min: -0.5, max: 2, noNaN: true }),
  decay: fc.double({ min: 0, max: 1, noNaN: true }),
});

const sizesUsed = [56, 112, 224];

function pointsOf(size: number, rows: readonly Row[]): Points {
  const pick = (f: (row: Row) => number) => Float64Array.from(rows, f);
  return {
    size,
    control: pick(({ x }) => x),
    mean: pick(({ mean }) => mean),
    meanError: pick(({ error }) => error ** 2),
    susceptibility: pick(() => 0),
    susceptibilityError: pick(() => 1),
  };
}

test("the page scales m in every form of saturation as the stage does, beyond 0.97 too", () => {
  const { collapseQuality: quality, scaleSize } = ofThePage();
  const relative = relativeLogSizes(sizesUsed);
  for (const form of saturations) {
    let defined = 0;
    fc.assert(
      fc.property(
        fc.tuple(rowsOfSize, rowsOfSize, rowsOfSize),
        settings,
        (sizes, { p_c, sharpening, decay }) => {
          const at = { p_c, sharpening, decay, saturation: form.name };
          const page = quality(sizes.map((rows, i) => scaleSize(rows, relative[i]!, at)));
          const points = sizes.map((rows, i) => pointsOf(sizesUsed[i]!, rows));
          const stage = orderQuality(points, { criticalPoint: p_c, sharpening, decay }, form);
          if (page === null) return assert.ok(stage >= 1e6, `${form.name}: ${stage}`);
          defined++;
          assert.ok(Math.abs(page - stage) <= 1e-6 * stage, `${form.name}: ${page} and ${stage}`);
        },
      ),
      { seed: 7, numRuns: 150 },
    );
    assert.ok(defined > 30, `${form.name}: ${defined}`);
  }
});

test("the chart puts its points where the page's S has them", async () => {
  const { scaleSize } = ofThePage();
  const spec = readJson(`${reportsFolder}charts/collapse.json`);
  assert.ok(isObject(spec));
  const means = [-0.01, 0, 0.2, 0.7, 0.96, 0.97, 0.99, 1.02];
  const rows = means.map((mean, i) => ({ x: 0.01 * (i + 1), mean, error: 0.01 }));
  const columns = { series: "s", phase: "after", quantity: "accuracy", control: "density" };
  const data = rows.map((row) => ({ ...columns, width: 1, hidden_units: 112, ...row }));
  for (const { name } of saturations) {
    const at = { p_c: 0.003, sharpening: 0.8, decay: 0.3, saturation: name };
    const values = await figureValues(spec, "collapse", data, {
      ...columns,
      ...at,
      size_column: "hidden_units",
      centre: Math.log(56),
    });
    const expected = scaleSize(rows, Math.log(2), at);
    assert.equal(values.length, expected.length);
    values.forEach((value, i) => {
      const { x, y, error } = expected[i]!;
      const wanted = { scaled_x: x, scaled_y: y, low: y - error, high: y + error };
      for (const [field, number] of Object.entries(wanted))
        assert.ok(
          Math.abs(Number(value[field]) - number) < 1e-9 * (1 + Math.abs(number)),
          `${name}: ${field} of ${i}`,
        );
    });
  }
});
