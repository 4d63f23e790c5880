/** The layer that each operator is, in a network that is no chain. https://onnx.ai/onnx/operators */
import type { NamedTensor } from "../formats/tensor.js";
import { area, type Zeros } from "../geometry.js";
import type { Affine } from "./fold.js";
import type { Numbers } from "./found.js";
import type { Flow, GraphBuilder } from "./graph-builder.js";
import {
  kernelSettings,
  list,
  number,
  type Planes,
  padsOf,
  pairOf,
  scaled,
  windows,
} from "./onnx-operators.js";
import { type Joint, refuse, stepOf, transposed } from "./onnx-walk.js";

type Operator = (builder: GraphBuilder, joint: Joint) => void;

const nothing: Operator = (builder, joint) => builder.pass(joint, builder.only(joint));

export const graphOperators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["Conv", convolution],
  ["Gemm", gemm],
  ["MatMul", matMul],
  ["BatchNormalization", batchNormalisation],
  ["LayerNormalization", layerNormalisation],
  ["Relu", (builder, joint) => void builder.add(joint, { kind: "relu" }, [builder.only(joint)])],
  ["Gelu", gelu],
  ["MaxPool", (builder, joint) => pool(builder, joint, "max")],
  ["AveragePool", (builder, joint) => pool(builder, joint, "average")],
  ["GlobalAveragePool", globalAverage],
  ["ReduceMean", meanOfPlanes],
  ["Pad", pad],
  ["Flatten", flatten],
  ["Reshape", reshape],
  ["Squeeze", squeeze],
  ["Add", add],
  [
    "Sub",
    (builder, joint) => scaleInput(builder, joint, (c, place) => (place === 0 ? [1, -c] : [-1, c])),
  ],
  ["Mul", (builder, joint) => scaleInput(builder, joint, (c) => [c, 0])],
  ["Div", divide],
  ["Concat", concatenate],
  ["Identity", nothing],
  ["Cast", nothing],
  ["Dropout", nothing],
  ["Softmax", end],
  ["LogSoftmax", end],
]);

/** A constant of so many dimensions. @throws UserError where there is none at this place. */
function constant(
  { path }: GraphBuilder,
  { node, constants }: Joint,
  place: number,
  dimensions: number,
): NamedTensor {
  const tensor = constants[place];
  if (tensor?.shape.length === dimensions) return tensor;
  return refuse(
    path,
    node,
    `expected weights of ${dimensions} dimensions as input ${place}, found ${tensor ? `[${tensor.shape.join(", ")}]` : "what is computed"}`,
  );
}

/** One number a channel. */
function perChannel(
  builder: GraphBuilder,
  { node }: Joint,
  channels: number,
  tensor: NamedTensor,
): Numbers {
  const along = tensor.shape.filter((n) => n !== 1);
  if (tensor.data.length === channels && along.length <= 1) return tensor.data;
  return refuse(
    builder.path,
    node,
    `expected ${channels} numbers in "${tensor.name}", one an output, found shape [${tensor.shape.join(", ")}]`,
  );
}

/** "block.conv" of block.conv.weight; a name that an exporter made up says nothing. */
function moduleOf({ name }: NamedTensor): string | undefined {
  return /^([A-Za-z0-9][\w.-]*)\.weight$/.exec(name)?.[1];
}

function planesOf(builder: GraphBuilder, flow: Flow): Planes {
  return {
    path: builder.path,
    image: flow.flat ? undefined : flow,
    takeZeros: () => flow.zeros ?? { top: 0, bottom: 0, left: 0, right: 0 },
  };
}

const withoutZeros = ({ zeros: _, ...flow }: Flow): Flow => flow;

