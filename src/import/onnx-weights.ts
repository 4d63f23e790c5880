/** Operators with weights: convolutions and products with matrices. */
import type { NamedTensor } from "../formats/tensor.js";
import { area } from "../geometry.js";
import { type Flow, isVectorAt, LINES, lettersOf, PLANES } from "./flow.js";
import type { GraphBuilder } from "./graph-builder.js";
import { transposed } from "./onnx-constants.js";
import { calledAs, channelsAt, moduleOf, perChannel, words } from "./onnx-reading.js";
import { type Joint, list, number, refuse } from "./onnx-walk.js";
import { kernelSettings, lifted, pairOf, planesOf } from "./onnx-windows.js";

/** A constant of so many dimensions. @throws UserError where there is none at this place. */
function constant(
  { path }: GraphBuilder,
  { node, constants, moving }: Joint,
  place: number,
  dimensions: number,
): NamedTensor {
  const tensor = constants[place];
  if (tensor?.shape.length === dimensions && node.inputs[0] === moving[0]) return tensor;
  return refuse(
    path,
    node,
    `expected weights of ${dimensions} dimensions as input ${place}, found ${tensor ? `[${tensor.shape.join(", ")}]` : "what is computed"}`,
  );
}

export function convolution(builder: GraphBuilder, given: Joint): Flow {
  const lines = given.constants[1]?.shape.length === 3;
  if (lines && isOverPositions(given)) return kernelOfOne(builder, given);
  const joint = lines ? lifted(given) : given;
  const { node } = joint;
  const weight = constant(builder, joint, 1, 4);
  const { flow, planes } = planesOf(builder, joint, lines);
  const groups = number(node, "group", 1);
  const dilation = pairOf(list(node, "dilations"));
  const [channels, , rows, columns] = weight.shape as [number, number, number, number];
  const operation = {
    kind: "convolution",
    channels,
    kernel: [rows, columns],
    ...kernelSettings(planes, weight, groups, dilation),
    ...(dilation.some((n) => n !== 1) && { dilation }),
    ...(groups !== 1 && { groups }),
  } as const;
  const weights = {
    name: node.name,
    names: { weight: weight.name, bias: null, ...(lines && { dimensions: 3 }) },
    shape: weight.shape,
    weight: weight.data,
  };
  const own = builder.add(
    joint,
    operation,
    [flow],
    { axes: lines ? LINES : PLANES, ...calledAs(weight, joint) },
    { weights },
  );
  return shift(builder, joint, own, biasOf(builder, joint), 1);
}

/** Biases as input 2. @throws UserError where they are computed. */
function biasOf({ path }: GraphBuilder, { node, constants }: Joint): NamedTensor | undefined {
  if (!constants[2] && node.inputs[2])
    refuse(path, node, "expected constant biases, found computed ones");
  return constants[2];
}

/** What a layer gives, with its biases. */
function shift(
  builder: GraphBuilder,
  joint: Joint,
  flow: Flow,
  bias: NamedTensor | undefined,
  factor: number,
): Flow {
  if (!bias) return flow;
  const values = perChannel(builder, joint, flow.channels, bias);
  const shift = Float64Array.from(values, (value) => value * factor);
  return builder.scale(joint, flow, { scale: shift.map(() => 1), shift }, bias.name);
}

function isOverPositions({ node, constants }: Joint): boolean {
  return (
    constants[1]?.shape[2] === 1 &&
    number(node, "group", 1) === 1 &&
    (list(node, "strides") ?? [1]).every((n) => n === 1) &&
    (list(node, "pads") ?? [0]).every((n) => n === 0)
  );
}

/** A convolution of one dimension with a kernel of 1 is a layer over what stands second. */
function kernelOfOne(builder: GraphBuilder, joint: Joint): Flow {
  const weight = constant(builder, joint, 1, 3);
  const matrix = { ...weight, shape: weight.shape.slice(0, 2) };
  const given = dense(builder, joint, builder.only(joint), 0, matrix, 3);
  return shift(builder, joint, given, biasOf(builder, joint), 1);
}

