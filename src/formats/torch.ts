/**
 * What torch.save writes of a state_dict: a pickle whose tensors are views of storages, which lie
 * beside it. Since PyTorch 1.6 both are files of a zip archive; before, one follows the other.
 */
import { UserError } from "../error.js";
import { readNumberArchive } from "./number-archive.js";
import { Call, Global, Persistent, type PickleValue, readPickle } from "./pickle.js";
import { some } from "./some.js";
import {
  counter,
  everything,
  type NamedTensor,
  type NumberType,
  numbersOf,
  numberTypes,
  sizeOf,
  type TensorFile,
} from "./tensor.js";
import { isZip } from "./zip.js";

const storages: Readonly<Record<string, NumberType>> = {
  "torch.DoubleStorage": "float64",
  "torch.FloatStorage": "float32",
  "torch.HalfStorage": "float16",
  "torch.BFloat16Storage": "bfloat16",
  "torch.LongStorage": "int64",
  "torch.IntStorage": "int32",
  "torch.ShortStorage": "int16",
  "torch.CharStorage": "int8",
  "torch.ByteStorage": "uint8",
  "torch.BoolStorage": "bool",
};

const rebuild = ["torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor"];
const wrap = ["torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state"];

/** What may stand beside weights, such as the best accuracy so far; none of it is looked at. */
const others = [
  "collections.OrderedDict",
  "torch.Size",
  "torch.device",
  "numpy.core.multiarray.scalar",
  "numpy._core.multiarray.scalar",
  "numpy.dtype",
  "_codecs.encode",
];
const allowed = new Set([...Object.keys(storages), ...rebuild, ...wrap, ...others]);

/** Names under which training programs keep the state_dict among other things. */
const usual = ["state_dict", "model_state_dict", "model", "net", "network", "module"];

/** Bytes of a storage by its key, once it is known how many they are. */
type Storages = (key: string, length: number) => Uint8Array;

/**
 * The tensors of a state_dict, in the order of their definition.
 * @param prefix of the names to take, where a file holds more than one network; cut off.
 * @throws UserError for anything but weights: see pickle.ts.
 */
export function readTorch(
  path: string,
  bytes: Uint8Array,
  prefix?: string,
  wanted = everything,
): TensorFile {
  const { value, storages: find } = isZip(bytes) ? archive(path, bytes) : legacy(path, bytes);
  const { dict, notes } = stateDict(path, value, prefix);
  const reader = new TensorReader(path, find);
  const tensors: NamedTensor[] = [];
  const ignored: string[] = [];
  const left: string[] = [];
  for (const [name, entry] of dict) {
    if (isTensor(entry) && !wanted(String(name))) {
      left.push(String(name));
      continue;
    }
    const tensor = reader.read(String(name), entry);
    if (tensor) tensors.push(tensor);
    else ignored.push(String(name));
  }
  if (ignored.length > 0) notes.push(`${path}: ${some(ignored)} left out: no tensors`);
  return { tensors, ordered: true, notes, left };
}

function archive(path: string, bytes: Uint8Array) {
  const files = readNumberArchive(path, bytes);
  const pickle = [...files.keys()].find((name) => /^([^/]+\/)?data\.pkl$/.test(name));
  const folder = pickle?.slice(0, -"data.pkl".length) ?? "";
  if (files.has(`${folder}constants.pkl`))
    throw new UserError(
      `${path}: expected a state_dict, found a TorchScript archive; save the weights alone: torch.save(model.state_dict(), …)`,
    );
  if (pickle === undefined)
    throw new UserError(`${path}: expected a PyTorch file, found a zip archive without data.pkl`);
  const order = files.get(`${folder}byteorder`);
  if (order && Buffer.from(order.read()).toString() !== "little")
    throw new UserError(`${path}: expected numbers in little-endian order, found another`);
  const { value } = readPickle(path, files.get(pickle)!.read(), (name) => allowed.has(name));
  const find: Storages = (key, length) => {
    const file = files.get(`${folder}data/${key}`);
    if (file?.size !== length)
      throw new UserError(
        `${path}: expected ${length} bytes of storage "${key}", found ${file ? `${file.size}` : "no such storage"}`,
      );
    return file.read();
  };
  return { value, storages: find };
}

