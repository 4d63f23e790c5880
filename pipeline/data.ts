import { loadDataset } from "../src/data/load.js";
import type { Normalise } from "../src/data/normalise.js";
import { dataName } from "../src/data/source-files.js";
import { UserError } from "../src/error.js";
import { isObject, parseJson } from "../src/json.js";
import { writeDataset } from "../src/tables/dataset.js";
import { noted } from "./noted.js";
import { provenance } from "./provenance.js";
import type { Stage, StageCall } from "./stage.js";

export const data: Stage = {
  name: "data",
  summary: "images or a table, and labels -> dataset.arrow",
  details: `glyphs (28 x 28, grey) and colour-glyphs (16 x 16, red, green and blue; --normalise standardise is what an
experiment's networks read of them) are generated. mnist, kmnist and fashion-mnist come from --folder (four IDX files, gzip or
plain) or are downloaded once from their official addresses and checked by MD5. Any other name
needs --folder, which is one of
  x.npz                  x_train, y_train, x_test, y_test; or x and y; images and labels; …; or --arrays
  x.csv, x.tsv (.gz)     columns of numbers and one of labels
  x.parquet, x.arrow     the same, or a column of lists or binaries of pixels
  x.npy                  rows of numbers, the label last
  a folder               of IDX files, of CIFAR-10's or CIFAR-100's binary files, of train.csv and
                         test.csv and their like, or of x_train.npy, y_train.npy, …
Bytes are brightness from 0 to 1; other numbers stay as they are, in float32. Arrays of three dimensions
are grey images, of four images with channels; where a column "split" or a second file says no test part,
--train and --test examples are drawn. Labels are integers or words: sorted, they are the classes. What is
guessed or left out is printed.`,
  inputs: [],
  outputs: [{ option: "out", meaning: "dataset.arrow", required: true }],
  options: {
    name: { type: "text", meaning: "data set; default: glyphs, or what --folder is called" },
    train: {
      type: "integer",
      minimum: 1,
      maximum: 2_000_000,
      meaning: "first so many training images",
      default: 6000,
    },
    test: {
      type: "integer",
      minimum: 1,
      maximum: 2_000_000,
      meaning: "first so many test images",
      default: 2000,
    },
    seed: {
      type: "integer",
      minimum: 0,
      meaning: "seed of generated data, and of a split",
      default: 0,
    },
    label: {
      type: "text",
      meaning: "column of labels; default: label, class, target, y or the last; CIFAR-100: coarse",
    },
    columns: { type: "text", meaning: 'JSON: columns of numbers, as ["a","b"]; default: all' },
    arrays: { type: "text", meaning: 'JSON: names of arrays, as ["images","labels"]' },
    layout: {
      type: "text",
      values: ["channels-first", "channels-last"],
      meaning: "of arrays of four dimensions, where more than one is possible",
    },
    image: {
      type: "integers",
      minimum: 1,
      meaning: "channels,rows,columns of images that come as rows of numbers",
    },
    normalise: {
      type: "text",
      meaning: 'none, standardise (by the training part), or JSON: {"mean":[…],"std":[…]}',
      default: "none",
    },
    folder: { type: "text", incidental: true, meaning: "folder or file to read" },
    cache: { type: "text", incidental: true, meaning: "folder for downloads; default: the user's" },
  },
  async run(call) {
    const text = (option: string) => call.value(option) as string | undefined;
    const folder = text("folder");
    const name = text("name") ?? (folder === undefined ? "glyphs" : dataName(folder));
    const notes: string[] = [];
    const dataset = await loadDataset({
      name,
      seed: call.number("seed"),
      train: call.number("train"),
      test: call.number("test"),
      label: text("label"),
      columns: names(call, "columns"),
      arrays: names(call, "arrays"),
      layout: text("layout") as "channels-first" | "channels-last" | undefined,
      image: call.value("image") as readonly number[] | undefined,
      normalise: normaliseOf(call),
      folder,
      cache: text("cache"),
      onProgress: (file, received, total) => call.progress(received, total ?? 0, file),
      onNote: (note) => notes.push(note),
    });
    noted({ notes });
    writeDataset(call.out("out"), name, dataset, provenance(call, {}));
  },
};

function names(call: StageCall, option: string): readonly string[] | undefined {
  const text = call.value(option) as string | undefined;
  if (text === undefined) return undefined;
  const list = parseJson(`pcrit data: --${option}`, text);
  if (Array.isArray(list) && list.length > 0 && list.every((name) => typeof name === "string"))
    return list;
  throw new UserError(
    `pcrit data: expected --${option} to be a JSON list of names, as ["a","b"], found ${text}`,
  );
}

function normaliseOf(call: StageCall): "none" | "standardise" | Normalise {
  const text = call.text("normalise");
  if (text === "none" || text === "standardise") return text;
  const value = text.startsWith("{") ? parseJson("pcrit data: --normalise", text) : undefined;
  const isList = (list: unknown): list is number[] =>
    Array.isArray(list) && list.every((number) => typeof number === "number");
  if (isObject(value) && isList(value["mean"]) && isList(value["std"]))
    return { mean: value["mean"], std: value["std"] };
  throw new UserError(
    `pcrit data: expected --normalise to be none, standardise or {"mean":[…],"std":[…]}, found ${text}`,
  );
}
