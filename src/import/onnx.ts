/** A network from an ONNX graph, operator by operator; what no network here can compute is refused by name. */
import { UserError } from "../error.js";
import type { OnnxGraph } from "../formats/onnx.js";
import { some } from "../formats/some.js";
import type { Image } from "../layers.js";
import type { Architecture } from "./architecture.js";
import { checkHidden, naming } from "./complete.js";
import type { FoundNetwork } from "./found.js";
import { OnnxLayers } from "./onnx-layers.js";
import { operators } from "./onnx-operators.js";
import { chainOf, refuse } from "./onnx-walk.js";

/**
 * @param architecture may state what the graph leaves out: a normalisation before it.
 * @throws UserError by the node that is not read, or where the architecture says something else.
 */
export function layersOfGraph(
  path: string,
  graph: OnnxGraph,
  architecture: Architecture,
): FoundNetwork {
  if (architecture.convolutions ?? architecture.order ?? architecture.epsilon)
    throw new UserError(
      `${path}: an ONNX graph says what its layers are; leave "convolutions", "order" and "epsilon" out of the architecture`,
    );
  const network = new OnnxLayers(path, imageOf(graph, architecture));
  const steps = chainOf(path, graph);
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
