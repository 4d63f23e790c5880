/** .npz, what numpy.savez writes: a zip archive with one .npy file an array, named after it. */

import { type Npy, numbersOf, readNpy } from "./npy.js";
import { readNumberArchive } from "./number-archive.js";
import {
  counter,
  everything,
  type NamedTensor,
  type NumberType,
  sizeOf,
  type TensorFile,
} from "./tensor.js";

/** @throws UserError for arrays of anything but numbers. */
export function readNpz(path: string, bytes: Uint8Array, wanted = everything): TensorFile {
  const count = counter(path);
  const files = [...readNumberArchive(path, bytes)].map(
    ([file, entry]) => [file.replace(/\.npy$/, ""), entry] as const,
  );
  const taken = files.filter(([name]) => wanted(name));
  const tensors = taken.map(([name, entry]): NamedTensor => {
    const array = readNpy(`${path}: "${name}"`, entry.read());
    count(sizeOf(`${path}: "${name}"`, array.shape));
    const values = numbersOf(`${path}: "${name}"`, array);
    const exact = values instanceof Float32Array || values instanceof Float64Array;
    const data = exact ? values : Float64Array.from(values);
    return { name, shape: array.shape, type: typeOf(array), data };
  });
  const left = files.map(([name]) => name).filter((name) => !wanted(name));
  return { tensors, ordered: true, notes: [], left };
}

function typeOf({ dtype }: Npy): NumberType {
  const kind = dtype.replace(/^[<>|=]/, "");
  if (kind === "f8") return "float64";
  if (kind === "f2") return "float16";
  if (kind === "b1") return "bool";
  return kind === "f4" ? "float32" : "int64";
}
