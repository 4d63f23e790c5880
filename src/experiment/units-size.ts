/** How large the graph `units` of a dense network is: what a plan refuses, and expects to take time and memory. */
import { child } from "../child.js";
import { UserError } from "../error.js";
import type { Image } from "../geometry.js";
import { unitsSize } from "../graph/size.js";
import { layerGraph, located } from "../layer-settings.js";
import { type Shape, shapeFor, shapeOfGraph } from "../layers.js";
import { mostEdges } from "../limits.js";
import { type DenseCell, denseCells } from "./cells.js";
import type { Architecture, Experiment } from "./experiment.js";
import { scaledConvolutions, scaledHidden } from "./scale.js";

type Size = ReturnType<typeof unitsSize>;
type Form = Pick<DenseCell, "architecture" | "scale" | "image" | "imported">;

/** Cells of one architecture share them. */
const found = new WeakMap<Architecture, Map<string, Size | undefined>>();

/** Undefined where nobody can tell, and of chains of fully connected layers, which have one graph. */
export function sizeInUnits(dense: Form): Size | undefined {
  const known = found.get(dense.architecture) ?? new Map<string, Size | undefined>();
  found.set(dense.architecture, known);
  return child(known, JSON.stringify([dense.scale, dense.image]), () => {
    try {
      return counted(dense);
    } catch (error) {
      if (error instanceof UserError) return undefined;
      throw error;
    }
  });
}

function counted(dense: Form): Size | undefined {
  const shape = shapeIn(dense);
  return shape?.graph || shape?.convolutions ? unitsSize(shape) : undefined;
}

/** Of ten classes where the layers do not say how many. */
function shapeIn({ architecture, scale, image, imported }: Form): Shape | undefined {
  if (imported) return imported.file.shape;
  if (!image) return undefined;
  if ("layers" in architecture)
    return shapeOfGraph(layerGraph("layers", architecture.layers, image, CLASSES, scale));
  const { hidden, convolutions = [] } = architecture;
  const values = image.channels * image.height * image.width;
  return shapeFor(
    values,
    CLASSES,
    scaledHidden(hidden, scale),
    scaledConvolutions(convolutions, scale),
    image,
  );
}

const CLASSES = 10;

/**
 * @param image what is known of the images of networks that are trained.
 * @throws UserError where values are to be nodes, and there are more of them, or of edges, than can be held.
 */
export function checkUnits(path: string, experiment: Experiment, image: Image | undefined): void {
  if (experiment.graph !== "units") return;
  for (const { architecture, width, scale, seed, imported } of denseCells(experiment)) {
    if (seed !== 0) continue;
    const where = `${path}: architecture "${architecture.name}" at width ${width}`;
    const form = { architecture, scale, ...(image && { image }), ...(imported && { imported }) };
    const { edges } = located(where, () => counted(form)) ?? { edges: 0 };
    if (edges > mostEdges)
      throw new UserError(
        `${where}: expected a graph of at most ${mostEdges} edges, found ${edges} between values at their positions; measure "graph": "channels", or a narrower network`,
      );
  }
}
