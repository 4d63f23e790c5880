/** A foreign network by the ending of its file's name. */
import { extname } from "node:path";
import { UserError } from "../error.js";
import { readWhole } from "../files.js";
import { readNpz } from "../formats/npz.js";
import { readOnnx } from "../formats/onnx.js";
import { readSafetensors } from "../formats/safetensors.js";
import { some } from "../formats/some.js";
import { everything, type NamedTensor, type TensorFile, type Wanted } from "../formats/tensor.js";
import { readTorch } from "../formats/torch.js";
import type { Architecture } from "./architecture.js";
import { completed } from "./complete.js";
import type { FoundNetwork } from "./found.js";
import { layersByName } from "./named-tensors.js";
import { layersOfGraph } from "./onnx.js";
import { leftOut, selectionOf } from "./select.js";
import { layersOfTensors } from "./state-dict.js";

type Reader = (
  path: string,
  bytes: Uint8Array,
  prefix: string | undefined,
  wanted: Wanted,
) => TensorFile;

const readers: Readonly<Record<string, Reader>> = {
  ".safetensors": cutting(readSafetensors),
  ".npz": cutting(readNpz),
  ".pt": readTorch,
  ".pth": readTorch,
};

export const networkEndings: readonly string[] = [...Object.keys(readers), ".onnx"];

/**
 * @param prefix of the names to take, where files hold more than one network.
 * @throws UserError for files that are damaged, hostile, or hold something else than a network.
 */
export function readForeign(
  paths: readonly string[],
  architecture: Architecture,
  prefix?: string,
): FoundNetwork {
  const [path] = paths as [string];
  const { select } = architecture;
  if (extname(path).toLowerCase() === ".onnx") {
    if (paths.length > 1 || prefix !== undefined || select !== undefined)
      throw new UserError(
        `${path}: an ONNX graph is whole: give no other file beside it, no --prefix and no --select`,
      );
    const graph = readOnnx(path, readWhole(path));
    const found = layersOfGraph(path, graph, architecture);
    return { ...found, notes: [...found.notes, ...rounded(path, [...graph.constants.values()])] };
  }
  const selection = select === undefined ? undefined : selectionOf(path, select);
  const wanted = selection ? (name: string) => selection.takes(name) : everything;
  const files = paths.map((one) => readTensors(one, prefix, wanted));
  const tensors = files.flatMap((file) => file.tensors);
  checkNames(path, tensors);
  const left = files.flatMap((own) => own.left ?? []);
  const file = {
    tensors,
    ordered: files.length === 1 && files[0]!.ordered,
    notes: [
      ...files.flatMap(({ notes }) => notes),
      ...(selection ? leftOut(path, selection, tensors.length, left) : []),
    ],
  };
  if (architecture.layers !== undefined) {
    const found = layersByName(path, file, { ...architecture, layers: architecture.layers });
    return { ...found, notes: [...found.notes, ...rounded(path, tensors)] };
  }
  const { layers, blocks, notes } = layersOfTensors(path, file, architecture);
  const found = completed(path, layers, architecture, blocks);
  return { ...found, notes: [...notes, ...rounded(path, tensors), ...found.notes] };
}

function readTensors(path: string, prefix: string | undefined, wanted: Wanted): TensorFile {
  const ending = extname(path).toLowerCase();
  const read = Object.hasOwn(readers, ending) ? readers[ending] : undefined;
  if (read) return read(path, readWhole(path), prefix, wanted);
  throw new UserError(
    `${path}: expected a file whose name ends ${networkEndings.join(", ")}, found ${ending || "no ending"}`,
  );
}

/** Reads the tensors whose names begin so, under the rest of their names. */
function cutting(read: (path: string, bytes: Uint8Array, wanted: Wanted) => TensorFile): Reader {
  return (path, bytes, prefix = "", wanted) => {
    const begins = (name: string) => name.startsWith(prefix);
    const cut = (name: string) => name.slice(prefix.length);
    const file = read(path, bytes, (name) => begins(name) && wanted(cut(name)));
    const left = file.left ?? [];
    if (prefix !== "" && ![...left, ...file.tensors.map(({ name }) => name)].some(begins))
      throw new UserError(
        `${path}: expected tensors whose names begin "${prefix}", found only ${some(left)}`,
      );
    const tensors = file.tensors.map((tensor) => ({ ...tensor, name: cut(tensor.name) }));
    return { ...file, tensors, left: left.filter(begins).map(cut) };
  };
}

/** Parts of one network have names of their own. */
function checkNames(path: string, tensors: readonly NamedTensor[]): void {
  const names = new Set<string>();
  for (const { name } of tensors) {
    if (names.has(name))
      throw new UserError(`${path}: expected each tensor in one file, found "${name}" in two`);
    names.add(name);
  }
}

/** Numbers of 64 bits lose what 32 do not hold. */
function rounded(path: string, tensors: readonly NamedTensor[]): string[] {
  const wide = tensors.filter(({ type, shape }) => type === "float64" && shape.length > 0);
  const lossy = wide.filter(({ data }) => data.some((value) => Math.fround(value) !== value));
  return lossy.length > 0
    ? [`${path}: numbers of 64 bits in ${some(lossy.map(({ name }) => name))} are rounded to 32`]
    : [];
}
