/** Images as Arrow files: dataset.arrow, training images first. */
import { readTable } from "../arrow/read.js";
import type { Provenance, Table } from "../arrow/table.js";
import { writeTable } from "../arrow/write.js";
import { countClasses } from "../data/classes.js";
import type { Dataset, Images } from "../data/dataset.js";
import { UserError } from "../error.js";
import { isObject } from "../json.js";
import { inputValues } from "../layers.js";
import type { Network } from "../network.js";
import { normaliseOf } from "./normalise.js";

export interface DatasetFile {
  readonly dataset: Dataset;
  readonly table: Table;
  /** The name it was written under, or "data" in files of other programs. */
  readonly name: string;
  /** Classes of the task, which guessing has to choose from: as stated, or those that occur. */
  readonly classes: number;
}

type Values = Uint8Array | Float32Array;

/** @throws UserError where a split has no images or the labels do not fit. */
export function readDataset(path: string): DatasetFile {
  const table = readTable(path, "dataset");
  const { width, values } = table.lists("pixels");
  const labels = table.uint8("label");
  const split = table.text("split");
  const attribute = table.attribute("classes");
  const stated = attribute === undefined ? undefined : statedClasses(path, attribute);
  const classes = stated ?? highest(labels) + 1;
  const beyond = labels.findIndex((label) => label >= classes);
  if (beyond >= 0)
    throw new UserError(
      `${path}: expected labels below ${classes}, the attribute "classes", found ${labels[beyond]} in row ${beyond}`,
    );
  const image = imageOf(path, width, table.attribute("image"));
  const take = (name: string): Images => {
    const rows = split.flatMap((s, row) => (s === name ? [row] : []));
    if (rows.length === 0) throw new UserError(`${path}: expected ${name} images, found none`);
    return { count: rows.length, width, classes, ...gather(rows, width, values, labels), ...image };
  };
  const dataset = {
    train: take("train"),
    test: take("test"),
    ...normaliseOf(path, { units: [width, classes] }, table.attribute("normalise")),
    ...namesOf(path, classes, table.attribute("labels")),
  };
  const name = String(table.attribute("dataset") ?? "data");
  return { dataset, table, name, classes: stated ?? new Set(labels).size };
}

/**
 * The same to train on: without the attribute `classes`, every class up to the highest label must have an
 * image.
 */
export function readTrainingSet(path: string): DatasetFile {
  const file = readDataset(path);
  const { train, test } = file.dataset;
  if (file.table.attribute("classes") === undefined)
    countClasses(path, [train.labels, test.labels]);
  return file;
}

function highest(labels: Uint8Array): number {
  return labels.reduce((most, label) => Math.max(most, label), 1);
}

function statedClasses(path: string, classes: unknown): number {
  if (Number.isSafeInteger(classes) && Number(classes) >= 2 && Number(classes) <= 256)
    return Number(classes);
  throw new UserError(
    `${path}: expected the attribute "classes" to be an integer from 2 to 256, found ${JSON.stringify(classes)}`,
  );
}

function imageOf(path: string, values: number, attribute: unknown): Pick<Images, "image"> {
  if (attribute === undefined) return {};
  const { channels, height, width } = isObject(attribute) ? attribute : {};
  const sizes = [channels, height, width].map(Number);
  const whole = sizes.every((size) => Number.isSafeInteger(size) && size > 0);
  if (whole && sizes.reduce((product, size) => product * size, 1) === values)
    return { image: { channels: sizes[0]!, height: sizes[1]!, width: sizes[2]! } };
  throw new UserError(
    `${path}: expected the attribute "image" to hold channels, height and width of ${values} values, found ${JSON.stringify(attribute)}`,
  );
}

function namesOf(path: string, classes: number, attribute: unknown): Pick<Dataset, "names"> {
  if (attribute === undefined) return {};
  const words = Array.isArray(attribute) && attribute.every((name) => typeof name === "string");
  if (words && attribute.length === classes) return { names: attribute };
  throw new UserError(
    `${path}: expected the attribute "labels" to name ${classes} classes, found ${JSON.stringify(attribute)}`,
  );
}

/** A view where the rows follow one another, which ours do; else a copy. */
function gather(
  rows: readonly number[],
  width: number,
  values: Values,
  labels: Uint8Array,
): { pixels: Values; labels: Uint8Array } {
  const [first, last] = [rows[0]!, rows.at(-1)!];
  if (last - first + 1 === rows.length)
    return {
      pixels: values.subarray(first * width, (last + 1) * width),
      labels: labels.subarray(first, last + 1),
    };
  const pixels = values.slice(0, rows.length * width);
  rows.forEach((row, i) => {
    pixels.set(values.subarray(row * width, (row + 1) * width), i * width);
  });
  return { pixels, labels: Uint8Array.from(rows, (row) => labels[row]!) };
}

/**
 * Writes dataset.arrow with the attributes `dataset` (its name) and `classes`; `labels`, `image` and
 * `normalise` where the data set has them.
 */
export function writeDataset(
  path: string,
  name: string,
  { train, test, names, normalise }: Dataset,
  provenance: Provenance,
): void {
  const label = new Uint8Array(train.count + test.count);
  label.set(train.labels);
  label.set(test.labels, train.count);
  const split = Array.from(label, (_, i) => (i < train.count ? "train" : "test"));
  const attributes = {
    ...provenance.attributes,
    dataset: name,
    classes: train.classes,
    ...(names ? { labels: names } : {}),
    ...(train.image ? { image: train.image } : {}),
    ...(normalise ? { normalise } : {}),
  };
  const pixels = { width: train.width, values: joined(train.pixels, test.pixels) };
  writeTable(path, "dataset", { split, label, pixels }, { ...provenance, attributes });
}

function joined(train: Values, test: Values): Values {
  const make = train instanceof Uint8Array ? Uint8Array : Float32Array;
  const values = new make(train.length + test.length);
  values.set(train);
  values.set(test, train.length);
  return values;
}

/** @throws UserError where a network does not take these images or has too few outputs. */
export function checkFits(path: string, { train }: Dataset, network: Network): void {
  const { units, convolutions, graph } = network;
  const pixels = inputValues(network);
  const { channels, height, width } = train.image ?? {};
  const input = graph?.input ?? (convolutions && { channels: units[0]!, ...convolutions.input });
  // Pixels of other planes in the same number would pass unseen.
  if (
    input &&
    train.image &&
    (input.channels !== channels || input.height !== height || input.width !== width)
  )
    throw new UserError(
      `${path}: expected images of ${input.channels} x ${input.height} x ${input.width}, as the network has, found ${channels} x ${height} x ${width}`,
    );
  if (pixels !== train.width || units.at(-1)! < train.classes)
    throw new UserError(
      `${path}: expected images of ${pixels} pixels in at most ${units.at(-1)} classes, as the network has, found ${train.width} pixels and ${train.classes} classes`,
    );
}