/** alpha A' B' + beta C. */
export function gemm(builder: GraphBuilder, joint: Joint): Flow {
  const { node } = joint;
  const weight = constant(builder, joint, 1, 2);
  if (number(node, "transA", 0) !== 0) refuse(builder.path, node, "expected transA 0, found 1");
  const turned = number(node, "transB", 0) === 0 ? transposed(weight) : weight;
  const alpha = number(node, "alpha", 1);
  const data = alpha === 1 ? turned.data : Float64Array.from(turned.data, (w) => w * alpha);
  const bias = biasOf(builder, joint);
  const flow = builder.only(joint);
  if (flow.axes.length !== 1)
    refuse(builder.path, node, `expected a vector, found ${words(flow)}, which was not flattened`);
  const given = dense(builder, joint, flow, 0, { ...turned, data });
  return shift(builder, joint, given, bias, number(node, "beta", 1));
}

export function matMul(builder: GraphBuilder, joint: Joint): Flow {
  const weight = transposed(constant(builder, joint, 1, 2));
  const flow = builder.only(joint);
  return dense(builder, joint, flow, flow.axes.length - 1, weight);
}

/**
 * A layer that joins all values of one dimension: fully connected where there is no other, else a convolution
 * with a kernel of 1 over all positions.
 * @param weight as [outputs, inputs].
 * @param dimensions that its tensor has.
 */
function dense(
  builder: GraphBuilder,
  joint: Joint,
  flow: Flow,
  place: number,
  weight: NamedTensor,
  dimensions = 2,
): Flow {
  const { node } = joint;
  const [units, inputs] = weight.shape as [number, number];
  const full = isVectorAt(flow, place);
  const own = full ? inOrder(builder, joint, flow) : channelsAt(builder, joint, flow, place);
  const values = own.channels * (full ? area(own) : 1);
  if (inputs !== values)
    refuse(
      builder.path,
      node,
      `expected ${values} inputs, as "${own.layer}" gives, found ${inputs}`,
    );
  const over = full ? moduleOf(weight) : (moduleOf(weight) ?? moduleOfBias(builder, joint));
  const weights = {
    name: node.name,
    names: full
      ? { weight: weight.name, bias: null }
      : { weight: over ? `${over}.weight` : weight.name, bias: null, dimensions },
    shape: full ? weight.shape : [units, inputs, 1, 1],
    weight: weight.data,
  };
  const axes = own.axes.map((axis, i) => (i === place ? "c" : axis));
  return builder.add(
    joint,
    full
      ? { kind: "full", units }
      : { kind: "convolution", channels: units, kernel: 1, stride: 1, padding: "valid" },
    [own],
    { axes, wanted: over ?? node.name },
    { weights },
  );
}

/** Of weights that an exporter turned round and named anew: what the biases behind them are called after. */
function moduleOfBias(builder: GraphBuilder, joint: Joint): string | undefined {
  const [next, ...others] = builder.readers(joint);
  const bias =
    joint.constants[2] ??
    (next?.node.op === "Add" && others.length === 0
      ? next.constants.find((tensor) => tensor !== undefined)
      : undefined);
  return bias && moduleOf(bias, "bias");
}

/** A vector whose values stand channel by channel, row by row, as layers here count them. */
function inOrder(builder: GraphBuilder, joint: Joint, flow: Flow): Flow {
  const ordered = (one: Flow) => one.axes.join("") === lettersOf(one, "chw");
  if (ordered(flow)) return flow;
  const turned = builder.exchanged(joint, flow);
  if (turned && ordered(turned)) return turned;
  return refuse(
    builder.path,
    joint.node,
    "reads a vector of columns before rows, which no layer here does",
  );
}
