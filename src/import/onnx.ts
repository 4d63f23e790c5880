/** A network from an ONNX graph, operator by operator; what no network here can compute is refused by name. */
import { UserError } from "../error.js";
import type { OnnxGraph } from "../formats/onnx.js";
import { some } from "../formats/some.js";
import type { Image } from "../geometry.js";
import type { Architecture } from "./architecture.js";
import { checkHidden, naming } from "./complete.js";
import type { FoundNetwork } from "./found.js";
import { layerGraphOfOnnx } from "./onnx-graph.js";
import { OnnxLayers } from "./onnx-layers.js";
import { operators } from "./onnx-operators.js";
import { isChain, jointsOf, refuse, type Step, stepOf } from "./onnx-walk.js";

/**
 * @param architecture may state what the graph leaves out: a normalisation before it.
 * @throws UserError by the node that is not read, or where the architecture says something else.
 */
export function layersOfGraph(
  path: string,
  graph: OnnxGraph,
  architecture: Architecture,
): FoundNetwork {
  const { convolutions, order, epsilon, layers } = architecture;
  if (convolutions ?? order ?? epsilon ?? layers)
    throw new UserError(
      `${path}: an ONNX graph says what its layers are; leave "layers", "convolutions", "order" and "epsilon" out of the architecture`,
    );
  const image = imageOf(graph, architecture);
  const joints = jointsOf(path, graph);
  if (!isChain(graph, joints)) return layerGraphOfOnnx(path, graph, joints, image, architecture);
  try {
    return chain(path, joints.map(stepOf), image, architecture);
  } catch (error) {
    // what stands in a line may still be no chain of ours: groups, or a normalisation behind a ReLU
    if (!(error instanceof UserError) || !image) throw error;
    return otherwise(error, () => layerGraphOfOnnx(path, graph, joints, image, architecture));
  }
}

/** @throws UserError the first, where the second way fails too. */
function otherwise<T>(first: UserError, second: () => T): T {
  try {
    return second();
  } catch (error) {
    throw error instanceof UserError ? first : error;
  }
}

function chain(
  path: string,
  steps: readonly Step[],
  image: Image | undefined,
  architecture: Architecture,
): FoundNetwork {
  const network = new OnnxLayers(path, image);
  for (const step of steps) {
    const operator = operators.get(step.node.op);
    if (!operator)
      refuse(
        path,
        step.node,
        `expected operators of ${some([...operators.keys()], operators.size)}, which alone can be read`,
      );
    naming(path, () => operator(network, step));
  }
  const found = network.finished(architecture.normalise);
  checkHidden(path, found.layers.slice(found.convolutions.length), architecture);
  return found;
}

/** What the graph, or else the architecture, says of an image: [batch, channels, height, width]. */
function imageOf({ inputs }: OnnxGraph, { input }: Architecture): Image | undefined {
  const [, channels, height, width] = inputs[0]?.shape ?? [];
  if (inputs[0]?.shape.length === 4 && channels && height && width)
    return { channels, height, width };
  const vectors = inputs[0]?.shape.length === 2;
  return input && !vectors ? { channels: 1, ...input } : undefined;
}
