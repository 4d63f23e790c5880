/**
 * The values of the images of a session of a graph of layers: how they lie in memory, and how a panel's are read into
 * planes.
 */
import type { Images } from "../../data/dataset.js";
import { area } from "../../geometry.js";
import { packInputs } from "./dense-images.js";
import type { Context } from "./graph-context.js";
import { UNIT } from "./layer-memory.js";
import { type Planes, runsOf } from "./planes.js";
import { areBytes } from "./session.js";

/** Reads so many images, whose numbers lie at `order`, into the planes at `x`. */
export type ReadImages = (images: number, order: number, x: number) => void;

export function graphImages(context: Context, images: Images): ReadImages {
  return areBytes(images, context.network)
    ? readBytes(context, images)
    : readValues(context, images);
}

/** Bytes as they are, and after the last image one that is dark. */
function readBytes(
  { arena, kernels, values }: Context,
  { pixels, count, width }: Images,
): ReadImages {
  const planes = values[0]!;
  const { channels, height, width: columns } = planes.image;
  // without margins all values are one row: of inputs that are no images each would be a plane
  const isWhole = runsOf(planes).length === 1;
  const bytes = arena.allocate((count + 1) * width);
  arena.bytes(bytes, count * width).set(pixels.subarray(0, count * width));
  return (images, order, x) =>
    kernels.spreadBytes(
      images,
      order,
      bytes,
      width,
      count,
      isWhole ? 1 : channels,
      isWhole ? 1 : height,
      isWhole ? width : columns,
      x,
      planes.row,
      planes.plane,
    );
}

/** Numbers of the channels that are worked. */
function readValues(
  { arena, kernels, network, values, channels }: Context,
  images: Images,
): ReadImages {
  const planes = values[0]!;
  const positions = area(planes.image);
  const used = Uint32Array.from({ length: images.width }, (_, p) => p).filter(
    (p) => channels.used[0]![Math.floor(p / positions)],
  );
  const { entries } = packInputs(arena, images, network.normalise, used);
  const places = arena.place(used.map((p) => offsetOf(planes, p)));
  return (images, order, x) => {
    for (let c = 0; c < planes.image.channels; c++)
      kernels.fillRows(planes.rows, planes.length, 0, x + c * planes.plane, planes.row);
    kernels.spreadValuesInPlanes(images, order, entries, used.length, places, x);
  };
}

function offsetOf({ image, row, plane }: Planes, value: number): number {
  const column = value % image.width;
  const r = ((value - column) / image.width) % image.height;
  return Math.floor(value / area(image)) * plane + r * row + column * UNIT;
}
