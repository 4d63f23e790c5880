/** Architectures that are graphs of layers, as an experiment states them and with every default filled in. */
import { checkDenseShape } from "../check-shape.js";
import { UserError } from "../error.js";
import { area, type Image } from "../geometry.js";
import { type LayerGraph, resolveLayers } from "../layer-graph.js";
import { checkNamed, layerGraph, located, namedLayers } from "../layer-settings.js";
import { shapeOfGraph } from "../layers.js";
import { layersIn, shippedShape, shippedShapes } from "../shapes.js";
import type { Experiment, Layered } from "./experiment.js";
import { knownClasses } from "./known-image.js";
import { resolvedFrom } from "./own-files.js";

/** A list, a shape of ours by its name, or a file; and factors on what is repeated in it. */
interface Stated {
  readonly name: string;
  readonly layers: unknown;
  readonly depths?: readonly number[];
}

/** One for each depth. */
export function filledLayers(path: string, { name, layers, depths }: Stated): Layered[] {
  const where = `${path}: architecture "${name}"`;
  const [source, written] = typeof layers === "string" ? found(path, where, layers) : ["", layers];
  const at = source === "" ? where : `${where}: ${source}`;
  if (!depths) return [{ name, layers: namedLayers(at, written) }];
  if (!JSON.stringify(written).includes('"repeat"'))
    throw new UserError(
      `${at}: expected layers with a repeat, which depths are factors on, found none; leave depths out`,
    );
  return depths.map((depth) => ({
    name: `${name}-d${depth}`,
    layers: namedLayers(at, written, depth),
  }));
}

/** Where layers are written, and what is written there. */
function found(path: string, where: string, stated: string): [source: string, layers: unknown] {
  const shipped = shippedShapes();
  if (shipped.includes(stated)) return [stated, shippedShape(stated)];
  if (!stated.endsWith(".json"))
    throw new UserError(
      `${where}: expected layers to be a list of them, a file .json of such a list, or one of ${shipped.join(", ")}, found "${stated}"`,
    );
  const file = resolvedFrom(path, stated);
  return [file, located(where, () => layersIn(file))];
}

/**
 * What can be told before anything is trained: all of it where the images are known, else how layers hang
 * together.
 * @throws UserError naming the architecture, the width and the layer.
 */
export function checkLayered(
  path: string,
  { name, layers }: Layered,
  width: number,
  image: Image | undefined,
  experiment: Experiment,
): void {
  const where = `${path}: architecture "${name}"`;
  if (!image) {
    checkNamed(where, layers);
    return;
  }
  const at = `${where} at width ${width}`;
  const graph = layerGraph(at, layers, image, knownClasses(experiment.dataset), width);
  const shape = shapeOfGraph(graph);
  if (shape.units.length < 3)
    throw new UserError(
      `${at}: expected two layers with weights or more, found ${shape.units.length - 1}: hidden units are the network's size`,
    );
  checkDenseShape(at, shape);
  checkBatches(at, graph, experiment);
}

/** A batch of one image gives a channel of one position nothing to take a variance of. */
function checkBatches(at: string, graph: LayerGraph, { dataset, training }: Experiment): void {
  const rest = dataset.train % training.batch;
  if (training.batch > 1 && rest !== 1) return;
  const lone = resolveLayers(graph).find(
    (own) =>
      own.layer.kind === "batch-normalisation" && own.layer.frozen !== true && area(own) === 1,
  );
  if (lone)
    throw new UserError(
      `${at}: layer ${lone.layer.name}: expected two or more values of a channel to normalise over, found one in a batch of one image: ${dataset.train} in batches of ${training.batch}; choose another batch`,
    );
}
