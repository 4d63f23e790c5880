import { grouped, rowStarts } from "../../grouped.js";
import type { Arena } from "./arena.js";
import type { LayerDescriptor } from "./descriptors.js";
import { blockPlaces, blockSize, LANES } from "./parameters.js";
import type { LayerPlan } from "./plan.js";

/** Bytes of one unit's values in a panel; see assembly/panel.ts. */
export const UNIT = 4 * LANES;

const blocks = (units: number) => Math.ceil(units / LANES);

/** Where a layer's share of the parameters begins: addresses. */
export interface Addresses {
  readonly weight: number;
  readonly gradient: number;
  readonly bias: number;
  readonly biasGradient: number;
}

/** Lays out one fully connected layer: its edges in the orders that its products read, and its panels. */
export function layerMemory(
  arena: Arena,
  layer: LayerPlan,
  addresses: Addresses,
  below: LayerDescriptor | undefined,
  lit: boolean,
): LayerDescriptor {
  const sources = layer.sources.length;
  const targets = layer.targets.length;
  // the first layer's blocks of 32 targets are transposed whole
  const panel = () => arena.allocate(blocks(targets) * LANES * UNIT);
  return {
    sources,
    targets,
    edges: layer.edges.length,
    lit: lit ? 1 : 0,
    ...addresses,
    biasLanes: arena.allocate(16 * (targets + 3)),
    ...(lit
      ? litEdges(arena, layer)
      : isFull(layer)
        ? allEdges(arena, layer)
        : sparseEdges(arena, layer)),
    x: below?.y ?? arena.allocate(lit ? 0 : sources * UNIT),
    y: panel(),
    d: panel(),
    convolution: 0,
  };
}

function sparseEdges(arena: Arena, layer: LayerPlan) {
  const { edges, source, target } = layer;
  const order = grouped(target, layer.targets.length);
  return {
    lanes: arena.allocate(16 * (edges.length + 3)),
    bySource: arena.place(rowStarts(source, layer.sources.length)),
    target: placeOffsets(arena, target),
    byTarget: arena.place(rowStarts(target, layer.targets.length)),
    source: placeOffsets(arena, source, order),
    order: arena.place(order),
    targetWeight: arena.allocate(4 * edges.length),
    mask: 0,
  };
}

/** Byte offsets of units in a panel, in the given order of the edges. */
function placeOffsets(arena: Arena, unit: Uint32Array, order?: Uint32Array): number {
  const start = arena.allocate(4 * unit.length);
  const offsets = arena.integers(start, unit.length);
  for (let i = 0; i < unit.length; i++) offsets[i] = unit[order ? order[i]! : i]! * UNIT;
  return start;
}

/** Every pair of units has an edge: nothing is listed. */
function isFull({ edges, sources, targets }: LayerPlan): boolean {
  return edges.length === sources.length * targets.length;
}

function allEdges(arena: Arena, { edges }: LayerPlan) {
  return {
    lanes: arena.allocate(16 * (edges.length + 3)),
    bySource: 0,
    target: 0,
    byTarget: 0,
    source: 0,
    order: 0,
    targetWeight: arena.allocate(4 * edges.length),
    mask: 0,
  };
}

function litEdges(arena: Arena, layer: LayerPlan) {
  return {
    lanes: 0,
    bySource: 0,
    target: 0,
    byTarget: 0,
    source: 0,
    order: 0,
    targetWeight: 0,
    mask: mask(arena, layer),
  };
}

/** All ones at the edges' places; no mask where every pair of units has an edge. */
function mask(arena: Arena, layer: LayerPlan): number {
  if (isFull(layer)) return 0;
  const size = blockSize(layer);
  const start = arena.allocate(4 * size);
  const bits = arena.integers(start, size);
  for (const place of blockPlaces(layer)) bits[place] = 0xffffffff;
  return start;
}
