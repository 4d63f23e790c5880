/**
 * ONNX: a protobuf message with a graph of operators, its constants among them. Read are the nodes in the
 * order of the file, which is one in which they can be computed, and the constants as tensors.
 * https://github.com/onnx/onnx/blob/main/docs/IR.md
 */
import { createRequire } from "node:module";
import type { onnx as proto } from "onnx-proto";
import { hasCode, UserError } from "../error.js";
import { checkMessage, type MessageFormat } from "./protobuf.js";
import {
  counter,
  type NamedTensor,
  type NumberType,
  numbersOf,
  numberTypes,
  sizeOf,
} from "./tensor.js";

let library: typeof import("onnx-proto") | undefined;

/** Loaded where a file is read: it takes 13 ms, and stages that read other formats know of this one. */
function decoder(): typeof proto {
  library ??= createRequire(import.meta.url)("onnx-proto") as typeof import("onnx-proto");
  return library.onnx;
}

export type OnnxAttribute = number | string | readonly number[] | NamedTensor;

export interface OnnxNode {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Those of a type that layers have; others are missing here. */
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly constants: ReadonlyMap<string, NamedTensor>;
  /** What the graph is given, with its shape, 0 where a dimension is free; constants left out. */
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly outputs: readonly string[];
}

const types: Readonly<Record<number, NumberType>> = {
  1: "float32",
  2: "uint8",
  3: "int8",
  5: "int16",
  6: "int32",
  7: "int64",
  9: "bool",
  10: "float16",
  11: "float64",
  16: "bfloat16",
};

/** onnx.proto of ONNX 1.10, which the library decodes. */
const pair: MessageFormat = { 1: "bytes", 2: "bytes" };
const version: MessageFormat = { 1: "bytes", 2: "integer" };
const segment: MessageFormat = { 1: "integer", 2: "integer" };
const tensor: MessageFormat = {
  ...{ 1: "integers", 2: "integer", 3: () => segment, 4: "floats", 5: "integers", 6: "bytes" },
  ...{ 7: "integers", 8: "bytes", 9: "bytes", 10: "doubles", 11: "integers", 12: "bytes" },
  ...{ 13: () => pair, 14: "integer" },
};
const sparse: MessageFormat = { 1: () => tensor, 2: () => tensor, 3: "integers" };
const dimension: MessageFormat = { 1: "integer", 2: "bytes", 3: "bytes" };
const shape: MessageFormat = { 1: () => dimension };
const tensorType: MessageFormat = { 1: "integer", 2: () => shape };
const listType: MessageFormat = { 1: () => type };
const mapType: MessageFormat = { 1: "integer", 2: () => type };
const type: MessageFormat = {
  ...{ 1: () => tensorType, 4: () => listType, 5: () => mapType, 6: "bytes", 7: () => pair },
  ...{ 8: () => tensorType, 9: () => listType },
};
const valueInfo: MessageFormat = { 1: "bytes", 2: () => type, 3: "bytes" };
const annotation: MessageFormat = { 1: "bytes", 2: () => pair };
const attribute: MessageFormat = {
  ...{ 1: "bytes", 2: "float", 3: "integer", 4: "bytes", 5: () => tensor, 6: () => graph },
  ...{ 7: "floats", 8: "integers", 9: "bytes", 10: () => tensor, 11: () => graph, 13: "bytes" },
  ...{ 14: () => type, 15: () => type, 20: "integer", 21: "bytes" },
  ...{ 22: () => sparse, 23: () => sparse },
};
const node: MessageFormat = {
  ...{ 1: "bytes", 2: "bytes", 3: "bytes", 4: "bytes", 5: () => attribute, 6: "bytes", 7: "bytes" },
};
const graph: MessageFormat = {
  ...{ 1: () => node, 2: "bytes", 5: () => tensor, 10: "bytes", 11: () => valueInfo },
  ...{ 12: () => valueInfo, 13: () => valueInfo, 14: () => annotation, 15: () => sparse },
};
const training: MessageFormat = { 1: () => graph, 2: () => graph, 3: () => pair, 4: () => pair };
const functionFormat: MessageFormat = {
  ...{ 1: "bytes", 2: "integer", 3: "integer", 4: "bytes", 5: "bytes", 6: "bytes" },
  ...{ 7: () => node, 8: "bytes", 9: () => version, 10: "bytes" },
};
const model: MessageFormat = {
  ...{ 1: "integer", 2: "bytes", 3: "bytes", 4: "bytes", 5: "integer", 6: "bytes" },
  ...{ 7: () => graph, 8: () => version, 14: () => pair, 20: () => training },
  ...{ 25: () => functionFormat },
};