function convolution(builder: GraphBuilder, joint: Joint): void {
  const { node, constants } = joint;
  const flow = builder.only(joint);
  const weight = constant(builder, joint, 1, 4);
  const groups = number(node, "group", 1);
  const dilation = pairOf(list(node, "dilations") ?? [1, 1]);
  const own = kernelSettings(planesOf(builder, flow), stepOf(joint), weight, groups, dilation);
  const [channels, , rows, columns] = weight.shape as [number, number, number, number];
  const bias = constants[2];
  if (!bias && node.inputs[2]) refuse(builder.path, node, "expected constant biases");
  const name = builder.add(
    joint,
    {
      kind: "convolution",
      channels,
      kernel: [rows, columns],
      ...own,
      ...(dilation.some((n) => n !== 1) && { dilation }),
      ...(groups !== 1 && { groups }),
      ...(!bias && { bias: false as const }),
    },
    [withoutZeros(flow)],
    moduleOf(weight),
  );
  builder.weights({
    name,
    names: { weight: weight.name, bias: bias?.name ?? null },
    shape: weight.shape,
    weight: weight.data,
    ...(bias && { bias: perChannel(builder, joint, channels, bias) }),
  });
}

/** alpha A' B' + beta C. */
function gemm(builder: GraphBuilder, joint: Joint): void {
  const { node, constants } = joint;
  const weight = constant(builder, joint, 1, 2);
  if (number(node, "transA", 0) !== 0) refuse(builder.path, node, "expected transA 0, found 1");
  const turned = number(node, "transB", 0) === 0 ? transposed(weight) : weight;
  const bias = constants[2];
  if (!bias && node.inputs[2])
    refuse(builder.path, node, "expected constant biases, found computed ones");
  full(builder, joint, { ...turned, data: scaled(turned.data, number(node, "alpha", 1)) }, bias);
}

function matMul(builder: GraphBuilder, joint: Joint): void {
  full(builder, joint, transposed(constant(builder, joint, 1, 2)), undefined);
}

/** @param weight as [outputs, inputs]. */
function full(
  builder: GraphBuilder,
  joint: Joint,
  weight: NamedTensor,
  bias: NamedTensor | undefined,
): void {
  const { node } = joint;
  const flow = builder.only(joint);
  if (!flow.flat && area(flow) !== 1)
    refuse(builder.path, node, "expected a vector, found planes that were not flattened");
  const [units, inputs] = weight.shape as [number, number];
  if (inputs !== flow.channels * area(flow))
    refuse(
      builder.path,
      node,
      `expected ${flow.channels * area(flow)} inputs, as "${flow.layer}" gives, found ${inputs}`,
    );
  const name = builder.add(
    joint,
    { kind: "full", units, ...(!bias && { bias: false as const }) },
    [flow],
    moduleOf(weight),
  );
  const beta = number(node, "beta", 1);
  builder.weights({
    name,
    names: { weight: weight.name, bias: bias?.name ?? null },
    shape: weight.shape,
    weight: weight.data,
    ...(bias && { bias: scaled(perChannel(builder, joint, units, bias), beta) }),
  });
}

function batchNormalisation(builder: GraphBuilder, joint: Joint): void {
  const { node, constants } = joint;
  if (number(node, "training_mode", 0) !== 0)
    refuse(builder.path, node, "normalises as in training; export the network in evaluation mode");
  const flow = builder.only(joint);
  const [scale, shift, mean, variance] = [1, 2, 3, 4].map(
    (place) =>
      constants[place] ?? refuse(builder.path, node, `expected a constant as input ${place}`),
  ) as [NamedTensor, NamedTensor, NamedTensor, NamedTensor];
  const name = builder.add(
    joint,
    {
      kind: "batch-normalisation",
      epsilon: number(node, "epsilon", 1e-5),
      // ONNX counts what stays, PyTorch what comes
      momentum: rounded(1 - number(node, "momentum", 0.9)),
    },
    [flow],
    moduleOf(scale),
  );
  const numbers = (tensor: NamedTensor) => perChannel(builder, joint, flow.channels, tensor);
  builder.normalisation({
    name,
    names: {
      scale: scale.name,
      shift: shift.name,
      mean: mean.name,
      variance: variance.name,
    },
    scale: numbers(scale),
    shift: numbers(shift),
    mean: numbers(mean),
    variance: numbers(variance),
  });
}

