/** Shapes of networks that can be held: files, experiments and command lines may claim any. */
import { UserError } from "./error.js";
import { area, type Layer, layerWeights } from "./geometry.js";
import { type LayerGraph, resolveLayers } from "./layer-graph.js";
import { describeShape, layersOf, type Shape } from "./layers.js";
import { mostLayers, mostSparseUnits, mostUnits, mostWeights } from "./limits.js";

/**
 * @param weights that the file has, of which each may bring a unit.
 * @throws UserError for more layers than a file can count, or a layer of more than can be held.
 */
export function checkShape(where: string, shape: Shape, weights = 0): void {
  const hidden = shape.units.length - 2;
  if (hidden > mostLayers - 2)
    throw new UserError(
      `${where}: expected at most ${mostLayers - 2} hidden layers, found ${hidden}`,
    );
  const units = shape.units.reduce((sum, n) => sum + n, 0);
  const allowed = Math.min(weights, mostSparseUnits);
  const more = allowed > mostUnits ? `, or ${allowed} of a network of so many weights` : "";
  const values = shape.graph ? valuesOfGraph(shape.graph) : layersOf(shape).flatMap(valuesOf);
  const most = values.reduce((a, b) => Math.max(a, b), units > allowed ? units : 0);
  if (most > mostUnits)
    throw new UserError(`${where}: expected at most ${mostUnits} units${more}, found ${most}`);
}

/** The same, and that a dense network of this shape can be held. */
export function checkDenseShape(where: string, shape: Shape): void {
  checkShape(where, shape);
  const weights = layersOf(shape).reduce((sum, layer) => sum + layerWeights(layer), 0);
  if (weights > mostWeights)
    throw new UserError(
      `${where}: expected at most ${mostWeights} weights, found ${weights} in layers of ${shape.graph ? shape.units.join("-") : describeShape(shape)}`,
    );
}

function valuesOfGraph(graph: LayerGraph): number[] {
  return resolveLayers(graph).map((layer) => layer.channels * area(layer));
}

function valuesOf(layer: Layer): number[] {
  if (layer.kind === "full") return [];
  return [layer.sources * area(layer.input), layer.targets * area(layer.output)];
}
