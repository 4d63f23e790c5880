/** What each operator does to the layers that are put together. https://onnx.ai/onnx/operators */
import type { OnnxNode } from "../formats/onnx.js";
import type { NamedTensor } from "../formats/tensor.js";
import type { Image, Padding, Pair, PoolSettings, Zeros } from "../geometry.js";
import { type Affine, normalisation } from "./fold.js";
import type { Numbers } from "./found.js";
import type { OnnxLayers } from "./onnx-layers.js";
import { refuse, type Step, transposed } from "./onnx-walk.js";

type Operator = (layers: OnnxLayers, step: Step) => void;

/** What windows are laid over. */
export interface Planes {
  readonly path: string;
  /** Channels and plane of what flows. */
  readonly image: Image | undefined;
  /** Zeros that were put around it. */
  takeZeros(): Zeros;
}

const nothing: Operator = (layers, step) => layers.notEnded(step);

export const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["Gemm", gemm],
  ["MatMul", matMul],
  ["Conv", convolution],
  ["BatchNormalization", batchNormalisation],
  ["Relu", (layers, step) => layers.rectify(step)],
  ["MaxPool", (layers, step) => layers.pool(step, windows(layers, step, "max"))],
  ["AveragePool", (layers, step) => layers.pool(step, windows(layers, step, "average"))],
  ["GlobalAveragePool", (layers, step) => layers.pool(step, { kind: "global-average" })],
  ["GlobalMaxPool", globalMaximum],
  ["ReduceMean", meanOfPlanes],
  ["Pad", pad],
  ["Flatten", flatten],
  ["Reshape", reshape],
  ["Squeeze", squeeze],
  ["Add", (layers, step) => arithmetic(layers, step, (c) => [1, c])],
  [
    "Sub",
    (layers, step) => arithmetic(layers, step, (c) => (step.place === 0 ? [1, -c] : [-1, c])),
  ],
  ["Mul", (layers, step) => arithmetic(layers, step, (c) => [c, 0])],
  ["Div", divide],
  ["Identity", nothing],
  ["Dropout", nothing],
  ["Cast", nothing],
  ["Softmax", (layers, step) => layers.end(step)],
  ["LogSoftmax", (layers, step) => layers.end(step)],
]);

export function number({ attributes }: OnnxNode, name: string, otherwise: number): number {
  const value = attributes.get(name);
  return typeof value === "number" ? value : otherwise;
}

export function list({ attributes }: OnnxNode, name: string): readonly number[] | undefined {
  const value = attributes.get(name);
  return Array.isArray(value) ? value : undefined;
}

/** @throws UserError where the input is computed, or has other dimensions. */
function constant(layers: OnnxLayers, step: Step, place: number, dimensions: number): NamedTensor {
  const tensor = step.constants[place];
  if (tensor?.shape.length === dimensions && step.place === 0) return tensor;
  return refuse(
    layers.path,
    step.node,
    `expected weights of ${dimensions} dimensions as input ${place}, found ${tensor ? `[${tensor.shape.join(", ")}]` : "what is computed"}`,
  );
}

export function scaled(values: Numbers, factor: number): Numbers {
  return factor === 1 ? values : Float64Array.from(values, (value) => value * factor);
}

/** alpha A' B' + beta C. */
function gemm(layers: OnnxLayers, step: Step): void {
  const { node } = step;
  const weight = constant(layers, step, 1, 2);
  if (number(node, "transA", 0) !== 0) refuse(layers.path, node, "expected transA 0, found 1");
  const turned = number(node, "transB", 0) === 0 ? transposed(weight) : weight;
  const bias = step.constants[2];
  const alpha = number(node, "alpha", 1);
  addFull(layers, step, { ...turned, data: scaled(turned.data, alpha) });
  if (!bias) {
    if (node.inputs[2]) refuse(layers.path, node, "expected constant biases, found computed ones");
    return;
  }
  const beta = number(node, "beta", 1);
  const shift = perOutput(layers, step, bias).map((value) => value * beta);
  layers.scale(step, { scale: shift.map(() => 1), shift }, bias.name);
}

function matMul(layers: OnnxLayers, step: Step): void {
  addFull(layers, step, transposed(constant(layers, step, 1, 2)));
}

