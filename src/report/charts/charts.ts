/**
 * The Vega-Lite specifications in reports/charts, as reports/README.md explains them: each binds
 * data by name and says in `usermeta` what to look for and what it needs.
 */
import { UserError } from "../../error.js";
import { readWhole } from "../../files.js";
import { packageRoot } from "../../package.js";

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export interface Needs {
  /** At least so many distinct values of a column of the chart's data. */
  readonly [column: string]: number;
}

export interface Chart {
  readonly id: string;
  readonly spec: JsonObject;
  /** One line under the title. */
  readonly look: string;
  readonly needs: Needs;
  /** The data set of the whole chart: without it there is no chart. */
  readonly main: string;
  /** All data sets that it binds; a layer or view without its data is left out. */
  readonly data: readonly string[];
  /** Statistics that its filters name, if it binds `levels`. */
  readonly statistics: readonly string[];
  /** Those of them that some networks alone have: nothing is said where they are not there. */
  readonly optional: readonly string[];
}

/** Charts under one heading. */
export interface Topic {
  readonly id: string;
  readonly title: string;
  readonly charts: readonly Chart[];
}

export interface Section extends Topic {
  /** What the contents call it. */
  readonly contents: string;
  readonly part: Part;
  /** What is folded away below its main chart. */
  readonly topics: readonly Topic[];
  /** Scripts of its own in reports/, without their ending: only a page that has the section has them. */
  readonly script: readonly string[];
}

/** front: the first screen; chapter: one main chart, the rest folded; appendix: topics alone. */
const parts = ["front", "chapter", "section", "appendix"] as const;
export type Part = (typeof parts)[number];

/** The folder of specifications, template and style. */
export const reportsFolder = `${packageRoot}reports/`;

/** Sections in the order of reports/sections.json, with the charts that they and their topics list. */
export function readSections(folder = reportsFolder): Section[] {
  const path = `${folder}sections.json`;
  const sections = readJson(path);
  if (!Array.isArray(sections)) throw new UserError(`${path}: expected a list of sections`);
  return sections.map((section: Json) => readSection(section, folder, path));
}

function readSection(section: Json, folder: string, path: string): Section {
  const own = readTopic(section, folder, path);
  const { contents, part, script, topics } = section as JsonObject;
  const found = parts.find((one) => one === (part ?? "section"));
  if (!found)
    throw new UserError(
      `${path}: section "${own.id}": expected part to be one of ${parts.join(", ")}, found ${JSON.stringify(part)}`,
    );
  return {
    ...own,
    contents: typeof contents === "string" ? contents : own.title,
    part: found,
    topics: Array.isArray(topics)
      ? topics.map((topic: Json) => readTopic(topic, folder, path))
      : [],
    script: [script ?? []].flat().filter((name) => typeof name === "string"),
  };
}

function readTopic(topic: Json, folder: string, path: string): Topic {
  const { id, title, charts } = isObject(topic) ? topic : {};
  if (typeof id !== "string" || typeof title !== "string" || !Array.isArray(charts))
    throw new UserError(
      `${path}: expected id, title and charts of each section and topic, found ${JSON.stringify(topic)?.slice(0, 80)}`,
    );
  return {
    id,
    title,
    charts: charts.map((chart: Json) => readChart(`${folder}charts/${chart}.json`, String(chart))),
  };
}

/** All charts of sections and their topics, each once. */
export function chartsOf(sections: readonly Section[]): Chart[] {
  const all = sections.flatMap(({ charts, topics }) => [
    ...charts,
    ...topics.flatMap((topic) => topic.charts),
  ]);
  return [...new Map(all.map((chart) => [chart.id, chart])).values()];
}

/** @throws UserError for a file that is not JSON. */
export function readJson(path: string): Json {
  try {
    return JSON.parse(readWhole(path).toString()) as Json;
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${path}: expected JSON: ${(error as Error).message}`);
  }
}

function readChart(path: string, id: string): Chart {
  const spec = readJson(path);
  if (!isObject(spec)) throw new UserError(`${path}: expected a Vega-Lite specification`);
  const meta = spec["usermeta"];
  if (!isObject(meta ?? null) || typeof (meta as JsonObject)["look"] !== "string")
    throw new UserError(`${path}: expected usermeta.look, one line on what to look for`);
  const [main] = dataName(spec["data"]);
  if (main === undefined) throw new UserError(`${path}: expected data.name, the chart's data set`);
  const objects = [...walk(spec)];
  const statistics = objects.flatMap(({ field, equal, oneOf }) =>
    field === "statistic" ? ([equal ?? [], oneOf ?? []].flat() as string[]) : [],
  );
  return {
    id,
    spec,
    look: String((meta as JsonObject)["look"]),
    needs: ((meta as JsonObject)["needs"] ?? {}) as unknown as Needs,
    main,
    data: [...new Set(objects.flatMap(({ data }) => dataName(data)))],
    statistics: [...new Set(statistics)],
    optional: ((meta as JsonObject)["optional"] ?? []) as string[],
  };
}

export function dataName(data: Json | undefined): string[] {
  return data !== undefined && isObject(data) && typeof data["name"] === "string"
    ? [data["name"]]
    : [];
}

export function isObject(value: Json): value is JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** Every object in a JSON value, outermost first. */
export function* walk(value: Json): Generator<JsonObject> {
  if (isObject(value)) yield value;
  if (value !== null && typeof value === "object")
    for (const inner of Object.values(value)) yield* walk(inner as Json);
}
