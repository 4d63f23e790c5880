/** The layer that each operator is, or what it does to what flows. https://onnx.ai/onnx/operators */
import type { Flow } from "./flow.js";
import type { GraphBuilder } from "./graph-builder.js";
import { activationOperators } from "./onnx-activations.js";
import { flatten, reshape, squeeze, transpose, unsqueeze } from "./onnx-dimensions.js";
import { batchNormalisation, layerNormalisation } from "./onnx-normalisations.js";
import { globalAverage, globalMaximum, mean, pad, pool } from "./onnx-pooling.js";
import type { Sizes } from "./onnx-shapes.js";
import { add, arithmetic, concatenate, divide, multiply } from "./onnx-sums.js";
import type { Joint } from "./onnx-walk.js";
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
  ...activationOperators,
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
  ["Mul", multiply],
  ["Div", divide],
  ["Concat", concatenate],
  ["Identity", nothing],
  ["Cast", nothing],
  ["Dropout", nothing],
  ["Softmax", end],
  ["LogSoftmax", end],
]);

/** At the end: networks here give logits. */
function end(builder: GraphBuilder, joint: Joint): Flow {
  const { node } = joint;
  builder.note(
    `node "${node.name}" (${node.op}) at the end is left out: networks here give logits`,
  );
  return { ...builder.only(joint), ended: node.name };
}
