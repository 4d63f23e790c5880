/** What a chart's transforms make of its data, by Vega itself. */
import { parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import type { JsonObject } from "../../src/report/charts/charts.js";

type Row = Readonly<Record<string, unknown>>;

/** Rows of the chart's points, in the order of `rows`. @param chosen values of its parameters. */
export async function figureValues(
  spec: JsonObject,
  dataset: string,
  rows: readonly Row[],
  chosen: Readonly<Record<string, string | number>>,
): Promise<readonly Row[]> {
  const params = Object.entries(chosen).map(([name, value]) => ({ name, value }));
  const whole = { ...spec, width: 300, params, datasets: { [dataset]: rows } };
  const vega = compile(whole as unknown as TopLevelSpec).spec;
  const view = await new View(parse(vega), { renderer: "none" }).runAsync();
  const names = (vega.data ?? []).map(({ name }) => name);
  const made = names.map((name) => view.data(name) as Row[]);
  view.finalize();
  return made.find((values) => values.some((row) => "scaled_y" in row)) ?? [];
}
