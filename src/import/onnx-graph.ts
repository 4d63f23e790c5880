/** A network from an ONNX graph that is no chain: a named layer an operator, residual connections and all. */
import { UserError } from "../error.js";
import type { OnnxGraph } from "../formats/onnx.js";
import { some } from "../formats/some.js";
import type { Image } from "../geometry.js";
import type { Architecture } from "./architecture.js";
import type { FoundNetwork } from "./found.js";
import { GraphBuilder } from "./graph-builder.js";
import { withGelus } from "./onnx-gelu.js";
import { graphOperators } from "./onnx-graph-operators.js";
import { type Joint, refuse } from "./onnx-walk.js";

/** @throws UserError by the node that is not read. */
export function layerGraphOfOnnx(
  path: string,
  graph: OnnxGraph,
  joints: readonly Joint[],
  input: Image | undefined,
  architecture: Architecture,
): FoundNetwork {
  if (!input)
    throw new UserError(
      `${path}: expected an input of [batch, channels, height, width] of a network that is no chain, found another; state it in --architecture: "input": { "channels": 3, "height": 32, "width": 32 }`,
    );
  const builder = new GraphBuilder(path, graph.inputs[0]!.name, input);
  for (const joint of withGelus(joints)) {
    const operator = graphOperators.get(joint.node.op);
    if (!operator)
      refuse(
        path,
        joint.node,
        `expected operators of ${some([...graphOperators.keys()], graphOperators.size)}, which alone can be read`,
      );
    operator(builder, joint);
  }
  return builder.finished(architecture.normalise);
}
