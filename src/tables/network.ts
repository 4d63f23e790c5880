/** Networks as Arrow files: network.arrow (edges) and units.arrow (biases). */
import { readTable } from "../arrow/read.js";
import type { Provenance, Table } from "../arrow/table.js";
import { encodeTable, writeTable } from "../arrow/write.js";
import { checkShape } from "../check-shape.js";
import { UserError } from "../error.js";
import { writeWhole } from "../files.js";
import { joins, taps } from "../geometry.js";
import { grouped, groupedFurther } from "../grouped.js";
import { normalisationSizes } from "../layer-graph.js";
import { describeShape, layersOf, type Shape } from "../layers.js";
import { mostEdges } from "../limits.js";
import { formOf, type Network, selectEdges, shapeOf } from "../network.js";
import { convolutionsOf } from "./convolutions.js";
import { layerGraphOf } from "./layer-graph.js";
import { readNormalisations, withNormalisations } from "./normalisations.js";
import { normaliseOf } from "./normalise.js";

/** A network with the tables that it was read from. */
export interface NetworkFiles {
  readonly network: Network;
  readonly edges: Table;
  readonly biases: Table | undefined;
  /** What was guessed of another program's file, for its user to check. */
  readonly notes: readonly string[];
}

/**
 * Reads a network. Without units.arrow all biases are zero. In files of other programs weights of 0 are
 * masked ones, not surviving.
 * @param given units of each layer, for a file that does not say them: a unit without edges counts too.
 * @throws UserError where nobody says them, an index lies outside its layer or an edge comes twice.
 */
export function readNetwork(
  path: string,
  unitsPath?: string,
  given?: readonly number[],
): NetworkFiles {
  const edges = readTable(path, "network");
  if (edges.rows > mostEdges)
    throw new UserError(`${path}: expected at most ${mostEdges} weights, found ${edges.rows}`);
  const layer = edges.uint8("layer");
  const source = edges.uint32("source");
  const target = edges.uint32("target");
  const weight = edges.float32("weight");
  const tap = edges.has("tap") ? edges.uint16("tap") : new Uint16Array(edges.rows);
  const stated = unitsOf(path, edges.attribute("units"), given);
  const units = stated ?? refuse(path, { layer, source, target });
  const shape = shapeOf({
    units,
    ...convolutionsOf(path, units, edges.attribute("convolutions")),
    ...layerGraphOf(path, units, edges.attribute("graph")),
  });
  checkShape(path, shape, edges.rows);
  checkEdges(path, shape, { layer, source, target, tap });
  const biases = unitsPath === undefined ? undefined : readTable(unitsPath, "units");
  const network: Network = {
    ...shape,
    layer,
    source,
    target,
    tap,
    weight,
    ...(knowsInitial(edges) && { initial: edges.float32("initial") }),
    ...readBiases(unitsPath ?? path, shape, biases, knowsInitial(edges)),
    ...normaliseOf(path, shape, edges.attribute("normalise")),
  };
  const { survivors, notes } = withoutZeros(path, inTableOrder(path, network), edges);
  return { network: survivors, edges, biases, notes };
}

/** Until version 0.3 a column of other weights stood for unknown ones, and an attribute said so. */
function knowsInitial(edges: Table): boolean {
  return edges.has("initial") && edges.attribute("initial") !== "unknown";
}

/** Other programs keep masked weights as zeros; ours leave them out, and may train one to be 0. */
function withoutZeros(path: string, network: Network, edges: Table) {
  const notes: string[] = [];
  if (edges.metadata.has("pcrit.table")) return { survivors: network, notes };
  const zeros = network.weight.reduce((n, w) => n + (w === 0 ? 1 : 0), 0);
  if (zeros === 0) return { survivors: network, notes };
  notes.push(
    `${path}: ${zeros} of ${network.weight.length} weights are 0 and count as pruned, not as surviving`,
  );
  const rows = new Uint32Array(network.weight.length - zeros);
  for (let e = 0, next = 0; e < network.weight.length; e++)
    if (network.weight[e] !== 0) rows[next++] = e;
  return { survivors: selectEdges(network, rows), notes };
}

