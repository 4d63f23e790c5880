/** Examples of any file as a data set: images or rows, classes, a training and a test part. */
import { UserError } from "../error.js";
import { Random } from "../random.js";
import type { Dataset, Images } from "./dataset.js";
import { classify, onlyInTest } from "./labels.js";
import { type Laid, lay, type Planes } from "./layout.js";
import { checkNormalise, type Normalise } from "./normalise.js";
import type { Parts, Reading } from "./parts.js";
import { standardise } from "./standardise.js";

export interface Assembly {
  /** What the data set is called in messages: its file or folder. */
  readonly source: string;
  /** Of the split, where the file has none. */
  readonly seed: number;
  /** Examples in each part. */
  readonly train: number;
  readonly test: number;
  readonly normalise?: "none" | "standardise" | Normalise | undefined;
}

export interface Assembled {
  readonly dataset: Dataset;
  readonly notes: readonly string[];
}

/** Rows of a part that go into the data set. */
interface Chosen {
  readonly laid: Laid;
  readonly codes: Int16Array;
  readonly rows: Uint32Array;
}

/**
 * The first examples of each part, or of one part some drawn for training and others for the test.
 * Examples without a label are left out.
 * @throws UserError where there are too few, where parts do not go together, and as `lay` and `classify`.
 */
export function assemble(parts: Parts, reading: Reading, assembly: Assembly): Assembled {
  const all = parts.test ? [parts.train, parts.test] : [parts.train];
  const laid = all.map((part) => lay(part, reading));
  checkSameSize(parts, laid);
  const { classes, names, lists, unknown, notes } = classify(all, parts.classNames);
  const own = laid.map((one, i) => ({ laid: one, codes: lists[i]! }));
  const { train, test, missing } = parts.test
    ? firstRows(own as [Whole, Whole], assembly)
    : drawnRows(own[0]!, assembly);
  const images = (chosen: Chosen) => imagesOf(chosen, classes);
  const dataset = { train: images(train), test: images(test), ...(names ? { names } : {}) };
  const how = normalising(dataset.train, parts.table, laid[0]!.image, assembly);
  return {
    dataset: how.normalise ? { ...dataset, normalise: how.normalise } : dataset,
    notes: [
      ...parts.notes,
      ...laid.flatMap((one) => one.notes),
      ...notes,
      ...(missing > 0 ? [leftOut(assembly.source, missing, unknown)] : []),
      ...(parts.test ? [] : [splitNote(assembly)]),
      ...onlyInTest(assembly.source, dataset.train.labels, dataset.test.labels, names),
      ...how.notes,
    ],
  };
}

type Whole = Omit<Chosen, "rows">;

function checkSameSize({ train, test }: Parts, laid: readonly Laid[]): void {
  if (!test) return;
  const [a, b] = laid.map(describe);
  if (a === b) return;
  throw new UserError(
    `${test.file}: expected images of ${a} pixels as in the training split ${train.file}, found ${b}; give two splits of one data set`,
  );
}

function describe({ image, width }: Laid): string {
  if (!image) return String(width);
  const plane = `${image.height} x ${image.width}`;
  return image.channels === 1 ? plane : `${image.channels} x ${plane}`;
}

/** Of each part the first so many, those without a label among them left out. */
function firstRows([train, test]: readonly [Whole, Whole], assembly: Assembly) {
  const [a, b] = [first(train, "train", assembly), first(test, "test", assembly)];
  return {
    train: { ...train, rows: a },
    test: { ...test, rows: b },
    missing: assembly.train - a.length + (assembly.test - b.length),
  };
}

function first({ codes }: Whole, split: "train" | "test", assembly: Assembly): Uint32Array {
  const count = assembly[split];
  if (count > codes.length)
    throw new UserError(
      `${assembly.source}: expected at least ${count} images in the ${split} split, found ` +
        `${codes.length}; ask for at most ${codes.length} in the experiment's dataset.${split}`,
    );
  const rows = labelled(codes.subarray(0, count));
  if (rows.length > 0) return rows;
  throw new UserError(
    `${assembly.source}: expected images with labels in the ${split} split, found none among the first ${count}`,
  );
}

function labelled(codes: Int16Array): Uint32Array {
  const rows = new Uint32Array(codes.length);
  let count = 0;
  codes.forEach((code, row) => {
    if (code >= 0) rows[count++] = row;
  });
  return rows.subarray(0, count);
}

/** A random order of all examples that have labels: the first train, the next test. */
function drawnRows(whole: Whole, { source, seed, train, test }: Assembly) {
  const rows = labelled(whole.codes);
  const n = rows.length;
  if (train + test > n)
    throw new UserError(
      `${source}: expected at least ${train + test} rows with labels for ${train} to train on and ${test} to test, ` +
        `found ${n}; say for example "train": ${n - Math.ceil(n / 5)}, "test": ${Math.ceil(n / 5)} in the experiment's dataset`,
    );
  const order = new Random(seed, "split").permutation(n).map((i) => rows[i]!);
  return {
    train: { ...whole, rows: order.subarray(0, train) },
    test: { ...whole, rows: order.subarray(train, train + test) },
    missing: whole.codes.length - n,
  };
}

function splitNote({ source, seed, train, test }: Assembly): string {
  return `${source}: no test part: ${train} rows to train on and ${test} to test are drawn with seed ${seed}`;
}

function leftOut(source: string, missing: number, unknown: boolean): string {
  const what = missing === 1 ? "1 example is" : `${missing} examples are`;
  const why = unknown ? "; 255, which is rarer than each of the other labels, counts as none" : "";
  return `${source}: ${what} left out, without a label${why}`;
}

/** A view where the rows follow one another; else a copy. */
function imagesOf({ laid, codes, rows }: Chosen, classes: number): Images {
  const { width, image } = laid;
  const labels = Uint8Array.from(rows, (row) => codes[row]!);
  const pixels = gather(laid.values, width, rows);
  const own = { count: rows.length, width, pixels, labels, classes };
  return image && !isUsual(image) ? { ...own, image } : own;
}

function gather<T extends Uint8Array | Float32Array>(
  values: T,
  width: number,
  rows: Uint32Array,
): T {
  const [begin, end] = [rows[0]!, rows.at(-1)! + 1];
  const follow = rows.every((row, i) => row === begin + i);
  if (follow) return values.subarray(begin * width, end * width) as T;
  const own = values.slice(0, rows.length * width) as T;
  rows.forEach((row, i) => {
    own.set(values.subarray(row * width, (row + 1) * width), i * width);
  });
  return own;
}

/** What values are taken for where nothing is said. */
function isUsual({ channels, height, width }: Planes): boolean {
  return channels === 1 && height === width;
}

function normalising(
  train: Images,
  table: boolean,
  image: Planes | undefined,
  { source, normalise = "none" }: Assembly,
): { normalise?: Normalise; notes: string[] } {
  if (normalise === "none") return { notes: [] };
  if (normalise !== "standardise") {
    checkNormalise(`${source}: dataset.normalise`, normalise, train.width);
    return { normalise, notes: [] };
  }
  const groups = image?.channels ?? (table ? train.width : 1);
  const found = standardise(train, groups);
  const what = table && !image ? "columns" : "channels";
  const notes =
    found.constant > 0
      ? [
          `${source}: ${found.constant} of ${groups} ${what} are the same in all training rows: they become 0`,
        ]
      : [];
  return { normalise: found.normalise, notes };
}
