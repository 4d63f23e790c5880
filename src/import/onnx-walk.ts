/**
 * The operators of an ONNX graph that work on what flows, and the constants that they read. Constants may be computed from constants, and shapes from what flows, as exporters write them.
 */
import { UserError } from "../error.js";
import type { OnnxGraph, OnnxNode } from "../formats/onnx.js";
import type { NamedTensor } from "../formats/tensor.js";

/** An operator of the chain. */
export interface Step {
  readonly node: OnnxNode;
  /** Which of its inputs flows. */
  readonly place: number;
  /** Its inputs by place; nothing where one flows, is a shape or is left out. */
  readonly constants: readonly (NamedTensor | undefined)[];
}

/** Operators of which shapes are computed; what they give is never looked at. */
const shapeOps = new Set([
  ...["Shape", "Size", "Gather", "Unsqueeze", "Squeeze", "Concat", "Slice", "Cast", "Mul", "Div"],
  ...["ReduceProd", "ConstantOfShape", "Equal", "Where", "Reshape", "Identity"],
]);

/** An operator and what flows into it, by name. */
export interface Joint {
  readonly node: OnnxNode;
  readonly moving: readonly string[];
  /** Its inputs by place; nothing where one flows, is a shape or is left out. */
  readonly constants: readonly (NamedTensor | undefined)[];
}

/**
 * The operators that work on what flows, from the input to the output.
 * @throws UserError where there is more than one of either, or something computes with a shape.
 */
export function jointsOf(path: string, graph: OnnxGraph): Joint[] {
  const { inputs, outputs } = graph;
  if (inputs.length !== 1 || outputs.length !== 1)
    throw new UserError(
      `${path}: expected a network of one input and one output, found ${inputs.length} and ${outputs.length}`,
    );
  const constants = new Map(graph.constants);
  const shapes = new Set<string>();
  const joints: Joint[] = [];
  for (const node of graph.nodes) {
    const constant = constantOf(node, constants);
    if (constant) constants.set(node.outputs[0]!, constant);
    else if (isShape(node, constants, shapes)) for (const name of node.outputs) shapes.add(name);
    else joints.push(jointOf(path, node, constants, shapes));
  }
  if (joints.at(-1)?.node.outputs[0] !== outputs[0])
    throw new UserError(
      `${path}: expected the last operator to give the output "${outputs[0]}", found "${joints.at(-1)?.node.outputs[0] ?? inputs[0]!.name}"`,
    );
  return joints;
}

/** Whether each operator reads what the one before gives, and nothing else that flows. */
export function isChain(graph: OnnxGraph, joints: readonly Joint[]): boolean {
  let flowing = graph.inputs[0]!.name;
  return joints.every(({ node, moving }) => {
    const next = moving.length === 1 && moving[0] === flowing;
    flowing = node.outputs[0]!;
    return next;
  });
}

/** An operator of a chain, or of another graph by the first input that flows. */
export function stepOf({ node, moving, constants }: Joint): Step {
  return { node, place: node.inputs.indexOf(moving[0] ?? ""), constants };
}

/** @throws UserError by the node's name. */
export function refuse(path: string, { name, op }: OnnxNode, what: string): never {
  throw new UserError(`${path}: node "${name}" (${op}): ${what}`);
}

function jointOf(
  path: string,
  node: OnnxNode,
  constants: ReadonlyMap<string, NamedTensor>,
  shapes: ReadonlySet<string>,
): Joint {
  const known = (name: string) => name === "" || constants.has(name) || shapes.has(name);
  if (
    node.inputs.slice(1).some((name, i) => shapes.has(name) && !(node.op === "Reshape" && i === 0))
  )
    refuse(path, node, "computes with the shape of what flows, which cannot be read");
  return {
    node,
    moving: node.inputs.filter((name) => !known(name)),
    constants: node.inputs.map((name) => constants.get(name)),
  };
}

function isShape(
  { op, inputs }: OnnxNode,
  constants: ReadonlyMap<string, NamedTensor>,
  shapes: ReadonlySet<string>,
): boolean {
  if (op === "Shape") return true;
  const known = (name: string) => name === "" || constants.has(name) || shapes.has(name);
  return shapeOps.has(op) && inputs.length > 0 && inputs.every(known);
}

/** What a node gives that reads constants alone, as far as weights need it. */
function constantOf(
  node: OnnxNode,
  constants: ReadonlyMap<string, NamedTensor>,
): NamedTensor | undefined {
  const { op, inputs, outputs, attributes } = node;
  const name = outputs[0] ?? "";
  if (op === "Constant") {
    const value = attributes.get("value") ?? attributes.get("value_float");
    const list = attributes.get("value_ints") ?? attributes.get("value_floats");
    if (typeof value === "object" && "data" in value) return { ...value, name };
    const single = value ?? attributes.get("value_int");
    if (typeof single === "number") return numbers(name, [], [single]);
    if (Array.isArray(list)) return numbers(name, [list.length], list);
    return undefined;
  }
  const from = constants.get(inputs[0] ?? "");
  if (!from) return undefined;
  // The name of the weights themselves is the one that an export gives back.
  if (op === "Identity" || op === "Cast") return from;
  if (op === "Transpose" && from.shape.length === 2) return transposed(from);
  return undefined;
}

function numbers(name: string, shape: readonly number[], values: readonly number[]): NamedTensor {
  return { name, shape, type: "float64", data: Float64Array.from(values) };
}

/** A matrix the other way round. */
export function transposed(tensor: NamedTensor): NamedTensor {
  const [rows, columns] = tensor.shape as [number, number];
  const { data } = tensor;
  const turned = data.map((_, i) => data[(i % rows) * columns + Math.floor(i / rows)]!);
  return { ...tensor, shape: [columns, rows], data: turned };
}
