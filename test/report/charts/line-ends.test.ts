import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { type JsonObject, walk } from "../../../src/report/charts/charts.js";
import { withLineEnds } from "../../../src/report/charts/line-ends.js";
import { inHelvetica } from "../../../src/report/figures/figure-pdf.js";

interface Row {
  readonly width: number | string;
  readonly density: number;
  readonly m: number | null;
  readonly panel?: string;
}

const line: JsonObject = {
  data: { name: "curves" },
  usermeta: { ends: "left" },
  width: 600,
  height: 200,
  mark: { type: "line", point: true },
  encoding: {
    x: { field: "density", type: "quantitative", scale: { type: "log", nice: false } },
    y: { field: "m", type: "quantitative", title: "Order parameter m" },
    color: { field: "width", type: "ordinal", legend: { title: "Width (factor)" } },
  },
};

interface Name {
  readonly text: string;
  readonly fill: string;
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
  readonly panel: unknown;
}

/**
 * The names that Vega draws, and how many legends.
 * @param plot pixels of a plot's width where they are known, as the page says them.
 */
async function drawn(spec: JsonObject, rows: readonly Row[], plot?: number) {
  const config = { style: { halo: { stroke: "white", strokeWidth: 4 } } };
  const named = withLineEnds(spec);
  const params = ((named["params"] ?? []) as readonly JsonObject[]).map((param) =>
    param["name"] === "plot_width" && plot !== undefined ? { ...param, value: plot } : param,
  );
  const whole = { ...named, params, datasets: { curves: rows }, config };
  const vega = await import("vega");
  const undo = inHelvetica(vega);
  const compiled = compile(whole as unknown as TopLevelSpec).spec;
  const view = await new View(parse(compiled), { renderer: "none" }).runAsync();
  const names: Name[] = [];
  let legends = 0;
  const visit = (item: Scene, x: number, y: number) => {
    for (const mark of item.items ?? []) {
      if (String(mark.role).startsWith("legend")) legends++;
      for (const inner of mark.items ?? []) {
        if (mark.marktype === "group") visit(inner, x + (inner.x ?? 0), y + (inner.y ?? 0));
        if (mark.marktype !== "text" || inner.datum?.["endName"] === undefined) continue;
        if (inner.stroke) continue; // the halo
        const { x1, x2, y1, y2 } = inner.bounds!;
        const at = { x1: x1 + x, x2: x2 + x, y1: y1 + y, y2: y2 + y };
        names.push({
          ...at,
          text: String(inner.text),
          fill: inner.fill!,
          panel: inner.datum["panel"],
        });
      }
    }
  };
  visit({ items: [(view.scenegraph() as unknown as { root: Scene }).root] } as Scene, 0, 0);
  view.finalize();
  undo();
  return { names, legends };
}

interface Scene {
  readonly items?: readonly Scene[];
  readonly role?: string;
  readonly marktype?: string;
  readonly x?: number;
  readonly y?: number;
  readonly text?: string;
  readonly fill?: string;
  readonly stroke?: string;
  readonly datum?: Record<string, unknown>;
  readonly bounds?: { x1: number; x2: number; y1: number; y2: number };
}

/** A curve that falls from 1 at density 1 to `low` at its end. */
const curve = (width: number | string, end: number, low: number, panel?: string): Row[] =>
  [1, 0.1 ** 0.5, end].map((density, i) => ({
    width,
    density,
    m: [1, (1 + low) / 2, low][i]!,
    ...(panel === undefined ? {} : { panel }),
  }));

test("every line has its name at its end, in its colour, the largest number with its word; no legend", async () => {
  const rows = [...curve(0.5, 0.01, 0), ...curve(1, 0.003, 0), ...curve(2, 0.0005, 0)];
  const { names, legends } = await drawn(line, rows);
  assert.deepEqual(names.map(({ text }) => text).sort(), ["0.5", "1", "width 2"]);
  assert.equal(new Set(names.map(({ fill }) => fill)).size, 3);
  assert.equal(legends, 0);
  const [x0, x1, x2] = ["width 2", "1", "0.5"].map((of) => names.find((n) => n.text === of)!.x1);
  assert.ok(x0! < x1! && x1! < x2!, "where the curves end");
});

