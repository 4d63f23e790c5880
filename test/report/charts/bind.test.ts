import assert from "node:assert/strict";
import { test } from "node:test";
import { percolationMeanings } from "../../../src/percolation/statistics.js";
import { withoutSingleLegends } from "../../../src/report/charts/bind.js";
import { type JsonObject, readJson, reportsFolder } from "../../../src/report/charts/charts.js";
import { labelOf, readLabels } from "../../../src/report/charts/labels.js";
import { whyNot } from "../../../src/report/charts/needs.js";
import { structureMeanings } from "../../../src/structure/statistics.js";

test("a legend of one item is left out, one of two stays", () => {
  const color = { field: "width", type: "ordinal", legend: { title: "Width" } };
  const spec = { data: { name: "order" }, layer: [{ mark: "line", encoding: { color } }] };
  const legend = (rows: { width: number }[]) => {
    const bound = withoutSingleLegends(spec, () => rows) as unknown as typeof spec;
    return bound.layer[0]!.encoding.color.legend;
  };
  assert.equal(legend([{ width: 1 }, { width: 1 }]), null);
  assert.deepEqual(legend([{ width: 1 }, { width: 2 }]), { title: "Width" });
});

test("a chart all of whose rows its own filter drops is a reason, not a broken frame", () => {
  const chart = (filter: string) => ({
    id: "a",
    spec: { description: "Errors", transform: [{ filter }] },
    look: "",
    needs: {},
    main: "rows",
    data: ["rows"],
    statistics: [],
    optional: [],
  });
  const valid = chart("datum.a === 1 && isValid(datum.error)");
  assert.match(whyNot(valid, { rows: [{ a: 1, error: null }] })!, /Errors: no value of "Error"/);
  assert.equal(
    whyNot(valid, {
      rows: [
        { a: 1, error: null },
        { a: 2, error: 0.1 },
      ],
    }),
    undefined,
  );
  assert.equal(whyNot(chart("datum.a === 1"), { rows: [{ a: 1, error: null }] }), undefined);
});

test("every statistic has a name of its own, in words", () => {
  const labels = Object.values(readLabels());
  assert.equal(new Set(labels).size, labels.length);
  for (const label of labels) assert.doesNotMatch(label, /_/, label);
  for (const name of Object.keys({ ...percolationMeanings, ...structureMeanings }))
    assert.doesNotMatch(labelOf(`${name}_layer2`), /_/, name);
  assert.equal(labelOf("in_degree_gini_layer2"), "In-degree Gini coefficient, layer 2");
  assert.equal(labelOf("of_my_own"), "Of my own");
  assert.equal(labelOf("mine.of_paths"), "mine.of_paths");
});

/** CIE L*a*b* of "#rrggbb", D65. */
function lab(colour: string): [number, number, number] {
  const linear = [1, 3, 5].map((i) => {
    const c = Number.parseInt(colour.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  const [r, g, b] = linear;
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 / 116) * t + 16 / 116);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

test("colours of neighbouring widths differ in hue and in lightness, light and dark", () => {
  const themes = readJson(`${reportsFolder}theme.json`) as JsonObject;
  for (const theme of ["light", "dark"]) {
    const { range } = themes[theme] as unknown as { range: { ordinal: string[] } };
    const colours = range.ordinal;
    assert.ok(colours.length >= 6, theme);
    const places = colours.map(lab);
    for (const [i, b] of places.entries()) {
      const a = places[i - 1];
      if (!a) continue;
      const distance = Math.hypot(...a.map((x, k) => x - b[k]!));
      const pair = `${theme}: ${colours[i - 1]} and ${colours[i]}`;
      assert.ok(distance > 35, `${pair} are ${distance.toFixed(0)} apart`);
      assert.ok(Math.abs(a[0] - b[0]) > 10, `${pair} in lightness`);
    }
  }
});

test("layers share a legend: what the data of one lack another may have", () => {
  const color = { field: "width", type: "ordinal", legend: { title: "Width" } };
  const layer = (name: string) => ({ data: { name }, mark: "rule", encoding: { color } });
  const spec = { layer: [layer("curves"), layer("estimates")] };
  const rows = (widths: readonly number[]) => widths.map((width) => ({ width }));
  const bound = (estimates: readonly number[], curves: readonly number[]) =>
    withoutSingleLegends(spec, (name) =>
      rows(name === "curves" ? curves : estimates),
    ) as unknown as typeof spec;
  for (const { encoding } of bound([1], [0.5, 1]).layer)
    assert.deepEqual(encoding.color.legend, { title: "Width" });
  for (const { encoding } of bound([1], [1]).layer) assert.equal(encoding.color.legend, null);
});