/** Units of each layer: the file's, else those given. @throws UserError where they differ. */
function unitsOf(
  path: string,
  attribute: unknown,
  given: readonly number[] | undefined,
): readonly number[] | undefined {
  if (given !== undefined && given.length < 2)
    throw new UserError(
      `${path}: expected at least two layers, inputs first, as --units-per-layer, found ${given.join(",")}`,
    );
  if (attribute === undefined) return given;
  const stated = statedUnits(path, attribute);
  if (given !== undefined && given.join() !== stated.join())
    throw new UserError(
      `${path}: expected layers of ${given.join(",")} units, as --units-per-layer says, found ${stated.join(",")} in its metadata; leave the option out`,
    );
  return stated;
}

/** Layers in a message. */
const mostNamed = 20;

/** Sizes are never guessed: a unit without edges, at the end of its layer, leaves no trace. */
function refuse(
  path: string,
  { layer, source, target }: Pick<Network, "layer" | "source" | "target">,
): never {
  const least: number[] = [];
  const cover = (l: number, unit: number) => {
    least[l] = Math.max(least[l] ?? 0, unit + 1);
  };
  for (let e = 0; e < layer.length; e++) {
    cover(layer[e]!, source[e]!);
    cover(layer[e]! + 1, target[e]!);
  }
  checkShape(path, { units: Array.from(least, (n) => n ?? 1) }, layer.length);
  const words = Array.from(least.slice(0, mostNamed), (n) => n ?? "?").join(",");
  const more = least.length > mostNamed ? ",…" : "";
  const suggestion =
    least.length === 0
      ? "it has no edges"
      : `its edges' highest indices suggest ${words}${more} or more`;
  throw new UserError(
    `${path}: expected the units of each layer, in its metadata or by --units-per-layer, inputs first, found neither; ${suggestion}`,
  );
}

function statedUnits(path: string, attribute: unknown): number[] {
  const whole = (n: unknown) => Number.isSafeInteger(n) && Number(n) > 0;
  if (Array.isArray(attribute) && attribute.length > 1 && attribute.every(whole)) return attribute;
  throw new UserError(
    `${path}: expected the attribute "units" to be a list of the units of each layer, found ${JSON.stringify(attribute)}`,
  );
}

function checkEdges(
  path: string,
  shape: Shape,
  { layer, source, target, tap }: Pick<Network, "layer" | "source" | "target" | "tap">,
): void {
  const layers = layersOf(shape);
  for (let e = 0; e < layer.length; e++) {
    const l = layer[e]!;
    const own = layers[l];
    if (
      own &&
      source[e]! < own.sources &&
      target[e]! < own.targets &&
      tap[e]! < taps(own) &&
      joins(own, source[e]!, target[e]!)
    )
      continue;
    const place = own?.kind === "convolution" ? `, tap ${tap[e]}` : "";
    throw new UserError(
      `${path}: expected edges within layers of ${describeUnits(shape)} units, found layer ${l}, ${source[e]} -> ${target[e]}${place} in row ${e}`,
    );
  }
}

function describeUnits(shape: Shape): string {
  return shape.convolutions || shape.graph ? describeShape(shape) : shape.units.join(", ");
}

/** Rows by layer, source, target, tap: by the last first, as each sorting keeps the order before. O(E). */
function orderOf({ layer, source, target, tap }: Network): Uint32Array {
  const count = (values: Uint32Array) => 1 + values.reduce((most, v) => Math.max(most, v), 0);
  const byTarget = groupedFurther(grouped(tap, 1 << 16), target, count(target));
  return groupedFurther(groupedFurther(byTarget, source, count(source)), layer, 1 << 8);
}

