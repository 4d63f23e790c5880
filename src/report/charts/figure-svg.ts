/**
 * Charts as files: drawn by Vega itself without a browser, in the light theme, as the page first
 * shows them. Widths of words are estimated, never measured, so that the bytes do not depend on
 * the fonts of the machine.
 */
import type { TopLevelSpec } from "vega-lite";
import { isObject, type Json, type JsonObject } from "./charts.js";
import type { Data } from "./needs.js";

/** Pixels: a line of text in print, and a panel where two stand side by side. */
const full = 560;
const panel = 250;
const font = "Helvetica, Arial, 'Liberation Sans', sans-serif";

interface Undeclared {
  readonly resetSVGDefIds: () => void;
  readonly textMetrics: { readonly canvas: (use: boolean) => void };
}

/** @param themes reports/theme.json. */
export async function figureSvg(spec: JsonObject, data: Data, themes: JsonObject): Promise<string> {
  const [{ compile }, vega] = await Promise.all([import("vega-lite"), import("vega")]);
  // Exported, but not declared by Vega's types.
  const { resetSVGDefIds, textMetrics } = vega as unknown as Undeclared;
  textMetrics.canvas(false);
  resetSVGDefIds(); // names of clipping paths are counted over all charts of a process
  const facet = "facet" in spec;
  const sized = withWidth(spec, facet ? panel : full) as JsonObject;
  const datasets = Object.fromEntries(
    Object.entries(data).filter(([, rows]) => typeof rows === "object"),
  );
  const config = merged(merged(themes["base"]!, themes["light"]!), { font, background: "white" });
  const whole = { ...sized, ...(facet ? { columns: 2 } : {}), datasets, config };
  const compiled = compile(whole as unknown as TopLevelSpec).spec;
  const view = new vega.View(vega.parse(compiled), { renderer: "none", logLevel: vega.Error });
  const svg = await view.toSVG();
  view.finalize();
  return `${svg}\n`;
}

function withWidth(value: Json, width: number): Json {
  if (Array.isArray(value)) return value.map((inner: Json) => withWidth(inner, width));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === "width" && inner === "container" ? width : withWidth(inner, width),
    ]),
  );
}

function merged(a: Json, b: Json): Json {
  if (!isObject(a) || !isObject(b)) return b;
  const both = Object.entries(b).map(([key, value]) => [
    key,
    key in a ? merged(a[key]!, value) : value,
  ]);
  return { ...a, ...Object.fromEntries(both) };
}
