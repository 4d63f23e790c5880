/** What was run, in words. */
import { extent } from "../../statistics/extent.js";
import type { Json, JsonObject } from "../charts/charts.js";
import { isObject } from "../charts/charts.js";
import { list, percent } from "../format.js";
import type { Results } from "../inputs/results.js";
import { denseNetworks } from "../inputs/untrained.js";

const small = "no,one,two,three,four,five,six,seven,eight,nine,ten,eleven,twelve".split(",");

/** "four widths", "13 widths", "one width" */
export function spelled(n: number, one: string, many = `${one}s`): string {
  return `${small[n] ?? n} ${n === 1 ? one : many}`;
}

/**
 * For example "A fully connected network (fc4) at four widths, five seeds, trained on glyphs to 95–98 %,
 * pruned in up to 26 steps by magnitude and at random."
 * @param settings the resolved experiment: it alone says what an architecture is.
 */
export function runInWords(results: Results, settings: JsonObject | undefined): string {
  if (results.series.length === 0) return "";
  const words = (name: "architecture" | "criterion" | "dataset" | "pruning") => [
    ...new Set(results.series.map((series) => series[name])),
  ];
  const seeds = results.distinct("seed");
  const steps = results.levels.reduce((most, { level }) => Math.max(most, level), 0);
  const oneShot = words("pruning").every((word) => word === "one-shot");
  const parts = [
    `${networks(words("architecture"), settings)} at ${spelled(results.widths.length, "width")}`,
    ...(seeds > 0 ? [spelled(seeds, "seed")] : []),
    `trained on ${list(words("dataset"))}${reached(results)}`,
    `pruned ${steps > 0 ? `${oneShot ? "at once to" : "in"} up to ${spelled(steps, oneShot ? "density" : "step", oneShot ? "densities" : "steps")} ` : ""}${list(words("criterion").map(howOf))}`,
  ];
  return `${parts.join(", ")}.`;
}

const howOf = (criterion: string) =>
  criterion === "random" ? "at random" : `by ${criterion.replaceAll("-", " ")}`;

function networks(names: readonly string[], settings: JsonObject | undefined): string {
  const described = settings?.["architectures"];
  const all: readonly Json[] = Array.isArray(described) ? described : [];
  const said = names.map((name) => {
    const own = all.find((one) => isObject(one) && one["name"] === name);
    return own && isObject(own) ? `a ${kindOf(own)} network (${name})` : `the network ${name}`;
  });
  const text = list(said);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What its layers make it; those of a network that was trained elsewhere are the file's. */
function kindOf(architecture: JsonObject): string {
  const { from } = architecture;
  const [file] = Array.isArray(from) ? from : [];
  const shape = isObject(file) && isObject(file["shape"]) ? file["shape"] : architecture;
  const graph = isObject(shape["graph"]) ? shape["graph"] : shape;
  if (Array.isArray(graph["layers"])) return kindOfLayers(graph["layers"]);
  const { convolutions } = shape;
  const some = Array.isArray(convolutions) ? convolutions.length > 0 : isObject(convolutions);
  return some ? "convolutional" : "fully connected";
}

function kindOfLayers(layers: readonly Json[]): string {
  const has = (kind: string) => layers.some((layer) => isObject(layer) && layer["kind"] === kind);
  const own = has("convolution") ? "convolutional" : "fully connected";
  return has("add") ? `residual ${own}` : own;
}

/** " to 95–98 %": the least and the most accurate dense network. */
function reached({ topology }: Results): string {
  if (!topology) return "";
  const all = denseNetworks(topology)
    .map(({ accuracy }) => accuracy)
    .filter(Number.isFinite);
  if (all.length === 0) return "";
  const [least, most] = extent(all);
  const [low, high] = [least, most].map((x) => (100 * x).toFixed(0)) as [string, string];
  return ` to ${low === high ? percent(most) : `${low}–${high}\u00a0%`}`;
}
