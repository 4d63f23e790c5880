import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../error.js";
import { readWhole } from "../files.js";
import { countClasses } from "./classes.js";
import type { Dataset, Images } from "./dataset.js";
import { type Idx, parseIdx } from "./idx.js";

/** What the four files are called, plain or with .gz; also with a dot in place of the last dash. */
const IDX_NAMES = {
  train: ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"],
  test: ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"],
} as const;

interface Split {
  readonly images: Idx;
  readonly labels: Idx;
  readonly imagesFile: string;
  readonly labelsFile: string;
}

/**
 * Reads the four IDX files of a data set from a folder.
 * The classes are 0 to the largest label of either split, at least two, each with an image.
 * @throws UserError for a missing folder or file, a damaged one, and files that do not go together.
 */
export function readIdxFolder(folder: string): Dataset {
  if (!isFolder(folder)) {
    throw new UserError(
      `${folder}: expected a folder with IDX files (${IDX_NAMES.train[0]} or .gz, and so on), ` +
        "found no folder there; give another one with DATA=",
    );
  }
  const train = readSplit(folder, "train");
  const test = readSplit(folder, "test");
  if (size(train.images) !== size(test.images)) {
    throw new UserError(
      `${test.imagesFile}: expected images of ${size(train.images)} pixels as in the training ` +
        `split, found ${size(test.images)}; give two splits of one data set`,
    );
  }
  const classes = countClasses(train.labelsFile, [train.labels.values, test.labels.values]);
  return { train: toImages(train, classes), test: toImages(test, classes) };
}

function readSplit(folder: string, split: "train" | "test"): Split {
  const [imagesFile, labelsFile] = IDX_NAMES[split].map((name) => find(folder, name)) as [
    string,
    string,
  ];
  const images = parseIdx(readWhole(imagesFile), imagesFile, 3);
  const labels = parseIdx(readWhole(labelsFile), labelsFile, 1);
  if (images.values.length === 0) {
    throw new UserError(
      `${imagesFile}: expected images, found ${images.shape.join(" x ")} pixels; give a fuller file`,
    );
  }
  if (images.shape[0] !== labels.shape[0]) {
    throw new UserError(
      `${labelsFile}: expected ${images.shape[0]} labels, one for each image in ${imagesFile}, ` +
        `found ${labels.shape[0]}; give the two files of one split`,
    );
  }
  return { images, labels, imagesFile, labelsFile };
}

function find(folder: string, name: string): string {
  const dotted = name.replace(/-(?=idx)/, ".");
  const names = [name, `${name}.gz`, dotted, `${dotted}.gz`];
  const files = names.map((candidate) => join(folder, candidate));
  const file = files.find((candidate) => existsSync(candidate));
  if (file !== undefined) return file;
  throw new UserError(
    `${join(folder, name)}: expected this file (or ${names.slice(1).join(", ")}), found none of ` +
      "them; put it there, or give another folder with DATA=",
  );
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

const size = ({ shape }: Idx) => `${shape[1]} x ${shape[2]}`;

function toImages({ images, labels }: Split, classes: number): Images {
  return {
    count: images.shape[0]!,
    width: images.shape[1]! * images.shape[2]!,
    pixels: images.values,
    labels: labels.values,
    classes,
  };
}
