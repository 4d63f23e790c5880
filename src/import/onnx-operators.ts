/** The layer that each operator is, or what it does to what flows. https://onnx.ai/onnx/operators */
import type { Flow } from "./flow.js";
import type { GraphBuilder } from "./graph-builder.js";
import { flatten, reshape, squeeze, transpose, unsqueeze } from "./onnx-dimensions.js";
import { batchNormalisation, layerNormalisation } from "./onnx-normalisations.js";
import { globalAverage, globalMaximum, mean, pad, pool } from "./onnx-pooling.js";
import type { Sizes } from "./onnx-shapes.js";
import { add, arithmetic, concatenate, divide } from "./onnx-sums.js";
import { type Joint, number, refuse } from "./onnx-walk.js";
import { convolution, gemm, matMul } from "./onnx-weights.js";

/** @param sizes what was computed from shapes, by name. */
type Operator = (
  builder: GraphBuilder,
  joint: Joint,
  sizes: ReadonlyMap<string, Sizes | undefined>,
) => Flow;

const nothing: Operator = (builder, joint) => builder.only(joint);

export const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["Gemm", gemm],
  ["MatMul", matMul],
  ["Conv", convolution],
  ["BatchNormalization", batchNormalisation],
  ["LayerNormalization", layerNormalisation],
  ["Relu", rectify],
  ["Gelu", gelu],
  ["Clip", clip],
  ["MaxPool", (builder, joint) => pool(builder, joint, "max")],
  ["AveragePool", (builder, joint) => pool(builder, joint, "average")],
  ["GlobalAveragePool", globalAverage],
  ["GlobalMaxPool", globalMaximum],
  ["ReduceMean", mean],
  ["Pad", pad],
  ["Transpose", transpose],
  ["Flatten", flatten],
  ["Reshape", reshape],
  ["Squeeze", squeeze],
  ["Unsqueeze", unsqueeze],
  ["Add", add],
  [
    "Sub",
    (builder, joint) => arithmetic(builder, joint, (c, place) => (place ? [-1, c] : [1, -c])),
  ],
  ["Mul", (builder, joint) => arithmetic(builder, joint, (c) => [c, 0])],
  ["Div", divide],
  ["Concat", concatenate],
  ["Identity", nothing],
  ["Cast", nothing],
  ["Dropout", nothing],
  ["Softmax", end],
  ["LogSoftmax", end],
]);

function rectify(builder: GraphBuilder, joint: Joint): Flow {
  return builder.add(joint, { kind: "relu" }, [builder.only(joint)]);
}

function gelu(builder: GraphBuilder, joint: Joint): Flow {
  const approximate = joint.node.attributes.get("approximate") ?? "none";
  if (approximate !== "none")
    refuse(
      builder.path,
      joint.node,
      `expected GELU itself, found its approximation by ${String(approximate)}`,
    );
  return builder.add(joint, { kind: "gelu" }, [builder.only(joint)]);
}

/** From 0 on without an end: a ReLU. */
function clip(builder: GraphBuilder, joint: Joint): Flow {
  const { node, constants } = joint;
  const from = constants[1]?.data[0] ?? number(node, "min", Number.NEGATIVE_INFINITY);
  const to = constants[2]?.data[0] ?? number(node, "max", Number.POSITIVE_INFINITY);
  const known = [1, 2].every((place) => !node.inputs[place] || constants[place]);
  // exporters write the largest number of 32 bits where there is no end
  if (!known || from !== 0 || to < 3e38)
    refuse(
      builder.path,
      node,
      `expected values cut off below 0 alone, which is a ReLU, found ${known ? `${from} to ${to}` : "computed limits"}${from === 0 && to === 6 ? " (ReLU6)" : ""}; no layer here does that`,
    );
  return rectify(builder, joint);
}

/** At the end: networks here give logits. */
function end(builder: GraphBuilder, joint: Joint): Flow {
  const { node } = joint;
  builder.note(
    `node "${node.name}" (${node.op}) at the end is left out: networks here give logits`,
  );
  return { ...builder.only(joint), ended: node.name };
}
