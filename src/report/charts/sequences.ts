/**
 * Colours of more values than the theme has colours one by one: layers of a deep network, many widths. Repeated they
 * would make two layers one; along a sequence each has its own, in the order of the values.
 */
import type { Rows } from "../rows.js";
import { channelValues, withChannels } from "./bind.js";
import { isObject, type JsonObject, readJson, reportsFolder, walk } from "./charts.js";

const coloured: readonly string[] = ["color", "fill", "stroke"];

/** Kind of field -> the theme's list of colours for it, of which both schemes have equally many. */
const lists: Readonly<Record<string, string>> = { ordinal: "ordinal", nominal: "category" };

/** @param rowsOf all rows of every data set, by name. */
export function withSequences(spec: JsonObject, rowsOf: (name: string) => Rows): JsonObject {
  // Layers whose scales are their own may colour by different fields.
  const values = channelValues(spec, rowsOf, (channel, field) => `${channel} ${field}`);
  return withChannels(spec, "", (channel, definition) => {
    const list = lists[String(definition["type"])];
    const own = definition["scale"];
    if (!coloured.includes(channel) || list === undefined || own === null) return definition;
    const scale = own !== undefined && isObject(own) ? own : {};
    const all = values.get(`${channel} ${definition["field"]}`) ?? [];
    const found = Array.isArray(scale["domain"])
      ? scale["domain"]
      : [...all].filter((value) => value !== null);
    if (found.length <= inList(list) || "range" in scale || "scheme" in scale) return definition;
    const { legend = {} } = definition;
    return {
      ...definition,
      scale: { ...scale, range: "sequence", interpolate: "rgb" },
      legend: isObject(legend) ? { ...legend, columns } : legend,
    };
  });
}

/** Of a legend: numbers of layers fit a narrow page so. */
const columns = 6;

/** Whether some lines are so many that their names would not fit at their ends. */
export function hasSequence(spec: JsonObject): boolean {
  return [...walk(spec)].some(({ range }) => range === "sequence");
}

let lengths: JsonObject | undefined;

function inList(list: string): number {
  lengths ??= (readJson(`${reportsFolder}theme.json`) as { light: { range: JsonObject } }).light
    .range;
  return (lengths[list] as readonly unknown[]).length;
}