/** torch.save writes it first before anything else: 0x1950a86a20f9469cfc6c. */
const magic = 0x1950a86a20f9469cfc6cn;

/** Pickles of a magic, a version, what the machine was, the object, the keys; then all storages. */
function legacy(path: string, bytes: Uint8Array) {
  if (bytes[0] !== 0x80)
    throw new UserError(
      `${path}: expected what torch.save writes, a zip archive or pickles, found something else`,
    );
  let end = 0;
  const next = () => {
    const read = readPickle(path, bytes, (name) => allowed.has(name), end);
    end = read.end;
    return read;
  };
  if (next().value !== magic)
    throw new UserError(
      `${path}: expected what torch.save writes, found another pickle; save the weights by torch.save(model.state_dict(), …)`,
    );
  next();
  next();
  const { value, persistent } = next();
  const { value: keys } = next();
  const places = legacyPlaces(path, bytes, end, keys, persistent);
  const find: Storages = (key, length) => {
    const place = places.get(key);
    if (place?.length !== length)
      throw new UserError(
        `${path}: expected ${length} bytes of storage "${key}", found ${place?.length ?? "no such storage"}`,
      );
    return place;
  };
  return { value, storages: find };
}

/** Each storage has its number of elements before it; how long these are, the tensors say. */
function legacyPlaces(
  path: string,
  bytes: Uint8Array,
  begin: number,
  keys: PickleValue,
  persistent: readonly Persistent[],
): Map<string, Uint8Array> {
  const stored = persistent.map((one) => storageOf(path, one));
  const types = new Map(stored.map(({ key, type }) => [key, type]));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const places = new Map<string, Uint8Array>();
  let at = begin;
  for (const key of Array.isArray(keys) ? keys : []) {
    const type = types.get(String(key));
    const count = at + 8 <= bytes.length ? Number(view.getBigUint64(at, true)) : Number.NaN;
    const end = at + 8 + count * (type ? numberTypes[type] : Number.NaN);
    if (!(end <= bytes.length))
      throw new UserError(
        `${path}: expected a whole file of ${places.size + 1} or more storages, found it cut at byte ${bytes.length}; make or fetch the file again`,
      );
    places.set(String(key), bytes.subarray(at + 8, end));
    at = end;
  }
  return places;
}

type Dict = Map<PickleValue, PickleValue>;

function stateDict(path: string, value: PickleValue, prefix: string | undefined) {
  const notes: string[] = [];
  if (!(value instanceof Map))
    throw new UserError(
      `${path}: expected a state_dict, a dict of tensors by name, found ${nameOf(value)}; save the weights by torch.save(model.state_dict(), …)`,
    );
  if (prefix !== undefined) return { dict: withPrefix(path, value, prefix), notes };
  if (hasTensors(value)) return { dict: value, notes };
  const inner = [...value].filter((entry): entry is [string, Dict] => isState(entry[1]));
  const named = usual.flatMap((name) => inner.filter(([own]) => own === name));
  const found = named[0] ?? (inner.length === 1 ? inner[0] : undefined);
  if (!found)
    throw new UserError(
      `${path}: expected a state_dict, found a dict of ${some([...value.keys()].map(String))}${inner.length > 0 ? "; say which by --prefix" : "; save the weights by torch.save(model.state_dict(), …)"}`,
    );
  const left = [...value.keys()].map(String).filter((name) => name !== found[0]);
  const beside = left.length > 0 ? `; ${some(left)} left out` : "";
  notes.push(`${path}: the tensors are those of "${found[0]}"${beside}`);
  return { dict: found[1], notes };
}

function isState(value: PickleValue): value is Dict {
  return value instanceof Map && hasTensors(value);
}

function hasTensors(dict: Dict): boolean {
  return [...dict.values()].some(isTensor);
}

function isTensor(value: PickleValue): value is Call {
  return value instanceof Call && (rebuild.includes(value.name) || wrap.includes(value.name));
}

