/** Fits a specification to the data: the values of its selectors, the number of its panels. */
import type { Rows, Value } from "../rows.js";
import { type Chart, dataName, isObject, type Json, type JsonObject } from "./charts.js";

/** What the reader can choose in a chart by a parameter of this name, and what is chosen first. */
export interface Choice {
  readonly options: readonly Value[];
  /** What the reader sees instead of the options. */
  readonly labels?: readonly string[];
  readonly value: Value;
}

/** The specification without the layers and views that bind a data set in `empty`. */
export function withoutEmpty(spec: JsonObject, empty: ReadonlySet<string>): JsonObject {
  const kept = (part: Json): boolean =>
    !isObject(part) || !dataName(part["data"]).some((name) => empty.has(name));
  const prune = (part: Json): Json => (isObject(part) ? withoutEmpty(part, empty) : part);
  return Object.fromEntries(
    Object.entries(spec).map(([key, value]) => {
      if (!["layer", "vconcat", "hconcat", "concat", "spec"].includes(key)) return [key, value];
      return [key, Array.isArray(value) ? value.filter(kept).map(prune) : prune(value)];
    }),
  );
}

/**
 * The specification with the options of the parameters that `choices` names (a selector of one
 * option is left out) and, in `usermeta.panels`, the number of panels of a wrapped facet.
 */
export function bindChart(
  { spec, statistics }: Chart,
  rows: Rows,
  choices: Readonly<Record<string, Choice>>,
  linked: ReadonlySet<string> = none,
): JsonObject {
  const params = (spec["params"] ?? []) as readonly JsonObject[];
  const facet = spec["facet"] ?? null;
  const field = isObject(facet) ? facet["field"] : undefined;
  const shown = statistics.length === 0 ? rows : rows.filter((r) => isOneOf(statistics, r));
  const panels =
    typeof field === "string" && field in (rows[0] ?? {})
      ? { panels: new Set(shown.map((r) => r[field])).size }
      : {};
  const options = params.flatMap(({ name }): [string, Json][] =>
    linked.has(String(name))
      ? [[String(name), (choices[String(name)]?.options ?? []) as Json]]
      : [],
  );
  return {
    ...spec,
    ...(params.length > 0
      ? { params: params.map((param) => bindParam(param, choices, linked)) }
      : {}),
    usermeta: {
      ...(spec["usermeta"] as JsonObject),
      ...panels,
      ...(statistics.length > 0 ? { statistics } : {}),
      ...(options.length > 0 ? { options: Object.fromEntries(options) } : {}),
    },
  };
}

/** Channels that have legends. */
const legendary = ["color", "shape", "strokeDash", "fill", "stroke"];

/**
 * Without legends of one item: they tell nothing apart.
 * @param rowsOf all rows of every data set, by name.
 */
export function withoutSingleLegends(spec: JsonObject, rowsOf: (name: string) => Rows): JsonObject {
  const items = channelValues(spec, rowsOf);
  return withChannels(spec, "", (channel, definition) =>
    typeof definition["field"] === "string" && (items.get(channel)?.size ?? 2) < 2
      ? { ...definition, legend: null }
      : definition,
  );
}

/**
 * The values of each channel that has a field. Layers share their scales, so that what all data of a chart have
 * in a channel counts; of data without a name they are not known, and the channel is left out.
 * @param keyOf under which name values are gathered: one for each channel.
 */
export function channelValues(
  spec: JsonObject,
  rowsOf: (name: string) => Rows,
  keyOf = (channel: string, _field: string) => channel,
): ReadonlyMap<string, ReadonlySet<Value>> {
  const items = new Map<string, Set<Value>>();
  const unknown = new Set<string>();
  withChannels(spec, "", (channel, definition, name) => {
    const { field } = definition;
    if (typeof field !== "string") return definition;
    const key = keyOf(channel, field);
    if (name === "") unknown.add(key);
    const found = items.get(key) ?? new Set();
    for (const row of name === "" ? [] : rowsOf(name)) found.add(row[field] ?? null);
    items.set(key, found);
    return definition;
  });
  for (const key of unknown) items.delete(key);
  return items;
}

/** The specification with every channel that may have a legend replaced. @param inherited data's name. */
export function withChannels(
  spec: JsonObject,
  inherited: string,
  replace: (channel: string, definition: JsonObject, data: string) => JsonObject,
): JsonObject {
  const [name = inherited] = dataName(spec["data"]);
  const channels = (encoding: JsonObject) =>
    Object.fromEntries(
      Object.entries(encoding).map(([channel, definition]) => [
        channel,
        legendary.includes(channel) && isObject(definition)
          ? replace(channel, definition, name)
          : definition,
      ]),
    );
  const inner = (part: Json) => (isObject(part) ? withChannels(part, name, replace) : part);
  return Object.fromEntries(
    Object.entries(spec).map(([key, value]): [string, Json] => {
      if (key === "encoding" && isObject(value)) return [key, channels(value)];
      if (!["layer", "vconcat", "hconcat", "concat", "spec"].includes(key)) return [key, value];
      return [key, Array.isArray(value) ? value.map(inner) : inner(value)];
    }),
  );
}

/** What the bar over the page chooses in all charts: no chart has a selector of its own for it. */
export const linkedByBar: ReadonlySet<string> = new Set(["series", "at_width", "control"]);
const none: ReadonlySet<string> = new Set();

function isOneOf(statistics: readonly string[], row: Rows[number]): boolean {
  return statistics.some((statistic) => row["statistic"] === statistic);
}

function bindParam(
  param: JsonObject,
  choices: Readonly<Record<string, Choice>>,
  linked: ReadonlySet<string>,
): JsonObject {
  const choice = choices[String(param["name"])];
  const bind = param["bind"] ?? null;
  if (linked.has(String(param["name"]))) {
    const { bind: _, ...constant } = param;
    return choice ? { ...constant, value: choice.value } : constant;
  }
  if (!choice) return param;
  if (!isObject(bind)) return { ...param, value: choice.value };
  const { bind: _, ...constant } = param;
  if (choice.options.length < 2) return { ...constant, value: choice.value };
  const { options, labels, value } = choice;
  const named = labels ? { labels } : {};
  return { ...param, value, bind: { ...bind, options: options as Json, ...named } };
}
