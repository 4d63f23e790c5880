/** One network has one colour in all charts, one criterion one shape; legends name what is drawn. */
import { dataName, isObject, type Json, type JsonObject } from "../charts/charts.js";
import type { Data } from "../charts/needs.js";
import type { Entry } from "./entries.js";

const fields = ["network", "criterion"] as const;
type Field = (typeof fields)[number];

/** A legend of more names than a line holds; on a narrow page the theme wraps shorter ones. */
const wrapped = (names: number) => (names > 6 ? { columns: 5 } : {});

export function withSharedScales(
  spec: JsonObject,
  entries: readonly Entry[],
  data: Data,
): JsonObject {
  const [main] = dataName(spec["data"]);
  const rows = data[main ?? ""];
  const distinct = (values: readonly unknown[]) => [...new Set(values)] as string[];
  const all: Readonly<Record<Field, readonly string[]>> = {
    network: distinct(entries.map(({ network }) => network)),
    criterion: distinct(entries.map(({ series }) => series.criterion)).sort(),
  };
  const shared = (channel: JsonObject): JsonObject => {
    const field = fields.find((name) => channel["field"] === name);
    if (!field || !isObject(channel["scale"] ?? null)) return channel;
    const drawn = new Set(typeof rows === "object" ? rows.map((row) => row[field]) : []);
    const values = all[field].filter((name) => drawn.has(name));
    const scale = { ...(channel["scale"] as JsonObject), domain: all[field] };
    if (channel["legend"] === null) return { ...channel, scale };
    return {
      ...channel,
      scale,
      legend: { ...(channel["legend"] as JsonObject), values, ...wrapped(values.length) },
    };
  };
  const visit = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(visit);
    if (!isObject(value)) return value;
    const inner = Object.entries(value).map(([key, child]) => [key, visit(child)]);
    return shared(Object.fromEntries(inner) as JsonObject);
  };
  return visit(spec) as JsonObject;
}
