/** Loss and scores of the outputs of a graph of layers, and their gradients. */
import type { Images } from "../../data/dataset.js";
import type { Context } from "./graph-context.js";
import { none } from "./margins.js";
import { LANES } from "./parameters.js";
import type { Pass } from "./passes.js";
import { allocatePlanes, layoutOf, type Planes } from "./planes.js";
import type { Scores } from "./session.js";

/** @param numbers address of the images' numbers, in their order. @param slopes of the outputs, if asked for. */
export function scoring(
  { arena, kernels, values }: Context,
  images: Images,
  classes: number,
  numbers: number,
  slopes: Planes | undefined,
) {
  const outputs = values.at(-1)!;
  const d = slopes ?? allocatePlanes(arena, layoutOf(outputs.image, none), 1);
  const bytes = 16 + 4 * classes * classes;
  const scores = arena.allocate(bytes);
  const panelLabels = arena.allocate(LANES);
  let start = 0;
  let scale = 1;
  const pass: Pass = {
    panel(panel, used) {
      const order = arena.integers(numbers, images.count);
      const own = arena.bytes(panelLabels, used);
      for (let lane = 0; lane < used; lane++)
        own[lane] = images.labels[order[start + panel * LANES + lane]!]!;
      kernels.crossEntropy(
        classes,
        outputs.at(panel),
        d.at(panel),
        used,
        panelLabels,
        scale,
        scores,
        scores + 16,
      );
    },
  };
  return {
    pass,
    start(first: number): void {
      start = first;
    },
    /** Images of the batch, whose mean the loss is. */
    share(count: number): void {
      scale = 1 / count;
    },
    scores(): Scores {
      const [loss, entropy] = arena.doubles(scores, 2);
      const confusion = arena.integers(scores + 16, classes * classes).slice();
      return { loss: loss!, entropy: entropy!, confusion };
    },
    clear(): void {
      arena.bytes(scores, bytes).fill(0);
    },
  };
}
