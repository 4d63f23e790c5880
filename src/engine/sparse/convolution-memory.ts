/** Lays out a convolution: its planes with the margins of zeros that its kernels read. */

import { area, type Convolution, type Plane, type Steps, windowOf } from "../../layers.js";
import type { Arena } from "./arena.js";
import { type LayerDescriptor, writeConvolution, writePool, writeSweep } from "./descriptors.js";
import { type Addresses, UNIT } from "./layer-memory.js";
import type { LayerPlan } from "./plan.js";
import { backwardSweep, forwardSweep } from "./sweeps.js";

/** Planes of several channels, one after another; row and plane in bytes. */
interface Planes {
  /** Address of the first position within the margins. */
  readonly origin: number;
  readonly row: number;
  readonly plane: number;
  /** All of it, with margins: address and bytes. */
  readonly start: number;
  readonly bytes: number;
}

/** Zeros around a plane. */
interface Margins {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

const none: Margins = { top: 0, left: 0, bottom: 0, right: 0 };

/**
 * Within margins, odd numbers of positions: rows or planes that lie a power of two apart share few lines of the
 * nearest cache, where the taps of a target drive each other out. Without margins, no position is between others:
 * a fully connected layer reads them as its units.
 */
function spaced(positions: number, { top, left, bottom, right }: Margins): number {
  return top + left + bottom + right > 0 ? positions | 1 : positions;
}

function rowBytes(zeros: Margins, width: number): number {
  return spaced(zeros.left + width + zeros.right, zeros) * UNIT;
}

function planeBytes(zeros: Margins, height: number, row: number): number {
  return spaced(((zeros.top + height + zeros.bottom) * row) / UNIT, zeros) * UNIT;
}

function planes(arena: Arena, channels: number, { height, width }: Plane, zeros: Margins): Planes {
  const row = rowBytes(zeros, width);
  const plane = planeBytes(zeros, height, row);
  const start = arena.allocate(channels * plane);
  const origin = start + zeros.top * row + zeros.left * UNIT;
  return { origin, row, plane, start, bytes: channels * plane };
}

/** Windows that slide over a plane: a kernel, or a pooling. */
interface Sliding extends Plane {
  readonly stride: Steps;
  readonly top: number;
  readonly left: number;
}

/** What windows read around their input. */
function margins({ height, width, stride, top, left }: Sliding, input: Plane, output: Plane) {
  const after = (outputs: number, step: number, window: number, before: number, inputs: number) =>
    Math.max(0, (outputs - 1) * step + window - before - inputs);
  return {
    top,
    left,
    bottom: after(output.height, stride.down, height, top, input.height),
    right: after(output.width, stride.right, width, left, input.width),
  };
}

/** What the kernel reads around its input. */
function inputMargins({ kernel, stride, top, left, input, output }: Convolution): Margins {
  return margins({ ...kernel, stride, top, left }, input, output);
}

/** What the pooling reads around the outputs. */
function poolMargins(own: Convolution): Margins {
  return margins(windowOf(own), own.output, own.pooled);
}

function largest(a: Margins, b: Margins): Margins {
  return {
    top: Math.max(a.top, b.top),
    left: Math.max(a.left, b.left),
    bottom: Math.max(a.bottom, b.bottom),
    right: Math.max(a.right, b.right),
  };
}

/** What the transposed kernel reads around the gradients of the outputs. */
function gradientMargins({ top, left, kernel, stride, input, output }: Convolution): Margins {
  const before = (window: number, step: number, zeros: number) =>
    Math.max(0, Math.floor((window - 1 - zeros) / step));
  const after = (inputs: number, step: number, outputs: number, zeros: number) =>
    Math.max(0, Math.floor((inputs - 1 + zeros) / step) - (outputs - 1));
  return {
    top: before(kernel.height, stride.down, top),
    left: before(kernel.width, stride.right, left),
    bottom: after(input.height, stride.down, output.height, top),
    right: after(input.width, stride.right, output.width, left),
  };
}

/**
 * @param below the layer below, undefined for the first. @param above the convolution above, if the
 * next layer is one: outputs are laid out as it reads them.
 */
export function convolutionMemory(
  arena: Arena,
  layer: LayerPlan,
  own: Convolution,
  addresses: Addresses,
  below: LayerDescriptor | undefined,
  above: Convolution | undefined,
): LayerDescriptor {
  const sources = layer.sources.length;
  const targets = layer.targets.length;
  const zeros = inputMargins(own);
  const xRow = rowBytes(zeros, own.input.width);
  const xPlane = planeBytes(zeros, own.input.height, xRow);
  const x = below ? undefined : planes(arena, sources, own.input, zeros);
  const z = planes(arena, targets, own.pooled, above ? inputMargins(above) : none);
  const around = poolMargins(own);
  const y = own.pool ? planes(arena, targets, own.output, around) : z;
  const d = below
    ? planes(arena, targets, own.output, largest(around, gradientMargins(own)))
    : planes(arena, 1, own.output, around);
  const corner = (row: number) => around.top * row + around.left * UNIT;
  return {
    sources,
    targets,
    edges: layer.edges.length,
    lit: 0,
    ...addresses,
    lanes: arena.allocate(16 * (layer.edges.length + 3)),
    biasLanes: arena.allocate(16 * (targets + 3)),
    bySource: 0,
    target: 0,
    byTarget: 0,
    source: 0,
    order: 0,
    targetWeight: 0,
    mask: 0,
    x: x?.origin ?? below!.y,
    y: z.origin,
    d: planes(arena, targets, own.pooled, none).origin,
    convolution: writeConvolution(arena, {
      forward: writeSweep(arena, forwardSweep(arena, layer, own, { xRow, xPlane }, y)),
      backward: below ? writeSweep(arena, backwardSweep(arena, layer, own, d)) : 0,
      pool: writePool(arena, window(own)),
      y: y.origin,
      yPlane: y.plane,
      yRow: y.row,
      yCorner: corner(y.row),
      z: z.origin,
      zPlane: z.plane,
      zRow: z.row,
      d: d.origin,
      dPlane: below ? d.plane : 0,
      dRow: d.row,
      dCorner: corner(d.row),
      height: own.output.height,
      width: own.output.width,
      pixels: x ? arena.place(pixelOffsets(sources, own.input, x)) : 0,
      clear: x?.start ?? 0,
      clearBytes: x?.bytes ?? 0,
    }),
  };
}

/** Without pooling, windows of one position. */
function window(own: Convolution) {
  const { kind, height, width, stride } = windowOf(own);
  return {
    kind: own.pool ? (kind === "max" ? 1 : 2) : 0,
    rows: height,
    columns: width,
    down: stride.down,
    right: stride.right,
    height: own.pooled.height,
    width: own.pooled.width,
    overlap: stride.down < height || stride.right < width ? 1 : 0,
  };
}

/** Offset of each value of the input planes. */
function pixelOffsets(channels: number, input: Plane, x: Planes): Uint32Array {
  return Uint32Array.from({ length: channels * area(input) }, (_, p) => {
    const column = p % input.width;
    const row = ((p - column) / input.width) % input.height;
    return Math.floor(p / area(input)) * x.plane + row * x.row + column * UNIT;
  });
}
