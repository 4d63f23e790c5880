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
  "convolution",
] as const;

const sessionFields = [
  "layers",
  "layer",
  "chunk",
  "classes",
  "entries",
  "first",
  "values",
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

/** In the order of assembly/convolution.ts and assembly/pool.ts. */
const convolutionFields = [
  "forward",
  "backward",
  "tiledForward",
  "tiledGradient",
  "tiledBackward",
  "pool",
  "y",
  "yPlane",
  "yRow",
  "yCorner",
  "z",
  "zPlane",
  "zRow",
  "d",
  "dPlane",
  "dRow",
  "dCorner",
  "height",
  "width",
  "pixels",
  "clear",
  "clearBytes",
] as const;

const sweepFields = [
  "planes",
  "table",
  "index",
  "order",
  "weight",
  "edges",
  "inRow",
  "inColumn",
  "outRow",
  "outColumn",
] as const;

/** In the order of assembly/convolve-back.ts. */
const backFields = [
  "count",
  "planes",
  "index",
  "weight",
  "order",
  "folds",
  "add",
  "dRow",
  "outRow",
  "outColumn",
  "height",
  "width",
  "xRow",
  "xColumn",
  "lanes",
  "factor",
  "shift",
  "mean",
  "sums",
  "ahead",
  "far",
] as const;

const poolFields = [
  "kind",
  "rows",
  "columns",
  "down",
  "right",
  "height",
  "width",
  "overlap",
] as const;

/** In the order of assembly/tiled.ts. */
const tiledFields = [
  "sources",
  "targets",
  "read",
  "readRow",
  "corner",
  "written",
  "writtenRow",
  "height",
  "width",
  "places",
  "kernels",
  "kernelStep",
  "tiles",
  "v",
  "vStep",
  "m",
  "mStep",
  "sums",
  "sumStep",
] as const;

/** Meanings in assembly/layer.ts. */
export type LayerDescriptor = Record<(typeof layerFields)[number], number>;
export type SessionDescriptor = Record<(typeof sessionFields)[number], number>;
/** Meanings in assembly/convolution.ts and assembly/pool.ts. */
export type ConvolutionDescriptor = Record<(typeof convolutionFields)[number], number>;
export type SweepDescriptor = Record<(typeof sweepFields)[number], number>;
/** Meanings in assembly/convolve-back.ts. */
export type BackDescriptor = Record<(typeof backFields)[number], number>;
export type PoolDescriptor = Record<(typeof poolFields)[number], number>;
/** Meanings in assembly/tiled.ts. */
export type TiledDescriptor = Record<(typeof tiledFields)[number], number>;

/** Writes the layers' descriptors one after another; returns the address of the first. */
export function writeLayers(arena: Arena, layers: readonly LayerDescriptor[]): number {
  return arena.place(
    Uint32Array.from(layers.flatMap((layer) => layerFields.map((field) => layer[field]))),
  );
}

export function writeSession(arena: Arena, session: SessionDescriptor): number {
  return write(arena, sessionFields, session);
}

export function writeConvolution(arena: Arena, convolution: ConvolutionDescriptor): number {
  return write(arena, convolutionFields, convolution);
}

export function writeSweep(arena: Arena, sweep: SweepDescriptor): number {
  return write(arena, sweepFields, sweep);
}

export function writeBack(arena: Arena, back: BackDescriptor): number {
  return write(arena, backFields, back);
}

export function writePool(arena: Arena, pool: PoolDescriptor): number {
  return write(arena, poolFields, pool);
}

export function writeTiled(arena: Arena, tiled: TiledDescriptor): number {
  return write(arena, tiledFields, tiled);
}

function write<Field extends string>(
  arena: Arena,
  fields: readonly Field[],
  values: Readonly<Record<Field, number>>,
): number {
  return arena.place(Uint32Array.from(fields, (field) => values[field]));
}
