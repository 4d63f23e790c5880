/** Lays out a convolution: its planes with the margins of zeros that its kernels read. */

import { area, type Convolution, type Plane, windowOf } from "../../geometry.js";
import type { Arena } from "./arena.js";
import { type LayerDescriptor, writeConvolution, writePool, writeSweep } from "./descriptors.js";
import { type Addresses, UNIT } from "./layer-memory.js";
import {
  gradientMargins,
  inputMargins,
  largest,
  type Margins,
  none,
  planeBytes,
  poolMargins,
  rowBytes,
} from "./margins.js";
import type { LayerPlan } from "./plan.js";
import { backwardSweep, forwardSweep, type Steps } from "./sweeps.js";
import { backwards, forwards, isTiled, tiled } from "./tiles.js";

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

function planes(arena: Arena, channels: number, { height, width }: Plane, zeros: Margins): Planes {
  const row = rowBytes(zeros, width);
  const plane = planeBytes(zeros, height, row);
  const start = arena.allocate(channels * plane);
  const origin = start + zeros.top * row + zeros.left * UNIT;
  return { origin, row, plane, start, bytes: channels * plane };
}

/**
 * @param below the layer below, undefined for the first. @param above the convolution above, if the
 * next layer is one: outputs are laid out as it reads them. @param scratch address of what tiles take.
 */
export function convolutionMemory(
  arena: Arena,
  layer: LayerPlan,
  own: Convolution,
  addresses: Addresses,
  below: LayerDescriptor | undefined,
  above: Convolution | undefined,
  scratch: number,
): LayerDescriptor {
  const sources = layer.sources.length;
  const targets = layer.targets.length;
  const zeros = inputMargins(own);
  const row = rowBytes(zeros, own.input.width);
  const plane = planeBytes(zeros, own.input.height, row);
  const x = below ? undefined : planes(arena, sources, own.input, zeros);
  const z = planes(arena, targets, own.pooled, above ? inputMargins(above) : none);
  const around = poolMargins(own);
  const y = own.pool ? planes(arena, targets, own.output, around) : z;
  const edges = layer.edges.length;
  const inTiles = isTiled("products", own, edges, sources, targets, own.output);
  const learnsInTiles = isTiled("gradients", own, edges, sources, targets, own.output);
  const backInTiles = isTiled("products", own, edges, targets, sources, own.input);
  const d = below
    ? planes(arena, targets, own.output, largest(around, gradientMargins(own)))
    : planes(arena, learnsInTiles ? targets : 1, own.output, around);
  const read = { row, plane };
  const out = contiguous(own.input);
  const bias = (t: number) => addresses.bias + 4 * t;
  const nothing = arena.allocate(4);
  const corner = (row: number) => around.top * row + around.left * UNIT;
  return {
    sources,
    targets,
    edges,
    lit: 0,
    ...addresses,
    lanes: arena.allocate(16 * (edges + 3)),
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
      forward:
        inTiles && learnsInTiles
          ? 0
          : writeSweep(arena, forwardSweep(arena, layer, targets, own, read, y)),
      backward:
        below && !backInTiles
          ? writeSweep(arena, backwardSweep(arena, layer, sources, own, d, out))
          : 0,
      tiledForward: inTiles
        ? tiled(
            arena,
            scratch,
            forwards(layer, own),
            read,
            { ...all(targets, y), bias },
            "products",
          )
        : 0,
      tiledGradient: learnsInTiles
        ? tiled(
            arena,
            scratch,
            forwards(layer, own),
            read,
            { ...all(targets, d), bias },
            "gradients",
          )
        : 0,
      tiledBackward:
        below && backInTiles
          ? tiled(
              arena,
              scratch,
              backwards(layer, own),
              d,
              { ...all(sources, out), bias: () => nothing },
              "products",
            )
          : 0,
      pool: writePool(arena, window(own)),
      y: y.origin,
      yPlane: y.plane,
      yRow: y.row,
      yCorner: corner(y.row),
      z: z.origin,
      zPlane: z.plane,
      zRow: z.row,
      d: d.origin,
      dPlane: below || learnsInTiles ? d.plane : 0,
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

/** All channels of some planes. */
function all(channels: number, steps: Steps) {
  return { channels: Array.from({ length: channels }, (_, c) => c), steps };
}

/** Planes without margins. */
function contiguous({ height, width }: Plane) {
  return { row: width * UNIT, plane: height * width * UNIT };
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