/** 1 - 0.9 in 32 bits is 0.1 with dust on it. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** Over the last dimension, which is that of the channels in a vector alone. */
function layerNormalisation(builder: GraphBuilder, joint: Joint): void {
  const { node, constants } = joint;
  const flow = builder.only(joint);
  const axis = number(node, "axis", -1);
  if (area(flow) !== 1 || (axis !== -1 && axis !== 1))
    refuse(builder.path, node, "expected to normalise a vector, found planes");
  const [scale, shift] = [constants[1], constants[2]];
  if (!scale) refuse(builder.path, node, "expected a constant as input 1");
  const name = builder.add(
    joint,
    { kind: "layer-normalisation", epsilon: number(node, "epsilon", 1e-5) },
    [flow],
    moduleOf(scale),
  );
  builder.normalisation({
    name,
    names: { scale: scale.name, shift: shift?.name ?? null, mean: null, variance: null },
    scale: perChannel(builder, joint, flow.channels, scale),
    ...(shift && { shift: perChannel(builder, joint, flow.channels, shift) }),
  });
}

function gelu(builder: GraphBuilder, joint: Joint): void {
  const approximate = joint.node.attributes.get("approximate") ?? "none";
  if (approximate !== "none")
    refuse(
      builder.path,
      joint.node,
      `expected GELU itself, found its approximation by ${String(approximate)}`,
    );
  builder.add(joint, { kind: "gelu" }, [builder.only(joint)]);
}

function pool(builder: GraphBuilder, joint: Joint, kind: "max" | "average"): void {
  const flow = builder.only(joint);
  const { kind: _, ...own } = windows(planesOf(builder, flow), stepOf(joint), kind);
  if (kind === "max" && flow.zeros)
    refuse(
      builder.path,
      joint.node,
      "takes maxima of zeros that were put around, which no pooling here does",
    );
  builder.add(joint, { kind: `${kind}-pool`, ...own }, [withoutZeros(flow)]);
}

function globalAverage(builder: GraphBuilder, joint: Joint): void {
  builder.add(joint, { kind: "global-average-pool" }, [builder.only(joint)]);
}

function meanOfPlanes(builder: GraphBuilder, joint: Joint): void {
  const { node, constants } = joint;
  const axes = list(node, "axes") ?? Array.from(constants[1]?.data ?? []);
  const dimensions = axes.map((axis) => (axis < 0 ? axis + 4 : axis)).sort((a, b) => a - b);
  if (builder.only(joint).flat || dimensions.join() !== "2,3")
    refuse(builder.path, node, `expected a mean over axes 2, 3, found ${axes.join(", ")}`);
  globalAverage(builder, joint);
  if (number(node, "keepdims", 1) === 0) flattened(builder, joint);
}

/** What the operator gives, as a vector. */
function flattened(builder: GraphBuilder, joint: Joint): void {
  const flow = builder.flow({ ...joint, moving: [joint.node.outputs[0]!] });
  builder.pass(joint, { ...flow, flat: true });
}

function pad(builder: GraphBuilder, joint: Joint): void {
  const flow = builder.only(joint);
  const zeros = padsOf(builder.path, joint.node, joint.constants);
  if (zeros && (flow.flat || flow.zeros))
    refuse(builder.path, joint.node, "expected planes to put zeros around, once, found other");
  builder.pass(joint, zeros ? { ...flow, zeros: zeros as Zeros } : flow);
}

function flatten(builder: GraphBuilder, joint: Joint): void {
  const axis = number(joint.node, "axis", 1);
  if (axis !== 1 && axis !== -3)
    refuse(builder.path, joint.node, `expected axis 1, each image a vector, found axis ${axis}`);
  builder.pass(joint, { ...builder.only(joint), flat: true });
}

