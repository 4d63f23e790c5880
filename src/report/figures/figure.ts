/**
 * Charts as files, SVG and PDF: drawn by Vega itself without a browser, in the light theme, as the page first
 * shows them. Widths of words are those of Helvetica, from its tables and not from the machine, on which
 * the bytes do not depend.
 */
import type { TopLevelSpec } from "vega-lite";
import { isObject, type Json, type JsonObject } from "../charts/charts.js";
import type { Data } from "../charts/needs.js";
import { figurePdf, inHelvetica, sizeOf } from "./figure-pdf.js";
import { textWidth } from "./helvetica.js";

/** Pixels: a line of text in print, and a panel where two stand side by side. */
const full = 560;
const panel = 250;
const font = "Helvetica, Arial, 'Liberation Sans', sans-serif";

/** A chart as files. */
export interface FigureFiles {
  readonly svg: string;
  /** In Latin-1. */
  readonly pdf: string;
  /** Characters that are question marks in the PDF, whose fonts lack them, and what else it lacks. */
  readonly lost: readonly string[];
}

/** @param themes reports/theme.json. */
export async function figureFiles(
  spec: JsonObject,
  data: Data,
  themes: JsonObject,
): Promise<FigureFiles> {
  const [{ compile }, vega] = await Promise.all([import("vega-lite"), import("vega")]);
  inHelvetica(vega);
  // Exported, but not declared by Vega's types.
  const { resetSVGDefIds } = vega as unknown as { readonly resetSVGDefIds: () => void };
  const drawn = async (own: JsonObject) => {
    resetSVGDefIds(); // names of clipping paths are counted over all charts of a process
    const compiled = compile(inPrint(own, data, themes) as unknown as TopLevelSpec).spec;
    const view = new vega.View(vega.parse(compiled), { renderer: "none", logLevel: vega.Error });
    return { view, svg: await view.toSVG() };
  };
  const first = await drawn(spec);
  // panels of what has no values are as high as a number can be
  const { view, svg } = sizeOf(first.svg) ? first : await drawn(withoutValues(spec));
  const { title } = spec["usermeta"] as { readonly title?: string };
  const pdf = await figurePdf(view, svg, title ?? String(spec["description"]), vega);
  view.finalize();
  return { svg: `${svg}\n`, pdf: pdf.file, lost: pdf.lost };
}

/** In place of panels of which none has a value: the page may have some of another choice. */
function withoutValues({ usermeta, description }: JsonObject): JsonObject {
  const text = "No values are known of what is chosen first here; the page may have others.";
  return {
    ...(usermeta === undefined ? {} : { usermeta }),
    ...(description === undefined ? {} : { description }),
    width: "container",
    height: 40,
    data: { values: [{}] },
    mark: { type: "text", align: "left", fontSize: 12 },
    encoding: { text: { value: text }, x: { value: 0 } },
  };
}

/** The specification at the size of a printed figure, with its title, its data and the light theme in it. */
function inPrint(spec: JsonObject, data: Data, themes: JsonObject): JsonObject {
  const facet = "facet" in spec;
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
  const { title, panels } = spec["usermeta"] as { readonly title?: string; panels?: number };
  const width = facet && panels !== 1 ? panel : full;
  return {
    ...(unlimited(withWidth(spec, width)) as JsonObject),
    ...(facet ? { columns: 2 } : {}),
    ...(title ? titled(title, spec["title"]) : {}),
    datasets,
    config,
  } as unknown as JsonObject;
}

const titleSize = 14;

/**
 * The title over the figure, in lines; what the specification itself has as its title (the name of an
 * axis that depends on what is chosen) follows below it.
 */
function titled(title: string, own: Json | undefined): JsonObject {
  const lines = [""];
  for (const word of title.split(/\s+/)) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (textWidth(longer, titleSize, { bold: true, italic: false }) > full && lines.at(-1) !== "")
      lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  const text = own !== undefined && isObject(own) ? own["text"] : undefined;
  return {
    title: {
      text: lines,
      anchor: "start",
      frame: "bounds",
      fontSize: titleSize,
      fontWeight: "bold",
      offset: 12,
      ...(text === undefined ? {} : { subtitle: text, subtitlePadding: 6 }),
    },
  };
}

/** Nothing is cut: the figure grows with its longest word. */
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
