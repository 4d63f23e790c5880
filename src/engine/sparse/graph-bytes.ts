import { UserError } from "../../error.js";
import type { LayerGraph } from "../../layer-graph.js";
import { GradientPlan } from "./gradient-plan.js";
import { allocateValues, homesOf, passingSums } from "./graph-values.js";
import { type Node, nodesOf, waits } from "./nodes.js";
import { LANES } from "./parameters.js";
import { bitBytes } from "./sum.js";
import { scratchBytes } from "./tiles.js";

/** What 32 bits address. */
const LIMIT = 2 ** 32;

/** Images that are worked at a time where no normalisation joins those of a batch. */
const LARGEST_CHUNK = 256;

/** Images of a batch that have to be in memory together; in evaluation, those of one panel. */
export function chunkOf(nodes: readonly Node[], batch: number, learning: boolean): number {
  if (!learning) return LANES;
  const whole = Math.ceil(batch / LANES) * LANES;
  return nodes.some(waits) ? whole : Math.min(LARGEST_CHUNK, whole);
}

/** Bytes that convolutions in tiles share. */
export function tileBytes(nodes: readonly Node[], learning: boolean): number {
  return nodes.reduce(
    (most, node) =>
      node.kind === "convolution" ? Math.max(most, scratchBytes(node.layer, learning)) : most,
    0,
  );
}

const known = new WeakMap<LayerGraph, Map<string, number>>();

/**
 * Bytes that the sparse engine takes for the values of a graph of layers and their gradients, with all its
 * channels, beside images and parameters.
 * @param batch images of a batch. @param learning in training; else in evaluation.
 */
export function graphBytes(graph: LayerGraph, batch: number, learning: boolean): number {
  const own = known.get(graph) ?? new Map<string, number>();
  known.set(graph, own);
  const name = `${batch} ${learning}`;
  const bytes = own.get(name) ?? countBytes(graph, batch, learning);
  own.set(name, bytes);
  return bytes;
}

function countBytes(graph: LayerGraph, batch: number, learning: boolean): number {
  const nodes = nodesOf(graph);
  const homes = homesOf(nodes);
  const panels = chunkOf(nodes, batch, learning) / LANES;
  let bytes = 0;
  const counted = {
    reserve(more: number) {
      bytes += more;
      return 0;
    },
    clearStrips: () => undefined,
  };
  counted.reserve(tileBytes(nodes, learning));
  const values = allocateValues(counted, nodes, homes, passingSums(nodes, homes), panels);
  if (!learning) return bytes;
  for (const node of nodes) counted.reserve(panels * bitBytes(node));
  const all = nodes.map(({ image }) => new Uint8Array(image.channels).fill(1));
  const plan = new GradientPlan(counted, nodes, homes, values, all, panels);
  for (let n = nodes.length - 1; n > 0; n--) plan.pass(n, () => all[n]!);
  return bytes;
}

/** @throws UserError where a batch takes more than there can be. */
export function checkBytes(graph: LayerGraph, batch: number, learning: boolean): void {
  const bytes = graphBytes(graph, batch, learning);
  if (bytes < LIMIT) return;
  const megabytes = (n: number) => Math.ceil(n / 2 ** 20);
  throw new UserError(
    `a batch of ${batch} images: expected at most ${megabytes(LIMIT)} MB for the values of all layers, found ${megabytes(bytes)}; choose a smaller batch, or a narrower network`,
  );
}