/** Sorted by (layer, source, target, tap), without doubles; our own files already are. */
function inTableOrder(path: string, network: Network): Network {
  const { layer, source, target, tap } = network;
  const compare = (a: number, b: number) =>
    layer[a]! - layer[b]! ||
    source[a]! - source[b]! ||
    target[a]! - target[b]! ||
    tap[a]! - tap[b]!;
  let sorted = true;
  for (let e = 1; e < layer.length && sorted; e++) sorted = compare(e - 1, e) < 0;
  if (sorted) return network;
  const order = orderOf(network);
  const twice = order.findIndex((e, i) => i > 0 && compare(order[i - 1]!, e) === 0);
  if (twice >= 0) throw new UserError(`${path}: the edge in row ${order[twice]} occurs twice`);
  return selectEdges(network, order);
}

function readBiases(
  path: string,
  { units, graph }: Shape,
  table: Table | undefined,
  knowsInitial: boolean,
): Pick<Network, "bias" | "initialBias" | "normalisations"> {
  const offsets = [0];
  for (const n of units.slice(1)) offsets.push(offsets.at(-1)! + n);
  const bias = new Float32Array(offsets.at(-1)!);
  const initialBias = new Float32Array(bias.length);
  const own = graph ? readNormalisations(path, graph, table, units.length - 1) : {};
  const biases = { bias, ...(knowsInitial && { initialBias }), ...own };
  if (!table) return biases;
  const rows = table.rows - (own.normalisations?.scale.length ?? 0);
  if (rows !== bias.length)
    throw new UserError(
      `${path}: expected ${bias.length} biases for layers of ${units.join(", ")} units, found ${rows}`,
    );
  const layer = table.uint8("layer");
  const unit = table.uint32("unit");
  const value = table.float32("bias");
  const initial = table.has("initial") ? table.float32("initial") : value;
  for (let row = 0; row < rows; row++) {
    if (!(unit[row]! < (units[layer[row]! + 1] ?? 0)))
      throw new UserError(`${path}: no unit ${unit[row]} in layer ${layer[row]} (row ${row})`);
    bias[offsets[layer[row]!]! + unit[row]!] = value[row]!;
    initialBias[offsets[layer[row]!]! + unit[row]!] = initial[row]!;
  }
  return biases;
}

/** Writes network.arrow; the attributes `units`, `convolutions`, `graph` and `normalise` say what the edges cannot. */
export function writeNetwork(path: string, network: Network, provenance: Provenance): void {
  writeTable(path, "network", columnsOf(network), withForm(network, provenance));
}

/** The bytes of network.arrow; `path` is for messages. */
export function encodeNetwork(path: string, network: Network, provenance: Provenance): Uint8Array {
  return encodeTable(path, "network", columnsOf(network), withForm(network, provenance));
}

function columnsOf({ layer, source, target, tap, weight, initial }: Network) {
  return { layer, source, target, tap, weight, ...(initial && { initial }) };
}

function withForm(network: Network, provenance: Provenance): Provenance {
  return { ...provenance, attributes: { ...provenance.attributes, ...formOf(network) } };
}

/** Writes units.arrow. */
export function writeUnits(path: string, network: Network, provenance: Provenance): void {
  writeWhole(path, encodeUnits(path, network, provenance));
}

/** The bytes of units.arrow: units, then the channels of normalisations, if any. */
export function encodeUnits(path: string, network: Network, provenance: Provenance): Uint8Array {
  const { bias, initialBias, normalisations } = network;
  const units = network.units.slice(1);
  const sizes = [...units, ...(network.graph ? normalisationSizes(network.graph) : [])];
  const rows = sizes.reduce((sum, n) => sum + n, 0);
  const layer = new Uint8Array(rows);
  const unit = new Uint32Array(rows);
  let row = 0;
  sizes.forEach((count, l) => {
    for (let u = 0; u < count; u++, row++) {
      layer[row] = l;
      unit[row] = u;
    }
  });
  const columns = normalisations
    ? withNormalisations(bias, initialBias, normalisations)
    : { bias, ...(initialBias && { initial: initialBias }) };
  return encodeTable(path, "units", { layer, unit, ...columns }, withForm(network, provenance));
}
