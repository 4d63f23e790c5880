/** Images as Arrow files: dataset.arrow, training images first. */
import { readTable } from "../arrow/read.js";
import type { Provenance, Table } from "../arrow/table.js";
import { writeTable } from "../arrow/write.js";
import { countClasses } from "../data/classes.js";
import type { Dataset, Images } from "../data/dataset.js";
import { UserError } from "../error.js";
import { inputValues } from "../layers.js";
import type { Network } from "../network.js";

export interface DatasetFile {
  readonly dataset: Dataset;
  readonly table: Table;
  /** The name it was written under, or "data" in files of other programs. */
  readonly name: string;
}

/**
 * Without the attribute `classes`, every class up to the highest label must have an image.
 * @throws UserError where a split has no images or the labels do not fit.
 */
export function readDataset(path: string): DatasetFile {
  const table = readTable(path, "dataset");
  const { width, values } = table.binary("pixels");
  const labels = table.uint8("label");
  const split = table.text("split");
  const attribute = table.attribute("classes");
  const classes = attribute === undefined ? countClasses(path, [labels]) : stated(path, attribute);
  const beyond = labels.findIndex((label) => label >= classes);
  if (beyond >= 0)
    throw new UserError(
      `${path}: expected labels below ${classes}, the attribute "classes", found ${labels[beyond]} in row ${beyond}`,
    );
  const take = (name: string): Images => {
    const rows = split.flatMap((s, row) => (s === name ? [row] : []));
    if (rows.length === 0) throw new UserError(`${path}: expected ${name} images, found none`);
    return { count: rows.length, width, classes, ...gather(rows, width, values, labels) };
  };
  const dataset = { train: take("train"), test: take("test") };
  return { dataset, table, name: String(table.attribute("dataset") ?? "data") };
}

function stated(path: string, classes: unknown): number {
  if (Number.isSafeInteger(classes) && Number(classes) >= 2 && Number(classes) <= 256)
    return Number(classes);
  throw new UserError(
    `${path}: expected the attribute "classes" to be an integer from 2 to 256, found ${JSON.stringify(classes)}`,
  );
}

/** A view where the rows follow one another, which ours do; else a copy. */
function gather(
  rows: readonly number[],
  width: number,
  values: Uint8Array,
  labels: Uint8Array,
): { pixels: Uint8Array; labels: Uint8Array } {
  const [first, last] = [rows[0]!, rows.at(-1)!];
  if (last - first + 1 === rows.length)
    return {
      pixels: values.subarray(first * width, (last + 1) * width),
      labels: labels.subarray(first, last + 1),
    };
  const pixels = new Uint8Array(rows.length * width);
  rows.forEach((row, i) => {
    pixels.set(values.subarray(row * width, (row + 1) * width), i * width);
  });
  return { pixels, labels: Uint8Array.from(rows, (row) => labels[row]!) };
}

/** Writes dataset.arrow with the attributes `dataset` (its name) and `classes`. */
export function writeDataset(
  path: string,
  name: string,
  { train, test }: Dataset,
  provenance: Provenance,
): void {
  const values = new Uint8Array(train.pixels.length + test.pixels.length);
  values.set(train.pixels);
  values.set(test.pixels, train.pixels.length);
  const label = new Uint8Array(train.count + test.count);
  label.set(train.labels);
  label.set(test.labels, train.count);
  const split = Array.from(label, (_, i) => (i < train.count ? "train" : "test"));
  writeTable(
    path,
    "dataset",
    { split, label, pixels: { width: train.width, values } },
    {
      ...provenance,
      attributes: { ...provenance.attributes, dataset: name, classes: train.classes },
    },
  );
}

/** @throws UserError where a network does not take these images or has too few outputs. */
export function checkFits(path: string, { train }: Dataset, network: Network): void {
  const { units } = network;
  const pixels = inputValues(network);
  if (pixels !== train.width || units.at(-1)! < train.classes)
    throw new UserError(
      `${path}: expected images of ${pixels} pixels in at most ${units.at(-1)} classes, as the network has, found ${train.width} pixels and ${train.classes} classes`,
    );
}