test("one line has no name, and a row without a value is no end", async () => {
  assert.deepEqual((await drawn(line, curve(1, 0.01, 0))).names, []);
  const rows = [
    ...curve(1, 0.01, 0.2),
    { width: 2, density: 0.0001, m: null },
    ...curve(2, 0.05, 0),
  ];
  const { names } = await drawn(line, rows);
  assert.equal(names.length, 2);
  assert.ok(names.find(({ text }) => text === "width 2")!.x1 > 150);
});

const overlap = (a: Name, b: Name) =>
  a.panel === b.panel && a.x1 < b.x2 && b.x1 < a.x2 && a.y1 + 3 < b.y2 - 3 && b.y1 + 3 < a.y2 - 3;

const ends = fc.array(
  fc.record({
    end: fc.double({ min: -5, max: -1, noNaN: true }),
    low: fc.double({ min: -0.05, max: 1, noNaN: true }),
  }),
  { minLength: 2, maxLength: 5 },
);

for (const [side, width] of [
  ["left", 700],
  ["right", 700],
  ["beyond", 700],
  ["left", 260],
  ["right", 260],
] as const)
  test(`no name covers another, wherever lines end: ${side}, ${width} pixels`, async () => {
    await fc.assert(
      fc.asyncProperty(ends, async (all) => {
        const rows = all.flatMap(({ end, low }, i) =>
          curve([0.25, 0.5, 1, 2, 4][i]!, 10 ** end, low),
        );
        const room = { ...line, width, usermeta: { ends: side } };
        const { names } = await drawn(room, rows, width);
        assert.equal(names.length, all.length);
        for (const [i, a] of names.entries())
          for (const b of names.slice(i + 1))
            assert.ok(!overlap(a, b), `${a.text} and ${b.text}: ${JSON.stringify([a, b])}`);
      }),
      { numRuns: 25, seed: 7 },
    );
  });

test("panels, layers and views of their own have names too; other marks and silent lines do not", async () => {
  const { mark, encoding, width, height, ...whole } = line;
  const layer = [
    {
      mark: "area",
      encoding: { y: { field: "m", type: "quantitative", scale: { domain: [0, 1] } } },
    },
    { mark: { type: "line", aria: false, strokeDash: [2, 2] } },
    { mark: mark! },
  ] as const;
  const facet: JsonObject = {
    ...whole,
    facet: { field: "panel", type: "nominal" },
    spec: { width: 280, height: 160, encoding: encoding!, layer: layer as never },
  };
  const rows = ["a", "b"].flatMap((panel) => [
    ...curve(1, 0.01, 0, panel),
    ...curve(2, 0.005, 0, panel),
  ]);
  const { names } = await drawn(facet, rows);
  assert.equal(names.length, 4);
  for (const [i, a] of names.entries())
    for (const b of names.slice(i + 1)) assert.ok(!overlap(a, b), `${a.text} and ${b.text}`);
  const above: JsonObject = { ...whole, vconcat: [line, { ...line, height: height! }] };
  const one = rows.filter(({ panel }) => panel === "a");
  assert.equal((await drawn(above, one)).names.length, 4);
});

test("a chart that does not ask for names, or has other legends, keeps them", () => {
  const { usermeta: _, ...plain } = line;
  assert.equal(withLineEnds(plain), plain);
  const shaped = {
    ...line,
    encoding: { ...(line["encoding"] as JsonObject), shape: { field: "kind", type: "nominal" } },
  };
  const shapes = [...walk(withLineEnds(shaped))].flatMap(({ shape }) => shape ?? []);
  assert.deepEqual(shapes, [{ field: "kind", type: "nominal" }]);
});
