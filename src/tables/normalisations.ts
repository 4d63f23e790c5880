/**
 * The rows of units.arrow that are channels of normalisations: after those of the units, layer by layer,
 * numbered on from the weight layers. Their `bias` is the shift; rows of units have scale 1, mean 0 and
 * variance 1 there, which changes nothing.
 */
import type { Table } from "../arrow/table.js";
import { UserError } from "../error.js";
import { type LayerGraph, normalisationSizes } from "../layer-graph.js";
import type { Network, Normalisations } from "../network.js";

/** The columns of units.arrow with the rows of both. */
export function withNormalisations(
  bias: Float32Array,
  initialBias: Float32Array | undefined,
  { scale, shift, mean, variance }: Normalisations,
) {
  const joined = (units: Float32Array | number, own: Float32Array) => {
    const all = new Float32Array(bias.length + own.length);
    if (typeof units === "number") all.fill(units);
    else all.set(units);
    all.set(own, bias.length);
    return all;
  };
  return {
    bias: joined(bias, shift),
    ...(initialBias && { initial: joined(initialBias, new Float32Array(shift.length)) }),
    scale: joined(1, scale),
    mean: joined(0, mean),
    variance: joined(1, variance),
  };
}

/**
 * Nothing where there is no file: of a network's graph they say nothing, and who evaluates asks for them.
 * @throws UserError where the file lacks rows or columns of theirs, or a variance is negative.
 */
export function readNormalisations(
  path: string,
  graph: LayerGraph,
  table: Table | undefined,
  weightLayers: number,
): Pick<Network, "normalisations"> {
  const sizes = normalisationSizes(graph);
  if (sizes.length === 0 || !table) return {};
  const channels = sizes.reduce((sum, n) => sum + n, 0);
  const lacking = ["scale", "mean", "variance"].find((column) => !table.has(column));
  const begin = table.rows - channels;
  if (lacking !== undefined || begin < 0)
    throw new UserError(
      `${path}: expected ${channels} channels of normalisations, found ${lacking === undefined ? "fewer rows" : `no column "${lacking}"`}`,
    );
  checkOrder(path, table, sizes, begin, weightLayers);
  const of = (column: string) => table.float32(column).slice(begin);
  const variance = of("variance");
  const negative = variance.findIndex((v) => v < 0);
  if (negative >= 0)
    throw new UserError(
      `${path}: expected variances of at least 0, found ${variance[negative]} in row ${begin + negative}`,
    );
  return { normalisations: { scale: of("scale"), shift: of("bias"), mean: of("mean"), variance } };
}

function checkOrder(
  path: string,
  table: Table,
  sizes: readonly number[],
  begin: number,
  weightLayers: number,
): void {
  const layer = table.uint8("layer");
  const unit = table.uint32("unit");
  let row = begin;
  sizes.forEach((count, n) => {
    for (let channel = 0; channel < count; channel++, row++)
      if (layer[row] !== weightLayers + n || unit[row] !== channel)
        throw new UserError(
          `${path}: expected channel ${channel} of layer ${weightLayers + n}, a normalisation, in row ${row}, found ${unit[row]} of layer ${layer[row]}`,
        );
  });
}
