import assert from "node:assert/strict";
import { test } from "node:test";
import { type JsonObject, readJson, reportsFolder } from "../../../src/report/charts/charts.js";
import { withSequences } from "../../../src/report/charts/sequences.js";
import { figureFiles } from "../../../src/report/figures/figure.js";
import { readInputs } from "../../../src/report/inputs/inputs.js";
import { Results } from "../../../src/report/inputs/results.js";
import { makeReport } from "../../../src/report/page/page.js";
import { scratchFolder } from "../../support/folder.js";
import { allFiles } from "../pages.js";
import { writeSample } from "../sample.js";

const themes = readJson(`${reportsFolder}theme.json`) as Readonly<Record<string, JsonObject>>;
const rangesOf = (scheme: string) =>
  themes[scheme]!["range"] as unknown as {
    readonly ordinal: readonly string[];
    readonly category: readonly string[];
    readonly sequence: { readonly scheme: readonly string[] };
  };
const papers = { light: "#fdfdfb", dark: "#14171a" } as const; // --paper of reports/page.css

/** What a field of so many values is coloured by. */
function scaleOf(type: string, values: number, scale?: JsonObject): unknown {
  const color = { field: "layer", type, ...(scale ? { scale } : {}) };
  const spec = { data: { name: "levels" }, layer: [{ mark: "line", encoding: { color } }] };
  const rows = Array.from({ length: values }, (_, layer) => ({ layer }));
  const bound = withSequences(spec, () => [...rows, { layer: null }]) as unknown as typeof spec;
  return bound.layer[0]!.encoding.color.scale;
}

test("more values than a list has colours are along a sequence, of whatever kind they are", () => {
  const { ordinal, category } = rangesOf("light");
  for (const [type, list] of [
    ["ordinal", ordinal],
    ["nominal", category],
  ] as const) {
    assert.equal(scaleOf(type, list.length), undefined, type);
    assert.deepEqual(scaleOf(type, list.length + 1), { range: "sequence", interpolate: "rgb" });
    const two = { domain: [1, 2] };
    assert.deepEqual(scaleOf(type, 30, two), two, "a scale says itself which values it has");
    const nice = { nice: true };
    assert.deepEqual(scaleOf(type, 30, nice), { ...nice, range: "sequence", interpolate: "rgb" });
    for (const own of [{ range: ["red"] }, { scheme: "blues" }])
      assert.deepEqual(scaleOf(type, 30, own), own);
  }
  assert.equal(scaleOf("quantitative", 30), undefined);
});

test("fields that layers colour by, each with a scale of its own, are counted by themselves", () => {
  const rows = Array.from({ length: 12 }, (_, i) => ({ layer: i, sign: i % 3 }));
  const mark = (field: string) => ({
    mark: "line",
    encoding: { color: { field, type: "ordinal" } },
  });
  const spec = { data: { name: "rows" }, layer: [mark("layer"), mark("sign")] };
  const bound = withSequences(spec, () => rows) as unknown as {
    readonly layer: readonly { readonly encoding: { readonly color: JsonObject } }[];
  };
  const [many, few] = bound.layer.map(({ encoding }) => encoding.color["scale"]);
  assert.deepEqual(many, { range: "sequence", interpolate: "rgb" });
  assert.equal(few, undefined);
});

test("so many lines have a legend of several rows in place of names at their ends", async (t) => {
  const widths = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
  const chartOf = async (some: readonly number[]) => {
    const files = allFiles(writeSample(scratchFolder(t), { widths: some, levels: 4, seeds: 1 }));
    const making = { experiment: undefined, command: undefined, libraries: [] };
    const { charts } = await makeReport(new Results(readInputs(files)), making);
    return JSON.stringify(charts.get("transition"));
  };
  const many = await chartOf(widths);
  assert.match(many, /"range":"sequence"/);
  assert.match(many, /"legend":\{[^}]*"columns":6/);
  assert.doesNotMatch(many, /endName/);
  const few = await chartOf(widths.slice(1));
  assert.doesNotMatch(few, /"range":"sequence"/);
  assert.match(few, /endName/);
});

test("lists are equally long in both schemes", () => {
  const [light, dark] = [rangesOf("light"), rangesOf("dark")];
  assert.equal(light.ordinal.length, dark.ordinal.length);
  assert.equal(light.category.length, dark.category.length);
});

test("20 layers have 20 colours, each with a contrast of 3 to its paper, neighbours apart", async () => {
  for (const scheme of ["light", "dark"] as const) {
    const layers = Array.from({ length: 20 }, (_, layer) => ({ layer }));
    const color = { field: "layer", type: "ordinal", legend: null };
    const spec = withSequences(
      {
        usermeta: {},
        data: { name: "rows" },
        mark: "point",
        encoding: { x: { field: "layer", type: "ordinal", axis: null }, color },
      },
      () => layers,
    );
    const { svg } = await figureFiles(
      spec,
      { rows: layers },
      { ...themes, light: themes[scheme]! },
    );
    const marks = svg.slice(svg.indexOf("mark-symbol"));
    const found = [...marks.matchAll(/(?:fill|stroke)="(#\w{6}|rgb\([^)]*\))"/g)].map(
      ([, colour]) => channelsOf(colour!),
    );
    assert.equal(found.length, 20);
    const paper = luminance(channelsOf(papers[scheme]));
    for (const [i, colour] of found.entries()) {
      const [high, low] = [luminance(colour), paper].sort((a, b) => b - a) as [number, number];
      const contrast = (high + 0.05) / (low + 0.05);
      assert.ok(contrast >= 3, `${scheme}, layer ${i}: ${contrast.toFixed(2)}`);
      for (const [k, other] of found.slice(0, i).entries()) {
        const apart = Math.hypot(...colour.map((value, c) => value - other[c]!));
        assert.ok(apart > 12, `${scheme}: layers ${k} and ${i} are ${apart.toFixed(0)} apart`);
      }
    }
  }
});

function channelsOf(colour: string): number[] {
  return colour.startsWith("#")
    ? [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
    : [...colour.matchAll(/\d+/g)].map(Number);
}

/** Relative luminance, as WCAG 2 defines it. */
function luminance(channels: readonly number[]): number {
  const [r, g, b] = channels.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
