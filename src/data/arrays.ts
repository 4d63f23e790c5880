/** Named arrays, of an .npz file or a folder of .npy files, as examples and labels. */
import { UserError } from "../error.js";
import { type Npy, numbersOf } from "../formats/npy.js";
import type { Part, Parts, Reading } from "./parts.js";

/** Read when it is asked for: an archive may hold others, of any size. */
export type NamedArrays = ReadonlyMap<string, () => Npy>;

/** What people call examples and labels; case does not count. */
const usual = {
  train: [
    ["x_train", "y_train"],
    ["train_x", "train_y"],
    ["train_images", "train_labels"],
    ["training_images", "training_labels"],
    ["train_data", "train_labels"],
  ],
  test: [
    ["x_test", "y_test"],
    ["test_x", "test_y"],
    ["test_images", "test_labels"],
    ["test_data", "test_labels"],
  ],
  all: [
    ["x", "y"],
    ["images", "labels"],
    ["data", "labels"],
    ["data", "target"],
    ["features", "labels"],
    ["inputs", "targets"],
    ["arr_0", "arr_1"],
  ],
} as const;

/** @throws UserError where names are neither stated nor usual, and where arrays do not go together. */
export function partsOfArrays(file: string, arrays: NamedArrays, reading: Reading): Parts {
  const stated = reading.arrays && statedNames(file, arrays, reading.arrays);
  const names = stated ?? usualNames(file, arrays);
  const used = names.flat();
  const others = [...arrays.keys()].filter((name) => !used.includes(name));
  const notes = stated
    ? []
    : [
        `${file}: examples and labels are taken from ${names.map((pair) => pair.join(" and ")).join(", ")}` +
          (others.length > 0 ? `; left out: ${others.slice(0, 10).join(", ")}` : ""),
      ];
  const [train, test] = names.map(([x, y]) => partOf(file, arrays, x, y));
  const table = train!.shape.length === 2 && !(train!.values instanceof Uint8Array);
  return { train: train!, ...(test ? { test } : {}), table, notes };
}

type Names = readonly (readonly [examples: string, labels: string])[];

function statedNames(file: string, arrays: NamedArrays, stated: readonly string[]): Names {
  const missing = stated.find((name) => !arrays.has(name));
  if (missing !== undefined)
    throw new UserError(
      `${file}: expected an array "${missing}", found ${[...arrays.keys()].join(", ") || "none"}`,
    );
  const [x, y, testX, testY] = stated as [string, string, string, string];
  if (stated.length === 2) return [[x, y]];
  if (stated.length === 4)
    return [
      [x, y],
      [testX, testY],
    ];
  throw new UserError(
    `${file}: expected dataset.arrays to name examples and labels, then those of the test part if there are any, found ${stated.length} names`,
  );
}

function usualNames(file: string, arrays: NamedArrays): Names {
  const own = new Map([...arrays.keys()].map((name) => [name.toLowerCase(), name]));
  const find = (pairs: readonly (readonly [string, string])[]) => {
    const pair = pairs.find((names) => names.every((name) => own.has(name)));
    return pair && ([own.get(pair[0])!, own.get(pair[1])!] as const);
  };
  const [train, test] = [find(usual.train), find(usual.test)];
  const one = train ?? find(usual.all);
  if (one) return train && test ? [train, test] : [one];
  throw new UserError(
    `${file}: expected arrays x_train, y_train, x_test, y_test, or x and y, or images and labels, found ${[...arrays.keys()].join(", ") || "none"}; name them in dataset.arrays, as ["images", "labels"]`,
  );
}

function partOf(file: string, arrays: NamedArrays, x: string, y: string): Part {
  const examples = arrays.get(x)!();
  const own = `${file}: ${x}`;
  const labelsFile = `${file}: ${y}`;
  const labels = labelsOf(labelsFile, arrays.get(y)!());
  if (examples.shape.length < 2)
    throw new UserError(
      `${own}: expected examples in 2 dimensions or more, found ${examples.shape.join(" x ") || "one value"}`,
    );
  if (labels.length !== examples.shape[0])
    throw new UserError(
      `${labelsFile}: expected ${examples.shape[0]} labels, one for each example in ${x}, found ${labels.length}`,
    );
  return { file: own, labelsFile, shape: examples.shape, values: numbersOf(own, examples), labels };
}

/** [N], [N, 1], or [N, classes] with a single 1 in each row. */
function labelsOf(file: string, labels: Npy): ArrayLike<unknown> {
  const { shape, data } = labels;
  const columns = shape.slice(1).reduce((product, size) => product * size, 1);
  if (shape.length > 0 && columns === 1) return data;
  if (shape.length === 2 && columns > 1) return hot(file, numbersOf(file, labels), columns);
  throw new UserError(
    `${file}: expected labels in one dimension, found ${shape.join(" x ") || "one value"}`,
  );
}

function hot(file: string, values: ArrayLike<number>, columns: number): Float64Array {
  return Float64Array.from({ length: values.length / columns }, (_, row) => {
    let place = -1;
    for (let i = 0; i < columns; i++) {
      const value = values[row * columns + i];
      if (value === 1 && place < 0) place = i;
      else if (value !== 0) place = columns;
    }
    if (place >= 0 && place < columns) return place;
    throw new UserError(
      `${file}: expected one label a row, or a single 1 among zeros, found another row ${row}`,
    );
  });
}
