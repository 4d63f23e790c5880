/** Reads a data set of one's own, whatever its format. */
import { basename, join } from "node:path";
import { UserError } from "../error.js";
import { readWhole } from "../files.js";
import { readArrow } from "../formats/arrow-table.js";
import { cifarImage, readCifar } from "../formats/cifar.js";
import { readCsv } from "../formats/csv-table.js";
import { gunzip, isGzip } from "../formats/gzip.js";
import type { LabelledTable } from "../formats/labelled-table.js";
import { isNpy, readNpy } from "../formats/npy.js";
import { readParquet } from "../formats/parquet.js";
import { isZip, readZip } from "../formats/zip.js";
import { mostUnpacked } from "../limits.js";
import { type NamedArrays, partsOfArrays } from "./arrays.js";
import { readIdxParts } from "./idx-folder.js";
import type { Part, Parts, Reading } from "./parts.js";
import { knownSource } from "./source-files.js";
import { partsOfTable, type TableFile } from "./table-parts.js";

/** @throws UserError where there is nothing to read, or what there is is damaged or no data set. */
export function readSource(path: string, reading: Reading): Parts {
  const { kind, names } = knownSource(path);
  switch (kind) {
    case "idx":
      return readIdxParts(path);
    case "cifar":
      return cifarParts(path, names, reading);
    case "arrays":
      return partsOfArrays(path, npyArrays(path, names), reading);
    case "parts":
      return tableParts(path, names, reading);
    case "file":
      return fileParts(path, reading);
  }
}

function fileParts(path: string, reading: Reading): Parts {
  const bytes = readWhole(path);
  if (isZip(bytes)) return partsOfArrays(path, npzArrays(path, bytes), reading);
  if (isNpy(bytes)) return npyTable(path, bytes);
  return partsOfTable([tableOf(path, bytes, reading)]);
}

function npzArrays(path: string, bytes: Uint8Array): NamedArrays {
  const entries = [...readZip(path, bytes)].filter(([name]) => name.endsWith(".npy"));
  return new Map(
    entries.map(([name, entry]) => {
      const own = name.replace(/\.npy$/, "");
      return [own, () => readNpy(`${path}: ${own}`, entry.read())];
    }),
  );
}

function npyArrays(folder: string, names: readonly string[]): NamedArrays {
  return new Map(
    names.map((name) => {
      const file = join(folder, name);
      return [name.replace(/\.npy$/, ""), () => readNpy(file, readWhole(file))];
    }),
  );
}

/** A lone array has its labels in the last column. */
function npyTable(path: string, bytes: Uint8Array): Parts {
  const { shape, data } = readNpy(path, bytes);
  const [rows, columns] = shape as [number, number];
  if (shape.length !== 2 || columns < 2 || !ArrayBuffer.isView(data))
    throw new UserError(
      `${path}: expected rows of numbers whose last is the label, found ${shape.join(" x ") || "one value"}${ArrayBuffer.isView(data) ? "" : " texts"}; give images and labels together as .npz, or as x.npy and y.npy in a folder`,
    );
  const width = columns - 1;
  const values = new Float64Array(rows * width);
  const labels = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < width; i++) values[row * width + i] = data[row * columns + i]!;
    labels[row] = data[row * columns + width]!;
  }
  const part: Part = { file: path, labelsFile: path, shape: [rows, width], values, labels };
  const notes = [`${path}: labels are taken from the last of ${columns} columns`];
  return { train: part, table: true, notes };
}

/** The format is told by the first bytes, and where it has none by the name. */
function tableOf(path: string, bytes: Uint8Array, reading: Reading): TableFile {
  const file = (table: LabelledTable): TableFile => ({ file: path, table });
  const start = Buffer.from(bytes.subarray(0, 6)).toString("latin1");
  const name = basename(path).toLowerCase();
  if (start.startsWith("PAR1") || name.endsWith(".parquet"))
    return file(readParquet(path, bytes, reading));
  if (start === "ARROW1" || /\.(arrows?|feather)$/.test(name))
    return file(readArrow(path, bytes, reading));
  if (/\.(csv|tsv|txt|data)(\.gz)?$/.test(name)) {
    const text = isGzip(bytes) ? gunzip(path, bytes, mostText(bytes)) : bytes;
    return file(readCsv(path, text, reading));
  }
  throw new UserError(
    `${path}: expected a data set as .npz, .npy, .csv, .tsv, .parquet or .arrow, or a folder of IDX files, found a file of another kind`,
  );
}

/** Tables of numbers pack to a fifth or a tenth; a file that holds far more is none. */
function mostText(packed: Uint8Array): number {
  return Math.min(mostUnpacked, Math.max(2 ** 24, 100 * packed.length));
}

/** train.csv and test.csv, and their like. */
function tableParts(folder: string, names: readonly string[], reading: Reading): Parts {
  const of = (part: "train" | "test") => {
    const found = names.filter((name) => name.startsWith(`${part}.`));
    if (found.length > 1)
      throw new UserError(
        `${folder}: expected one file of the ${part} part, found ${found.join(", ")}`,
      );
    return found[0];
  };
  const [train, test] = [of("train"), of("test")];
  if (train === undefined)
    throw new UserError(`${folder}: expected train.* beside ${test}, found none`);
  const read = (name: string) =>
    tableOf(join(folder, name), readWhole(join(folder, name)), reading);
  return partsOfTable(test === undefined ? [read(train)] : [read(train), read(test)]);
}

/** CIFAR-10 has its training part in several files; CIFAR-100 has two labels an image. */
function cifarParts(folder: string, names: readonly string[], { label = "fine" }: Reading): Parts {
  const batches = names
    .filter((name) => name.startsWith("data_batch_"))
    .sort((a, b) => Number(/\d+/.exec(a)) - Number(/\d+/.exec(b)));
  const hundred = batches.length === 0;
  const training = hundred ? names.filter((name) => name === "train.bin") : batches;
  const testing = names.filter((name) => name === (hundred ? "test.bin" : "test_batch.bin"));
  if (training.length === 0)
    throw new UserError(
      `${folder}: expected data_batch_1.bin or train.bin, found ${names.join(", ")}`,
    );
  if (hundred && label !== "fine" && label !== "coarse")
    throw new UserError(`${folder}: expected dataset.label to be fine or coarse, found ${label}`);
  const place = hundred && label === "fine" ? 1 : 0;
  const words = hundred ? `${label}_label_names.txt` : "batches.meta.txt";
  const classNames = names.includes(words) ? lines(join(folder, words)) : undefined;
  const part = (files: readonly string[]) => cifarPart(folder, files, hundred ? 2 : 1, place);
  return {
    train: part(training),
    ...(testing.length > 0 ? { test: part(testing) } : {}),
    ...(classNames ? { classNames } : {}),
    table: false,
    notes: [],
  };
}

function cifarPart(folder: string, names: readonly string[], labels: 1 | 2, place: number): Part {
  const files = names.map((name) => join(folder, name));
  const parts = files.map((file) => readCifar(file, readWhole(file), labels, place));
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const { channels, height, width } = cifarImage;
  const size = channels * height * width;
  const values = new Uint8Array(count * size);
  const all = new Uint8Array(count);
  let at = 0;
  for (const part of parts) {
    values.set(part.values, at * size);
    all.set(part.labels, at);
    at += part.count;
  }
  const file = files[0]!;
  return { file, labelsFile: file, shape: [count, channels, height, width], values, labels: all };
}

function lines(file: string): string[] {
  const text = readWhole(file)
    .subarray(0, 1 << 16)
    .toString();
  return text.split(/\r?\n/).filter((line) => line.trim() !== "");
}
