/**
 * What flows between operators of an ONNX graph: values of a layer, and which of its channels, rows and
 * columns each dimension behind the batch runs over. A dimension is the letters of these, slowest first: c, h,
 * w; what has one value has no letter. Planes are ["c", "h", "w"], a vector of them is ["chw"], tokens of an
 * image are ["hw", "c"]; a vector of units is ["c"].
 */
import { area, type Image, type Zeros } from "../geometry.js";
import type { Affine } from "./fold.js";

export interface Flow extends Image {
  /** The layer whose values it is. */
  readonly layer: string;
  readonly axes: readonly string[];
  /** Whether nothing else reads that layer. */
  readonly alone: boolean;
  /** What happens to inputs before the first layer. */
  readonly before?: Affine;
  /** Zeros put around planes, which the next window counts as its own. */
  readonly zeros?: Zeros;
  /** Nothing may read it: what stands at the end is left out. */
  readonly ended?: string;
}

/** Letters of what has more than one value. */
export function lettersOf(image: Image, axis: string): string {
  return [...axis].filter((letter) => sizeOf(image, letter) > 1).join("");
}

export function axesOf(image: Image, axes: readonly string[]): string[] {
  return axes.map((axis) => lettersOf(image, axis));
}

function sizeOf({ channels, height, width }: Image, axis: string): number {
  const sizes: Readonly<Record<string, number>> = { c: channels, h: height, w: width };
  return [...axis].reduce((size, letter) => size * sizes[letter]!, 1);
}

/** Sizes of the dimensions behind the batch. */
export function dimensionsOf(flow: Flow): number[] {
  return flow.axes.map((axis) => sizeOf(flow, axis));
}

export const PLANES = ["c", "h", "w"] as const;

/** Planes of one row, of convolutions of one dimension. */
export const LINES = ["c", "w"] as const;

export function isLines(flow: Flow): boolean {
  return flow.height === 1 && flow.axes.join() === axesOf(flow, LINES).join();
}

export function isPlanes(flow: Flow): boolean {
  return flow.axes.join() === axesOf(flow, PLANES).join();
}

/** Whether no dimension but this one has more than one value. */
export function isVectorAt({ axes }: Flow, place: number): boolean {
  return axes.every((axis, i) => i === place || axis === "");
}

/** The same values in these dimensions; nothing where they would cut one of ours in two. */
export function regrouped(flow: Flow, sizes: readonly number[]): readonly string[] | undefined {
  const letters = [...flow.axes.join("")];
  const axes = sizes.map((size) => {
    let axis = "";
    while (letters.length > 0 && sizeOf(flow, axis) < size) axis += letters.shift()!;
    return axis;
  });
  const fits = axes.every((axis, i) => sizeOf(flow, axis) === sizes[i]);
  return fits && letters.length === 0 ? axes : undefined;
}

/**
 * How dimensions run behind a layer that makes channels of positions and positions of channels; nothing where
 * they part rows from columns.
 */
export function exchanged(flow: Flow): { image: Image; axes: readonly string[] } | undefined {
  const positions = lettersOf(flow, "hw");
  if (flow.axes.some((axis) => /[hw]/.test(axis) && !axis.includes(positions))) return undefined;
  const image = { channels: area(flow), height: 1, width: flow.channels };
  const axes = flow.axes.map((axis) =>
    axis.replace(/c|[hw]+/g, (letters) => (letters === "c" ? "w" : "c")),
  );
  return { image, axes };
}
