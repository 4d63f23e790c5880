/**
 * safetensors: 8 bytes with the length of a JSON header, the header, the bytes of all tensors.
 * The header names each tensor's dtype, shape and place: [begin, end) after the header. Places cover
 * the bytes without gap or overlap, so that a file is no larger than what it holds.
 * https://github.com/huggingface/safetensors
 */
import { UserError } from "../error.js";
import { isObject, parseJsonObject, repeatedKey } from "../json.js";
import {
  everything,
  type NamedTensor,
  type NumberType,
  numbersOf,
  numberTypes,
  sizeOf,
  type TensorFile,
} from "./tensor.js";

const types: Readonly<Record<string, NumberType>> = {
  F64: "float64",
  F32: "float32",
  F16: "float16",
  BF16: "bfloat16",
  I64: "int64",
  I32: "int32",
  I16: "int16",
  I8: "int8",
  U8: "uint8",
  BOOL: "bool",
};

/** Bytes of a header: a hundred for each tensor. */
const longestHeader = 2 ** 22;

/** @throws UserError for anything that the format does not allow, before memory is taken for it. */
export function readSafetensors(path: string, bytes: Uint8Array, wanted = everything): TensorFile {
  const { header, body } = partsOf(path, bytes);
  const places = Object.entries(header)
    .filter(([name]) => name !== "__metadata__")
    .map(([name, entry]) => placeOf(path, name, entry, wanted(name)));
  checkCover(path, places, body.length);
  const [taken, left] = [true, false].map((is) => places.filter((own) => own.taken === is));
  const tensors = taken!.map(({ name, shape, type, begin, end }): NamedTensor => {
    return { name, shape, type, data: numbersOf(body.subarray(begin, end), type) };
  });
  return { tensors, ordered: false, notes: [], left: left!.map(({ name }) => name) };
}

function partsOf(path: string, bytes: Uint8Array) {
  if (bytes.length < 8)
    throw new UserError(
      `${path}: expected a safetensors file of at least 8 bytes, found ${bytes.length}`,
    );
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > bytes.length - 8 || length > longestHeader)
    throw new UserError(
      `${path}: expected a safetensors header of at most ${Math.min(bytes.length - 8, longestHeader)} bytes, found one that says it has ${length}`,
    );
  const end = 8 + Number(length);
  const where = `${path}: safetensors header`;
  const text = textOf(where, bytes.subarray(8, end));
  const header = parseJsonObject(where, text, "tensors");
  const twice = repeatedKey(text);
  if (twice !== undefined)
    throw new UserError(`${where}: expected each name once, found "${twice}" twice`);
  return { header, body: bytes.subarray(end) };
}

function textOf(where: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UserError(`${where}: expected UTF-8, found other bytes`);
  }
}

interface Place {
  readonly taken: boolean;
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: NumberType;
  readonly begin: number;
  readonly end: number;
}

function placeOf(path: string, name: string, entry: unknown, taken: boolean): Place {
  const where = `${path}: tensor "${name}"`;
  const { dtype, shape, data_offsets: offsets } = isObject(entry) ? entry : {};
  const whole = (n: unknown) => Number.isSafeInteger(n) && Number(n) >= 0;
  if (!Array.isArray(shape) || !Array.isArray(offsets) || offsets.length !== 2)
    throw new UserError(
      `${where}: expected {dtype, shape, data_offsets: [begin, end]}, found ${JSON.stringify(entry)}`,
    );
  const type = typeof dtype === "string" && Object.hasOwn(types, dtype) ? types[dtype] : undefined;
  if (type === undefined)
    throw new UserError(
      `${where}: expected a dtype of ${Object.keys(types).join(", ")}, found ${JSON.stringify(dtype)}`,
    );
  const [begin, end] = offsets as [unknown, unknown];
  const most = taken ? undefined : Number.MAX_SAFE_INTEGER;
  const expected = sizeOf(where, shape, most) * numberTypes[type];
  if (!whole(begin) || !whole(end) || Number(end) - Number(begin) !== expected)
    throw new UserError(
      `${where}: expected data_offsets over the ${expected} bytes of shape [${shape.join(", ")}] in ${dtype}, found ${JSON.stringify(offsets)}`,
    );
  return { name, shape, type, begin: Number(begin), end: Number(end), taken };
}

/** Without gap or overlap, to the last byte. */
function checkCover(path: string, places: readonly Place[], length: number): void {
  const sorted = [...places].sort((a, b) => a.begin - b.begin || a.end - b.end);
  let at = 0;
  for (const { name, begin, end } of sorted) {
    if (begin !== at || end > length)
      throw new UserError(
        `${path}: tensor "${name}": expected its bytes to begin at ${at}, where those before end, and to end by ${length}, found [${begin}, ${end}]`,
      );
    at = end;
  }
  if (at !== length)
    throw new UserError(
      `${path}: expected ${at} bytes of tensors, as the header says, found ${length}`,
    );
}
