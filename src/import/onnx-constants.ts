/** What nodes give that read constants alone, as far as weights need it. */
import type { OnnxNode } from "../formats/onnx.js";
import type { NamedTensor } from "../formats/tensor.js";

/** @param count is told of numbers that are copied. */
export function constantOf(
  node: OnnxNode,
  constants: ReadonlyMap<string, NamedTensor>,
  count: (size: number) => void,
): NamedTensor | undefined {
  const { op, inputs, outputs } = node;
  if (op === "Constant") return ownConstant(node, outputs[0] ?? "");
  const from = constants.get(inputs[0] ?? "");
  if (!from) return undefined;
  // The name of the weights themselves is the one that an export gives back.
  if (op === "Identity" || op === "Cast") return from;
  if (op === "Transpose" && from.shape.length === 2) {
    count(from.data.length);
    return transposed(from);
  }
  if (op === "Unsqueeze" || op === "Reshape") return shaped(node, from, constants);
  return undefined;
}

function ownConstant({ attributes }: OnnxNode, name: string): NamedTensor | undefined {
  const value = attributes.get("value") ?? attributes.get("value_float");
  const list = attributes.get("value_ints") ?? attributes.get("value_floats");
  if (typeof value === "object" && "data" in value) return { ...value, name };
  const single = value ?? attributes.get("value_int");
  if (typeof single === "number") return numbers(name, [], [single]);
  if (Array.isArray(list)) return numbers(name, [list.length], list);
  return undefined;
}

function numbers(name: string, shape: readonly number[], values: readonly number[]): NamedTensor {
  return { name, shape, type: "float64", data: Float64Array.from(values) };
}

/** The same numbers in another shape, where that is stated. */
function shaped(
  { op, inputs, attributes }: OnnxNode,
  from: NamedTensor,
  constants: ReadonlyMap<string, NamedTensor>,
): NamedTensor | undefined {
  const attribute = attributes.get("axes");
  const stated = Array.isArray(attribute) ? attribute : constants.get(inputs[1] ?? "")?.data;
  if (!stated || stated.length > mostDimensions) return undefined;
  const numbers = Array.from(stated as readonly number[]);
  const shape = op === "Reshape" ? filled(from, numbers) : withOnes(from.shape, numbers);
  return shape?.reduce((a, b) => a * b, 1) === from.data.length ? { ...from, shape } : undefined;
}

const mostDimensions = 16;

function filled({ data, shape }: NamedTensor, target: readonly number[]): number[] {
  const sizes = target.map((n, i) => (n === 0 ? (shape[i] ?? 0) : n));
  const rest = sizes.reduce((a, b) => (b === -1 ? a : a * b), 1);
  return sizes.map((n) => (n === -1 ? data.length / rest : n));
}

function withOnes(shape: readonly number[], axes: readonly number[]): number[] | undefined {
  const rank = shape.length + axes.length;
  const places = new Set(axes.map((axis) => (axis < 0 ? axis + rank : axis)));
  if (places.size < axes.length || [...places].some((p) => !(p >= 0 && p < rank))) return undefined;
  const left = [...shape];
  return Array.from({ length: rank }, (_, i) => (places.has(i) ? 1 : left.shift()!));
}

/** A matrix the other way round. */
export function transposed(tensor: NamedTensor): NamedTensor {
  const [rows, columns] = tensor.shape as [number, number];
  const { data } = tensor;
  const turned = data.map((_, i) => data[(i % rows) * columns + Math.floor(i / rows)]!);
  return { ...tensor, shape: [columns, rows], data: turned };
}