/** @param weight as [outputs, inputs]. */
function addFull(layers: OnnxLayers, step: Step, weight: NamedTensor): void {
  if (layers.planes)
    refuse(layers.path, step.node, "expected a vector, found planes that were not flattened");
  const { name, shape, data } = weight;
  layers.flatten();
  layers.add(step, {
    name: step.node.name,
    names: { weight: name, bias: null },
    shape,
    weight: data,
  });
}

function convolution(layers: OnnxLayers, step: Step): void {
  const { node } = step;
  const weight = constant(layers, step, 1, 4);
  const bias = step.constants[2];
  const groups = number(node, "group", 1);
  if (groups !== 1) refuse(layers.path, node, `expected one group, found ${groups}`);
  if (list(node, "dilations")?.some((n) => n !== 1))
    refuse(layers.path, node, "expected no dilation, found dilated kernels");
  const settings = kernelSettings(layers, step, weight, 1);
  const { name, shape, data } = weight;
  layers.add(
    step,
    { name: node.name, names: { weight: name, bias: null }, shape, weight: data },
    settings,
  );
  if (bias) {
    const shift = perOutput(layers, step, bias);
    layers.scale(step, { scale: shift.map(() => 1), shift }, bias.name);
  } else if (node.inputs[2]) refuse(layers.path, node, "expected constant biases");
}

/** Stride and padding of a convolution with these weights. @throws UserError where it reads no planes. */
export function kernelSettings(
  layers: Planes,
  step: Step,
  weight: NamedTensor,
  groups: number,
  dilation: readonly [number, number] = [1, 1],
): { stride: readonly [number, number]; padding: Padding } {
  const { node } = step;
  const image = layers.image;
  if (!image)
    refuse(
      layers.path,
      node,
      'expected an input of [batch, channels, height, width], found one without them; state them in --architecture: "input": { "channels": 1, "height": 28, "width": 28 }',
    );
  const channels = weight.shape[1]! * groups;
  if (image.channels !== channels)
    refuse(layers.path, node, `expected ${image.channels} channels, found ${channels}`);
  const kernel = [
    (weight.shape[2]! - 1) * dilation[0] + 1,
    (weight.shape[3]! - 1) * dilation[1] + 1,
  ] as const;
  const stride = pairOf(list(node, "strides") ?? [1, 1]);
  const around = layers.takeZeros();
  return {
    stride,
    padding: together(layers, step, paddingOf(layers, step, image, kernel, stride), around),
  };
}

export function pairOf(values: readonly number[]): readonly [number, number] {
  return [values[0] ?? 1, values[1] ?? values[0] ?? 1];
}

/** Zeros around: stated, or by a rule that knows the plane. */
function paddingOf(
  layers: Planes,
  { node }: Step,
  { height, width }: Image,
  kernel: readonly [number, number],
  stride: readonly [number, number],
): Padding {
  const rule = node.attributes.get("auto_pad") ?? "NOTSET";
  if (rule === "VALID") return "valid";
  if (rule === "SAME_UPPER") return "same";
  if (rule === "SAME_LOWER") {
    const [top, bottom] = lower(height, kernel[0], stride[0]);
    const [left, right] = lower(width, kernel[1], stride[1]);
    return { top, bottom, left, right };
  }
  const [top = 0, left = 0, bottom = 0, right = 0] = list(node, "pads") ?? [];
  if (rule !== "NOTSET" || [top, left, bottom, right].some((n) => !(n >= 0)))
    refuse(layers.path, node, `expected padding of zeros, found ${String(rule)} and negative pads`);
  return { top, bottom, left, right };
}

/** Stated padding and the zeros that an operator before put around. */
function together(layers: Planes, { node }: Step, padding: Padding, around: Zeros): Padding {
  if (Object.values(around).every((n) => n === 0)) return padding;
  const { top, bottom, left, right } = sidesOf(padding, node, layers);
  return {
    top: top + around.top,
    bottom: bottom + around.bottom,
    left: left + around.left,
    right: right + around.right,
  };
}

function pad(layers: OnnxLayers, step: Step): void {
  const zeros = padsOf(layers.path, step.node, step.constants);
  if (zeros) layers.surround(step, zeros);
}

