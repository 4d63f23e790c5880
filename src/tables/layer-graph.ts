/** The attribute of network.arrow that says what its layers are where it is no chain. */
import { checkShape } from "../check-shape.js";
import { UserError } from "../error.js";
import type { Image } from "../geometry.js";
import { isObject } from "../json.js";
import { type LayerGraph, unitsOfGraph } from "../layer-graph.js";
import { layerGraph, namedLayers } from "../layer-settings.js";
import { shapeOfGraph } from "../layers.js";

/** The attribute `graph`, as `writeNetwork` puts it; absent of chains. */
export function layerGraphOf(
  path: string,
  units: readonly number[],
  attribute: unknown,
): { graph?: LayerGraph } {
  if (attribute === undefined) return {};
  const graph = readLayerGraph(path, attribute, units.at(-1)!);
  const found = unitsOfGraph(graph);
  if (found.join() !== units.join())
    throw new UserError(
      `${path}: expected layers of ${units.join(", ")} units, as "units" says, found ${found.join(", ")} in "graph"`,
    );
  return { graph };
}

/** The same, of which the outputs alone are known. @throws UserError where it is none, or is too large. */
export function readLayerGraph(path: string, attribute: unknown, classes: number): LayerGraph {
  const { input, layers } = isObject(attribute) ? (attribute as Partial<LayerGraph>) : {};
  if (!isImage(input) || !Array.isArray(layers))
    throw new UserError(
      `${path}: expected the attribute "graph" to hold input ({channels, height, width}) and layers, found ${JSON.stringify(attribute)}`,
    );
  const graph = layerGraph(path, namedLayers(path, layers), input, classes);
  checkShape(path, shapeOfGraph(graph));
  return graph;
}

function isImage(input: unknown): input is Image {
  const sides = ["channels", "height", "width"] as const;
  return (
    isObject(input) &&
    sides.every((side) => Number.isSafeInteger(input[side]) && Number(input[side]) > 0)
  );
}