function reshape(builder: GraphBuilder, joint: Joint): void {
  const flow = builder.only(joint);
  const shape = joint.constants[1] && Array.from(joint.constants[1].data);
  const values = flow.channels * area(flow);
  if (shape && !(shape.length === 2 && (shape[1] === -1 || shape[1] === values)))
    refuse(
      builder.path,
      joint.node,
      `expected the shape [batch, ${values}] of vectors, found [${shape.join(", ")}]`,
    );
  builder.pass(joint, { ...flow, flat: true });
}

function squeeze(builder: GraphBuilder, joint: Joint): void {
  const flow = builder.only(joint);
  if (!flow.flat && area(flow) !== 1)
    refuse(builder.path, joint.node, "expected planes of one position, found larger ones");
  builder.pass(joint, { ...flow, flat: true });
}

/** Two that flow: a residual connection. A constant: biases, or a shift of the input. */
function add(builder: GraphBuilder, joint: Joint): void {
  const { moving, constants } = joint;
  if (moving.length > 1) {
    builder.add(
      joint,
      { kind: "add" },
      moving.map((_, place) => builder.flow(joint, place)),
    );
    return;
  }
  const flow = builder.only(joint);
  const other = constants.find((tensor) => tensor !== undefined);
  if (other && builder.withoutBias(flow)) {
    builder.addBias(perChannel(builder, joint, flow.channels, other), other.name);
    builder.pass(joint, flow);
    return;
  }
  scaleInput(builder, joint, (c) => [1, c]);
}

/** Scales and shifts the input by constants: one for all values, one a channel, or one a value. */
function scaleInput(
  builder: GraphBuilder,
  joint: Joint,
  scaleAndShift: (c: number, place: number) => readonly [number, number],
): void {
  const { node, constants } = joint;
  const flow = builder.only(joint);
  const other = constants.find((tensor) => tensor !== undefined);
  if (!other) refuse(builder.path, node, "expected a constant beside what flows");
  const { data, shape } = other;
  const { channels } = flow;
  const fits = data.length === 1 || data.length === channels * area(flow);
  if (!fits && !(data.length === channels && shape.length >= 3))
    refuse(
      builder.path,
      node,
      `expected one number or one a channel in "${other.name}", found shape [${shape.join(", ")}]`,
    );
  const place = stepOf(joint).place;
  const affine: Affine = {
    scale: Float64Array.from(data, (c) => scaleAndShift(c, place)[0]),
    shift: Float64Array.from(data, (c) => scaleAndShift(c, place)[1]),
  };
  builder.scaleInput(joint, flow, affine);
}

function divide(builder: GraphBuilder, joint: Joint): void {
  if (stepOf(joint).place !== 0)
    refuse(builder.path, joint.node, "divides a constant by what flows, which no layer does");
  scaleInput(builder, joint, (c) => [1 / c, 0]);
}

function concatenate(builder: GraphBuilder, joint: Joint): void {
  const { node, moving } = joint;
  const axis = number(node, "axis", 1);
  const flows = moving.map((_, place) => builder.flow(joint, place));
  if (moving.length !== node.inputs.length)
    refuse(builder.path, node, "puts constants beside what flows, which no layer does");
  if (axis !== 1 && !(axis === -3 && flows.every(({ flat }) => !flat)))
    refuse(builder.path, node, `expected channels side by side (axis 1), found axis ${axis}`);
  builder.add(joint, { kind: "concatenate" }, flows);
}

/** At the end: networks here give logits. */
function end(builder: GraphBuilder, joint: Joint): void {
  const { node } = joint;
  builder.note(
    `node "${node.name}" (${node.op}) at the end is left out: networks here give logits`,
  );
  builder.pass(joint, { ...builder.only(joint), ended: node.name });
}
