/**
 * The operators of an ONNX graph that lead from its input to its output, and what each reads: what flows,
 * constants, and numbers computed from shapes, as exporters write them.
 */
import { UserError } from "../error.js";
import type { OnnxGraph, OnnxNode } from "../formats/onnx.js";
import { counter, type NamedTensor } from "../formats/tensor.js";
import { constantOf } from "./onnx-constants.js";
import { shapeOperators } from "./onnx-shapes.js";

/** An operator and what it reads. */
export interface Joint {
  readonly node: OnnxNode;
  /** Names of what flows into it. */
  readonly moving: readonly string[];
  /** Its inputs by place; nothing where one flows, is computed from shapes or is left out. */
  readonly constants: readonly (NamedTensor | undefined)[];
  /** Whether it computes numbers from shapes, through which nothing flows. */
  readonly measures: boolean;
}

/**
 * In the order of the file; what leads nowhere is left out.
 * @throws UserError where there is more than one input or output.
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
  const count = counter(path);
  for (const node of needed(path, graph)) {
    const constant = constantOf(node, constants, count);
    if (constant) {
      constants.set(node.outputs[0]!, constant);
      continue;
    }
    const joint = jointOf(node, constants, shapes);
    joints.push(joint);
    if (joint.measures) for (const name of node.outputs) shapes.add(name);
  }
  if (joints.at(-1)?.node.outputs[0] !== outputs[0])
    throw new UserError(
      `${path}: expected the last operator to give the output "${outputs[0]}", found "${joints.at(-1)?.node.outputs[0] ?? inputs[0]!.name}"`,
    );
  return joints;
}

/** @throws UserError by the node's name. */
export function refuse(path: string, { name, op }: OnnxNode, what: string): never {
  throw new UserError(`${path}: node "${name}" (${op}): ${what}`);
}

/** Nodes on which the output depends. @throws UserError where two give the same. */
function needed(path: string, { nodes, inputs, outputs, constants }: OnnxGraph): OnnxNode[] {
  const given = new Set([...constants.keys(), ...inputs.map(({ name }) => name)]);
  for (const node of nodes)
    for (const name of node.outputs) {
      if (name !== "" && given.has(name))
        refuse(path, node, `gives "${name}", which something else gives too`);
      given.add(name);
    }
  const wanted = new Set(outputs);
  const kept = nodes.toReversed().filter((node) => {
    if (!node.outputs.some((name) => wanted.has(name))) return false;
    for (const name of node.inputs) wanted.add(name);
    return true;
  });
  return kept.reverse();
}

function jointOf(
  node: OnnxNode,
  constants: ReadonlyMap<string, NamedTensor>,
  shapes: ReadonlySet<string>,
): Joint {
  const known = (name: string) => name === "" || constants.has(name) || shapes.has(name);
  const measures =
    node.op === "Shape" ||
    node.op === "Size" ||
    (shapeOperators.has(node.op) && node.inputs.length > 0 && node.inputs.every(known));
  return {
    node,
    moving: measures ? [] : node.inputs.filter((name) => !known(name)),
    constants: node.inputs.map((name) => constants.get(name)),
    measures,
  };
}

/** Operators by what they read. */
export function readersOf(joints: readonly Joint[]): ReadonlyMap<string, readonly Joint[]> {
  const readers = new Map<string, Joint[]>();
  for (const joint of joints)
    for (const name of new Set(joint.moving)) {
      const own = readers.get(name);
      if (own) own.push(joint);
      else readers.set(name, [joint]);
    }
  return readers;
}

export function number({ attributes }: OnnxNode, name: string, otherwise: number): number {
  const value = attributes.get(name);
  return typeof value === "number" ? value : otherwise;
}

export function list({ attributes }: OnnxNode, name: string): readonly number[] | undefined {
  const value = attributes.get(name);
  return Array.isArray(value) ? value : undefined;
}

/** What newer versions read as a constant, and older ones have as an attribute. */
export function listAt(
  { node, constants }: Pick<Joint, "node" | "constants">,
  name: string,
  place: number,
): readonly number[] | undefined {
  const tensor = constants[place];
  return list(node, name) ?? (tensor && Array.from(tensor.data));
}
