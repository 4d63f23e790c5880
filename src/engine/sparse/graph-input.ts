/** The images of a session of a graph of layers: read into planes, panel by panel, in any order. */
import type { Images } from "../../data/dataset.js";
import type { Context } from "./graph-context.js";
import { graphImages } from "./graph-images.js";
import { LANES } from "./parameters.js";
import type { Pass } from "./passes.js";

export function graphInput(context: Context, images: Images) {
  const { arena, values } = context;
  const planes = values[0]!;
  const read = graphImages(context, images);
  const order = arena.allocate(4 * images.count);
  let start = order;
  const pass: Pass = {
    panel: (panel, lanes) => read(lanes, start + 4 * LANES * panel, planes.at(panel)),
  };
  return {
    pass,
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
