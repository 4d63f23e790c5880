/** One mask that was made elsewhere: which weights of the dense network survive. */
import { readOneOf } from "../arrow/read.js";
import { UserError } from "../error.js";
import { readWhole } from "../files.js";
import { numbersOf, readNpy } from "../formats/npy.js";
import { readZip } from "../formats/zip.js";
import { groupsOf, joins, type Layer, layerWeights, taps } from "../geometry.js";
import { layersOf, type Shape } from "../layers.js";
import type { Network } from "../network.js";

export interface Mask {
  /** A byte for each weight of the dense network, layer by layer: 1 if it survives. */
  readonly layers: readonly Uint8Array[];
  /** Surviving weights. */
  readonly count: number;
  /** What was left out or guessed. */
  readonly notes: readonly string[];
}

/** Where a weight lies in its layer of a mask. */
export function placeOf(layer: Layer, source: number, target: number, tap: number): number {
  const own = layer.targets / groupsOf(layer);
  return (source * own + (target % own)) * taps(layer) + tap;
}

function hasWeight(layer: Layer, source: number, target: number, tap: number): boolean {
  return (
    source < layer.sources &&
    target < layer.targets &&
    tap < taps(layer) &&
    joins(layer, source, target)
  );
}

/** Calls `visit` with each row of a network that the mask keeps. */
export function eachKept(mask: Mask, network: Network, visit: (row: number) => void): void {
  const layers = layersOf(network);
  for (let e = 0; e < network.layer.length; e++) {
    const l = network.layer[e]!;
    const at = placeOf(layers[l]!, network.source[e]!, network.target[e]!, network.tap[e]!);
    if (mask.layers[l]![at]) visit(e);
  }
}

/** @throws UserError for a file of another kind, or one that does not fit the network. */
export function readMask(path: string, shape: Shape): Mask {
  return path.endsWith(".npz") ? readTensors(path, shape) : readEdges(path, shape);
}

function readEdges(path: string, shape: Shape): Mask {
  const table = readOneOf(path, ["mask", "network"]);
  const layers = layersOf(shape);
  const masks = layers.map((layer) => new Uint8Array(layerWeights(layer)));
  const [l, s, t] = [table.uint8("layer"), table.uint32("source"), table.uint32("target")];
  const tap = table.has("tap") ? table.uint16("tap") : new Uint16Array(table.rows);
  const foreign = !table.metadata.has("pcrit.table"); // one of ours may be trained to 0
  const weight = foreign && table.has("weight") ? table.float32("weight") : undefined;
  let count = 0;
  let zeros = 0;
  for (let row = 0; row < table.rows; row++) {
    const layer = layers[l[row]!];
    if (!layer || !hasWeight(layer, s[row]!, t[row]!, tap[row]!))
      throw new UserError(
        `${path}: expected edges of a network of ${shape.units.join("-")} units, found layer ${l[row]}, ${s[row]} -> ${t[row]}, tap ${tap[row]} in row ${row}`,
      );
    const at = placeOf(layer, s[row]!, t[row]!, tap[row]!);
    if (masks[l[row]!]![at]) throw new UserError(`${path}: the edge in row ${row} occurs twice`);
    if (weight?.[row] === 0) zeros++;
    else {
      masks[l[row]!]![at] = 1;
      count++;
    }
  }
  const notes =
    zeros > 0 ? [`${path}: ${zeros} of ${table.rows} weights are 0 and count as pruned`] : [];
  return { layers: masks, count, notes };
}

/** Tensors of weights or of masks, as PyTorch has them: [outputs, inputs], or [.., .., rows, columns]. */
function readTensors(path: string, shape: Shape): Mask {
  const entries = [...readZip(path, readWhole(path))].map(([file, entry]) => {
    const where = `${path}: ${file}`;
    const array = readNpy(where, entry.read());
    return { name: file.replace(/\.npy$/, ""), where, array };
  });
  const tensors = entries.filter(({ array }) => array.shape.length > 1);
  const layers = layersOf(shape);
  const names = tensors.map(({ name, array }) => `${name} [${array.shape.join(", ")}]`);
  if (tensors.length !== layers.length)
    throw new UserError(
      `${path}: expected ${layers.length} tensors of weights, one a layer, found ${tensors.length}${names.length > 0 ? `: ${names.join(", ")}` : ""}`,
    );
  let count = 0;
  const masks = layers.map((layer, l) => {
    const { name, where, array } = tensors[l]!;
    checkShape(path, name, array.shape, layer, l);
    const values = numbersOf(where, array);
    return fromTensor(where, layer, values, () => count++);
  });
  const left = entries.filter((entry) => !tensors.includes(entry)).map(({ name }) => name);
  const order = tensors.map(({ name }) => name).join(", ");
  return {
    layers: masks,
    count,
    notes: [
      `${path}: the layers are taken in the order of the file: ${order}`,
      ...(left.length > 0 ? [`${path}: left out, as they are no weights: ${left.join(", ")}`] : []),
    ],
  };
}

function checkShape(
  path: string,
  name: string,
  found: readonly number[],
  layer: Layer,
  l: number,
): void {
  const kernel = layer.kind === "full" ? [] : [layer.kernel.height, layer.kernel.width];
  const wanted = [layer.targets, layer.sources / groupsOf(layer), ...kernel];
  if (found.length === wanted.length && found.every((n, i) => n === wanted[i])) return;
  const turned = found.length === 2 && found[0] === wanted[1] && found[1] === wanted[0];
  throw new UserError(
    `${path}: expected ${name} to be [${wanted.join(", ")}], outputs first, as layer ${l} is, found [${found.join(", ")}]${turned ? "; transpose it" : ""}`,
  );
}

function fromTensor(
  where: string,
  layer: Layer,
  values: ArrayLike<number>,
  onKept: () => void,
): Uint8Array {
  const mask = new Uint8Array(layerWeights(layer));
  const window = taps(layer);
  let at = 0;
  for (let t = 0; t < layer.targets; t++)
    for (let s = 0; s < layer.sources; s++)
      for (let tap = 0; tap < window && joins(layer, s, t); tap++, at++) {
        if (Number.isNaN(values[at]))
          throw new UserError(`${where}: expected numbers, found NaN at place ${at}`);
        if (values[at] === 0) continue;
        mask[placeOf(layer, s, t, tap)] = 1;
        onKept();
      }
  return mask;
}
