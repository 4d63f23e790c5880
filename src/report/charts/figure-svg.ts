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
  const sized = unlimited(withWidth(spec, facet ? panel : full)) as JsonObject;
  const datasets = Object.fromEntries(
    Object.entries(data).filter(([, rows]) => typeof rows === "object"),
  );
  const config = merged(merged(themes["base"]!, themes["light"]!), {
    font,
    background: "white",
    padding: 14,
    axis: { labelLimit: 0 },
    legend: { labelLimit: 0 },
  });
  const { title } = spec["usermeta"] as { readonly title?: string };
  const whole = {
    ...sized,
    ...(facet ? { columns: 2 } : {}),
    ...(title ? titled(title, spec["title"]) : {}),
    datasets,
    config,
  };
  const compiled = compile(whole as unknown as TopLevelSpec).spec;
  const view = new vega.View(vega.parse(compiled), { renderer: "none", logLevel: vega.Error });
  const svg = await view.toSVG();
  view.finalize();
  return `${svg}\n`;
}

/** Characters of a line of the title: widths of words are estimated, so none is near the edge. */
const line = 72;

/**
 * The title over the figure, in lines; what the specification itself has as its title (the name of an
 * axis that depends on what is chosen) follows below it.
 */
function titled(title: string, own: Json | undefined): JsonObject {
  const lines = [""];
  for (const word of title.split(/\s+/)) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (longer.length > line && lines.at(-1) !== "") lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  const text = own !== undefined && isObject(own) ? own["text"] : undefined;
  return {
    title: {
      text: lines,
      anchor: "start",
      frame: "bounds",
      fontSize: 14,
      fontWeight: "bold",
      offset: 12,
      ...(text === undefined ? {} : { subtitle: text, subtitlePadding: 6 }),
    },
  };
}

/** Estimated widths are too large: by them labels would be cut that have room. */
function unlimited(value: Json): Json {
  if (Array.isArray(value)) return value.map((inner: Json) => unlimited(inner));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === "labelLimit" ? 0 : unlimited(inner)]),
  );
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
