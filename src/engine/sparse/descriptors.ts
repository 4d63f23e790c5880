import type { Arena } from "./arena.js";

/** Fields of the descriptors in memory, in the order of assembly/layer.ts; 32 bits each. */
const layerFields = [
  "sources",
  "targets",
  "edges",
  "lit",
  "weight",
  "gradient",
  "lanes",
  "bias",
  "biasGradient",
  "biasLanes",
  "bySource",
  "target",
  "byTarget",
  "source",
  "order",
  "targetWeight",
  "mask",
  "x",
  "y",
  "d",
] as const;

const sessionFields = [
  "layers",
  "layer",
  "chunk",
  "classes",
  "entries",
  "first",
  "labels",
  "scores",
  "panelLabels",
  "begin",
  "index",
  "value",
  "counts",
  "indexByPixel",
  "valueByPixel",
  "rows",
] as const;

/** Meanings in assembly/layer.ts. */
export type LayerDescriptor = Record<(typeof layerFields)[number], number>;
export type SessionDescriptor = Record<(typeof sessionFields)[number], number>;

/** Writes the layers' descriptors one after another; returns the address of the first. */
export function writeLayers(arena: Arena, layers: readonly LayerDescriptor[]): number {
  return arena.place(
    Uint32Array.from(layers.flatMap((layer) => layerFields.map((field) => layer[field]))),
  );
}

export function writeSession(arena: Arena, session: SessionDescriptor): number {
  return arena.place(Uint32Array.from(sessionFields, (field) => session[field]));
}
