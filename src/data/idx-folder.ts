import { readdirSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../error.js";
import { readWhole } from "../files.js";
import { type Idx, parseIdx } from "../formats/idx.js";
import type { Part, Parts } from "./parts.js";

/** What the four files are called; the test part may also say test. */
const IDX_NAMES = {
  train: ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"],
  test: ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"],
} as const;

/**
 * Reads the four IDX files of a data set from a folder.
 * @throws UserError for a missing folder or file, a damaged one, and files that do not go together.
 */
export function readIdxParts(folder: string): Parts {
  const names = list(folder);
  const train = readPart(folder, names, "train");
  const test = readPart(folder, names, "test");
  return { train, test, table: train.shape.length === 2, notes: [] };
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    throw new UserError(
      `${folder}: expected a folder with IDX files (${IDX_NAMES.train[0]} or .gz, and so on), ` +
        "found no folder there; give another one with DATA=",
    );
  }
}

function readPart(folder: string, names: readonly string[], split: "train" | "test"): Part {
  const [file, labelsFile] = IDX_NAMES[split].map((name) => find(folder, names, name)) as [
    string,
    string,
  ];
  const images = parseIdx(readWhole(file), file, 2, 3, 4);
  const labels = parseIdx(readWhole(labelsFile), labelsFile, 1);
  if (images.values.length === 0) throw empty(file, images);
  if (images.shape[0] !== labels.shape[0]) {
    throw new UserError(
      `${labelsFile}: expected ${images.shape[0]} labels, one for each image in ${file}, ` +
        `found ${labels.shape[0]}; give the two files of one split`,
    );
  }
  return { file, labelsFile, shape: images.shape, values: images.values, labels: labels.values };
}

function empty(file: string, { shape }: Idx): UserError {
  return new UserError(
    `${file}: expected images, found ${shape.join(" x ")} pixels; give a fuller file`,
  );
}

/**
 * The file of the usual name, with a dot in place of the last dash, packed or not; else the one file that
 * differs in what stands before it, in its rank or its type, as EMNIST's do.
 */
function find(folder: string, names: readonly string[], name: string): string {
  const dotted = name.replace(/-(?=idx)/, ".");
  const usual = [name, `${name}.gz`, dotted, `${dotted}.gz`];
  const own = usual.find((candidate) => names.includes(candidate));
  if (own !== undefined) return join(folder, own);
  const [, part, what] = /^(\w+)-(\w+)/.exec(name)!;
  const start = part === "t10k" ? "(t10k|test)" : part;
  const pattern = new RegExp(`^(.*-)?${start}-${what}[-.]idx\\d-[a-z]+(\\.gz)?$`);
  const others = names.filter((candidate) => pattern.test(candidate));
  if (others.length === 1) return join(folder, others[0]!);
  const found = others.length === 0 ? "none of them" : others.join(", ");
  throw new UserError(
    `${join(folder, name)}: expected this file (or ${usual.slice(1).join(", ")}), found ` +
      `${found}; put it there, or give another folder with DATA=`,
  );
}