/** Zeros around planes, [before each dimension, …, behind each, …]; nothing where there are none. */
export function padsOf(
  path: string,
  node: OnnxNode,
  constants: Step["constants"],
): Zeros | undefined {
  const pads = list(node, "pads") ?? Array.from(constants[1]?.data ?? []);
  const value = constants[2]?.data[0] ?? number(node, "value", 0);
  const [n, c, top = 0, left = 0, behind, last, bottom = 0, right = 0] = pads;
  const known = pads.length === 8 && !constants[3] && [n, c, behind, last].every((k) => k === 0);
  const zeros = value === 0 && (node.attributes.get("mode") ?? "constant") === "constant";
  if (pads.length > 0 && pads.every((k) => k === 0)) return undefined;
  if (!known || !zeros || pads.some((k) => !(k >= 0)))
    refuse(path, node, "expected zeros around planes, found other padding");
  return { top, bottom, left, right };
}

/** As many zeros as ceil(inputs / stride) outputs need, the odd one first. */
function lower(inputs: number, kernel: number, stride: number): [number, number] {
  const zeros = Math.max(0, (Math.ceil(inputs / stride) - 1) * stride + kernel - inputs);
  return [Math.ceil(zeros / 2), Math.floor(zeros / 2)];
}

export function windows(layers: Planes, step: Step, kind: "max" | "average"): PoolSettings {
  const { node } = step;
  const image = layers.image;
  const kernel = list(node, "kernel_shape");
  if (kernel?.length !== 2 || !image)
    refuse(layers.path, node, "expected windows over the planes of a convolution");
  if (list(node, "dilations")?.some((n) => n !== 1))
    refuse(layers.path, node, "expected windows without dilation");
  const size = pairOf(kernel);
  const stride = pairOf(list(node, "strides") ?? [1, 1]);
  const around = layers.takeZeros();
  const own = sidesOf(paddingOf(layers, step, image, size, stride), node, layers);
  const { top, bottom, left, right } = sidesOf(together(layers, step, own, around), node, layers);
  if (top !== bottom || left !== right)
    refuse(layers.path, node, "expected the same padding of windows on both sides");
  const padded = top > 0 || left > 0;
  const inside = own.top > 0 || own.left > 0;
  if (kind === "average" && inside && number(node, "count_include_pad", 0) === 0)
    refuse(
      layers.path,
      node,
      "averages over what is inside alone (count_include_pad 0), where a network here counts zeros around",
    );
  const ceil = number(node, "ceil_mode", 0) !== 0 && cuts(image, size, stride, [top, left]);
  return {
    kind,
    size: size as Pair,
    stride: stride as Pair,
    ...(padded ? { padding: [top, left] as const } : {}),
    ...(ceil ? { ceil } : {}),
  };
}

function sidesOf(padding: Padding, node: OnnxNode, layers: Planes) {
  if (padding === "valid") return { top: 0, bottom: 0, left: 0, right: 0 };
  if (typeof padding === "object" && "top" in padding) return padding;
  return refuse(layers.path, node, "expected stated padding of windows, found a rule for it");
}

/** Whether windows do not come out even, so that ceil_mode has one more. */
function cuts(
  { height, width }: Image,
  size: readonly [number, number],
  stride: readonly [number, number],
  [top, left]: readonly [number, number],
): boolean {
  return (
    (height + 2 * top - size[0]) % stride[0] !== 0 || (width + 2 * left - size[1]) % stride[1] !== 0
  );
}

function globalMaximum(layers: OnnxLayers, step: Step): void {
  const image = layers.image;
  if (!image) refuse(layers.path, step.node, "expected planes of a convolution, found none");
  layers.pool(step, { kind: "max", size: [image.height, image.width] });
}

/** The mean of each plane is global average pooling by another name. */
function meanOfPlanes(layers: OnnxLayers, step: Step): void {
  const axes = list(step.node, "axes") ?? Array.from(step.constants[1]?.data ?? []);
  const dimensions = axes.map((axis) => (axis < 0 ? axis + 4 : axis)).sort((a, b) => a - b);
  if (!layers.planes || dimensions.join() !== "2,3")
    refuse(layers.path, step.node, `expected a mean over axes 2, 3, found ${axes.join(", ")}`);
  layers.pool(step, { kind: "global-average" });
  if (number(step.node, "keepdims", 1) === 0) layers.flatten();
}

function flatten(layers: OnnxLayers, step: Step): void {
  layers.notEnded(step);
  const axis = number(step.node, "axis", 1);
  if (axis !== 1 && axis !== -3)
    refuse(layers.path, step.node, `expected axis 1, each image a vector, found axis ${axis}`);
  layers.flatten();
}