/** @throws UserError for what is damaged, too large, or keeps its numbers in other files. */
export function readOnnx(path: string, bytes: Uint8Array): OnnxGraph {
  checkMessage(path, bytes, model);
  const { graph: found } = decode(path, bytes);
  if (!found) throw new UserError(`${path}: expected an ONNX file with a graph, found none`);
  const reader = new TensorReader(path);
  const constants = new Map<string, NamedTensor>();
  for (const one of found.initializer ?? []) {
    const read = reader.read(one);
    if (constants.has(read.name))
      throw new UserError(`${path}: expected each tensor once, found "${read.name}" twice`);
    constants.set(read.name, read);
  }
  if (found.sparseInitializer?.length)
    throw new UserError(`${path}: expected dense tensors, found sparse ones`);
  return {
    nodes: (found.node ?? []).map((one, i) => nodeOf(reader, one, i)),
    constants,
    inputs: (found.input ?? [])
      .map((one) => ({ name: one.name ?? "", shape: shapeOf(one) }))
      .filter(({ name }) => !constants.has(name)),
    outputs: (found.output ?? []).map(({ name }) => name ?? ""),
  };
}

/** What the library cannot decode, it throws as errors of several classes. */
function decode(path: string, bytes: Uint8Array): proto.IModelProto {
  try {
    return decoder().ModelProto.decode(bytes);
  } catch (error) {
    if (!(error instanceof Error) || hasCode(error, "ERR_OUT_OF_MEMORY")) throw error;
    throw new UserError(
      `${path}: expected an ONNX file, found what cannot be decoded (${error.message}); make or fetch the file again`,
    );
  }
}

function nodeOf(reader: TensorReader, one: proto.INodeProto, place: number): OnnxNode {
  const attributes = new Map<string, OnnxAttribute>();
  for (const own of one.attribute ?? []) {
    const value = attributeOf(reader, own);
    if (value !== undefined) attributes.set(own.name ?? "", value);
  }
  return {
    name: one.name || `node ${place}`,
    op: one.domain && one.domain !== "ai.onnx" ? `${one.domain}.${one.opType}` : (one.opType ?? ""),
    inputs: one.input ?? [],
    outputs: one.output ?? [],
    attributes,
  };
}

function attributeOf(
  reader: TensorReader,
  { type, f, i, s, t, floats, ints }: proto.IAttributeProto,
): OnnxAttribute | undefined {
  const { AttributeType } = decoder().AttributeProto;
  if (type === AttributeType.FLOAT) return f ?? 0;
  if (type === AttributeType.INT) return Number(String(i ?? 0));
  if (type === AttributeType.STRING) return Buffer.from(s ?? []).toString();
  if (type === AttributeType.TENSOR && t) return reader.read(t);
  if (type === AttributeType.FLOATS) return floats ?? [];
  if (type === AttributeType.INTS) return (ints ?? []).map((n) => Number(String(n)));
  return undefined;
}

function shapeOf({ type }: proto.IValueInfoProto): number[] {
  return (type?.tensorType?.shape?.dim ?? []).map(({ dimValue }) => Number(String(dimValue ?? 0)));
}

class TensorReader {
  readonly #count: (size: number) => void;

  constructor(private readonly path: string) {
    this.#count = counter(path);
  }

  read(one: proto.ITensorProto): NamedTensor {
    const name = one.name ?? "";
    const where = `${this.path}: tensor "${name}"`;
    if (
      one.dataLocation === decoder().TensorProto.DataLocation.EXTERNAL ||
      one.externalData?.length
    )
      throw new UserError(
        `${where}: its numbers lie in another file; save the model in one (save_as_external_data=False)`,
      );
    const type = types[one.dataType ?? 0];
    if (type === undefined || one.segment)
      throw new UserError(
        `${where}: expected numbers of type ${Object.values(types).join(", ")}, found data type ${one.dataType}`,
      );
    const shape = (one.dims ?? []).map((n) => Number(String(n)));
    const size = sizeOf(where, shape);
    const data = one.rawData?.length
      ? this.#raw(where, one.rawData, type, size)
      : listed(one, type);
    if (data.length !== size)
      throw new UserError(
        `${where}: expected ${size} numbers for the shape [${shape.join(", ")}], found ${data.length}`,
      );
    this.#count(size);
    return { name, shape, type, data };
  }

  #raw(where: string, bytes: Uint8Array, type: NumberType, size: number) {
    if (bytes.length !== size * numberTypes[type])
      throw new UserError(
        `${where}: expected ${size * numberTypes[type]} bytes of ${type}, found ${bytes.length}`,
      );
    return numbersOf(bytes, type);
  }
}

/** Numbers in the list of their type; 16 bits as integers. */
function listed(one: proto.ITensorProto, type: NumberType): Float32Array | Float64Array {
  if (type === "float32") return Float32Array.from(one.floatData ?? []);
  if (type === "float64") return Float64Array.from(one.doubleData ?? []);
  if (type === "int64")
    return Float64Array.from((one.int64Data ?? []).map((n) => Number(String(n))));
  const integers = one.int32Data ?? [];
  if (type === "float16" || type === "bfloat16")
    return numbersOf(new Uint8Array(Uint16Array.from(integers).buffer), type);
  return Float64Array.from(integers);
}
