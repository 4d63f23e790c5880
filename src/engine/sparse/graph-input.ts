/** The images of a session of a graph of layers: read into planes, panel by panel, in any order. */
import type { Images } from "../../data/dataset.js";
import { area } from "../../geometry.js";
import { packInputs } from "./dense-images.js";
import type { Context } from "./graph-context.js";
import { UNIT } from "./layer-memory.js";
import { packImages } from "./lit-images.js";
import { LANES } from "./parameters.js";
import type { Pass } from "./passes.js";
import type { Planes } from "./planes.js";
import { areBytes } from "./session.js";

export function graphInput({ arena, kernels, network, values, channels }: Context, images: Images) {
  const planes = values[0]!;
  const positions = area(planes.image);
  const used = Uint32Array.from({ length: images.width }, (_, p) => p).filter(
    (p) => channels.used[0]![Math.floor(p / positions)],
  );
  const packed = areBytes(images, network)
    ? packImages(kernels, arena, images, used)
    : packInputs(arena, images, network.normalise, used);
  const places = arena.place(used.map((p) => offsetOf(planes, p)));
  const order = arena.allocate(4 * images.count);
  let start = order;
  const pass: Pass = {
    panel(panel, lanes) {
      const x = planes.at(panel);
      for (let c = 0; c < planes.image.channels; c++)
        kernels.fillRows(planes.rows, planes.length, 0, x + c * planes.plane, planes.row);
      const own = start + 4 * LANES * panel;
      if (packed.values)
        kernels.spreadValuesInPlanes(lanes, own, packed.entries, packed.values, places, x);
      else kernels.spreadPlanes(lanes, own, packed.entries, packed.first, places, x);
    },
  };
  return {
    pass,
    labels: packed.labels,
    /** Addresses of the numbers of the images that are worked from now on. */
    start(first: number): void {
      start = order + 4 * first;
    },
    setOrder(numbers: Uint32Array): void {
      arena.integers(order, images.count).set(numbers);
    },
    order,
  };
}

function offsetOf({ image, row, plane }: Planes, value: number): number {
  const column = value % image.width;
  const r = ((value - column) / image.width) % image.height;
  return Math.floor(value / area(image)) * plane + r * row + column * UNIT;
}