/** Names of a dict in a dict are joined by a dot. */
function withPrefix(path: string, value: Dict, prefix: string): Dict {
  const inner = value.get(prefix.replace(/\.$/, ""));
  if (isState(inner ?? null)) return inner as Dict;
  const taken = [...value].filter(([name]) => typeof name === "string" && name.startsWith(prefix));
  if (taken.some(([, entry]) => isTensor(entry)))
    return new Map(taken.map(([name, entry]) => [(name as string).slice(prefix.length), entry]));
  throw new UserError(
    `${path}: expected tensors whose names begin "${prefix}", found only ${some([...value.keys()].map(String))}`,
  );
}

function nameOf(value: PickleValue | undefined): string {
  if (value instanceof Call || value instanceof Global) return value.name;
  if (isTensor(value ?? null)) return "one tensor";
  return Array.isArray(value) ? "a list" : typeof value;
}

class TensorReader {
  readonly #read = new Map<string, Uint8Array>();
  readonly #count: (size: number) => void;

  constructor(
    private readonly path: string,
    private readonly storages: Storages,
  ) {
    this.#count = counter(path);
  }

  /** Nothing where the entry is no tensor. */
  read(name: string, entry: PickleValue): NamedTensor | undefined {
    if (!isTensor(entry)) return undefined;
    if (wrap.includes(entry.name)) return this.read(name, entry.args[0] ?? null);
    const where = `${this.path}: tensor "${name}"`;
    const [storage, offset, sizes, strides] = entry.args;
    const shape = numbers(where, sizes);
    const steps = numbers(where, strides);
    const size = sizeOf(where, shape);
    const { type, count, key } = storageOf(where, storage);
    const first = wholeNumber(where, offset);
    const last = shape.reduce((at, n, d) => at + (n - 1) * (steps[d] ?? Number.NaN), first);
    if (steps.length !== shape.length || (size > 0 && !(last < count)))
      throw new UserError(
        `${where}: expected a shape within its storage of ${count} numbers, found [${shape.join(", ")}] in steps of [${steps.join(", ")}] from ${first}`,
      );
    const span = size > 0 ? last + 1 - first : 0;
    this.#count(Math.max(span, size));
    const width = numberTypes[type];
    const bytes = this.#storage(key, count * width);
    const all = numbersOf(bytes.subarray(first * width, (first + span) * width), type);
    return { name, shape, type, data: strided(all, shape, steps, size) };
  }

  #storage(key: string, length: number): Uint8Array {
    const known = this.#read.get(key);
    if (known?.length === length) return known;
    const bytes = this.storages(key, length);
    this.#read.set(key, bytes);
    return bytes;
  }
}

/** The arguments of a persistent id: "storage", type, key, device, count. */
function storageOf(where: string, value: PickleValue | undefined) {
  const id = value instanceof Persistent && Array.isArray(value.id) ? value.id : [];
  const [word, type, key, , count, view] = id;
  const known = type instanceof Global ? storages[type.name] : undefined;
  if (word !== "storage" || known === undefined || typeof key !== "string" || (view ?? null))
    throw new UserError(
      `${where}: expected a storage of ${Object.keys(storages).join(", ")}, found ${type instanceof Global ? type.name : "none"}`,
    );
  return { type: known, key, count: sizeOf(where, [count]) };
}

function numbers(where: string, value: PickleValue | undefined): number[] {
  const list = value instanceof Call && value.name === "torch.Size" ? value.args[0] : value;
  if (!Array.isArray(list)) throw new UserError(`${where}: expected a shape, found none`);
  return list.map((n) => wholeNumber(where, n));
}

function wholeNumber(where: string, value: unknown): number {
  if (Number.isSafeInteger(value) && Number(value) >= 0) return Number(value);
  throw new UserError(`${where}: expected a whole number, found ${String(value)}`);
}

/** The elements of a view, row by row. */
function strided(
  all: Float32Array | Float64Array,
  shape: readonly number[],
  steps: readonly number[],
  size: number,
): Float32Array | Float64Array {
  const data = all instanceof Float32Array ? new Float32Array(size) : new Float64Array(size);
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < size; to++) {
    data[to] = all[from]!;
    for (let d = shape.length - 1; d >= 0; d--) {
      from += steps[d]!;
      if (++index[d]! < shape[d]!) break;
      from -= steps[d]! * shape[d]!;
      index[d] = 0;
    }
  }
  return data;
}