/** To vectors; or a vector to the image that it was before the first layer. */
function reshape(layers: OnnxLayers, step: Step): void {
  layers.notEnded(step);
  const target = step.constants[1];
  const shape = target && Array.from(target.data);
  const image = layers.image;
  const values = image && image.channels * image.height * image.width;
  const [, channels = 0, height = 0, width = 0] = shape ?? [];
  const vectors = shape?.length === 2 && (channels === -1 || (values ?? channels) === channels);
  const planes = shape?.length === 4 && channels > 0 && height > 0 && width > 0;
  if (!shape || vectors) layers.flatten();
  else if (planes) layers.reshape(step, { channels, height, width });
  else
    refuse(
      layers.path,
      step.node,
      `expected the shape [batch, ${values ?? "values"}] of vectors, found [${shape.join(", ")}]`,
    );
}

function squeeze(layers: OnnxLayers, step: Step): void {
  layers.notEnded(step);
  const image = layers.image;
  if (layers.planes && !(image && image.height === 1 && image.width === 1))
    refuse(layers.path, step.node, "expected planes of one position, found larger ones");
  layers.flatten();
}

function batchNormalisation(layers: OnnxLayers, step: Step): void {
  const { node, constants } = step;
  if (number(node, "training_mode", 0) !== 0)
    refuse(layers.path, node, "normalises as in training; export the network in evaluation mode");
  const parts = [1, 2, 3, 4].map((place) => {
    const tensor = constants[place];
    if (!tensor) return refuse(layers.path, node, `expected a constant as input ${place}`);
    return perOutput(layers, step, tensor);
  });
  const [gamma, beta, mean, variance] = parts as [Numbers, Numbers, Numbers, Numbers];
  const affine = normalisation({ gamma, beta, mean, variance }, number(node, "epsilon", 1e-5));
  layers.scale(step, affine, constants[2]!.name);
}

/** Adds to or multiplies what flows by a constant, as scale and shift. */
function arithmetic(
  layers: OnnxLayers,
  step: Step,
  scaleAndShift: (c: number) => readonly [number, number],
): void {
  const other = step.constants[1 - step.place];
  if (!other) refuse(layers.path, step.node, "expected a constant beside what flows");
  const values = layers.begun ? besideOutputs(layers, step, other) : perInput(layers, step, other);
  const affine: Affine = {
    scale: Float64Array.from(values, (c) => scaleAndShift(c)[0]),
    shift: Float64Array.from(values, (c) => scaleAndShift(c)[1]),
  };
  layers.scale(step, affine, other.name);
}

function divide(layers: OnnxLayers, step: Step): void {
  if (step.place !== 0)
    refuse(layers.path, step.node, "divides a constant by what flows, which no layer does");
  arithmetic(layers, step, (c) => [1 / c, 0]);
}

/** A parameter of a layer, one number an output; one alone is meant for all. */
function perOutput(
  layers: OnnxLayers,
  step: Step,
  { name, shape, data }: NamedTensor,
): Float64Array {
  const width = layers.width ?? data.length;
  if (data.length === 1) return new Float64Array(width).fill(data[0]!);
  const along = shape.filter((n) => n !== 1);
  if (along.length === 1 && along[0] === width) return Float64Array.from(data);
  return refuse(
    layers.path,
    step.node,
    `expected ${width} numbers in "${name}", one an output, found shape [${shape.join(", ")}]`,
  );
}

/** The same, of a constant whose last dimensions are those of what flows: a plane's, behind a convolution. */
function besideOutputs(layers: OnnxLayers, step: Step, tensor: NamedTensor): Float64Array {
  const place = tensor.shape.length - (layers.planes ? 3 : 1);
  if (tensor.data.length === 1 || tensor.shape[place] === layers.width)
    return perOutput(layers, step, tensor);
  return refuse(
    layers.path,
    step.node,
    `expected one number an output in "${tensor.name}", found shape [${tensor.shape.join(", ")}]`,
  );
}

/** One number for all inputs, one a channel, or one a value. */
function perInput(
  layers: OnnxLayers,
  step: Step,
  { name, shape, data }: NamedTensor,
): Float64Array {
  const image = layers.image;
  const channels = image && data.length === image.channels && shape.length >= 3;
  const values = !image || data.length === image.channels * image.height * image.width;
  if (data.length === 1 || channels || values) return Float64Array.from(data);
  return refuse(
    layers.path,
    step.node,
    `expected one number or one a channel in "${name}", found shape [${shape.join(", ")}]`,
  );
}
