/** Which files a data set of one's own is read from: what DATA or dataset.path names, or what lies in it. */
import { readdirSync, statSync } from "node:fs";
import { basename } from "node:path";
import { UserError } from "../error.js";

export type SourceKind = "file" | "idx" | "cifar" | "parts" | "arrays";

export interface Source {
  readonly kind: SourceKind;
  /** Within the folder, in order; none where the path is that of a file. */
  readonly names: readonly string[];
}

/** In a folder that holds several kinds the first counts. */
const kinds: readonly (readonly [Exclude<SourceKind, "file">, RegExp])[] = [
  ["idx", /(ubyte|[-.]idx\d-(byte|short|int|float|double))(\.gz)?$/],
  [
    "cifar",
    /^((data_batch_\d+|test_batch|train|test)\.bin|(batches\.meta|(fine|coarse)_label_names)\.txt)$/,
  ],
  ["parts", /^(train|test)\.(csv|tsv|csv\.gz|tsv\.gz|parquet|arrow|arrows|feather)$/],
  ["arrays", /\.npy$/],
];

/** Undefined where there is nothing of the kind. */
export function sourceAt(path: string): Source | undefined {
  try {
    if (statSync(path).isFile()) return { kind: "file", names: [] };
    const all = readdirSync(path).sort();
    for (const [kind, pattern] of kinds) {
      const names = all.filter((name) => pattern.test(name));
      if (names.length > 0) return { kind, names };
    }
    return undefined;
  } catch {
    return undefined; // the stage says what is wrong, if it has to read them
  }
}

/** @throws UserError where there is nothing of the kind. */
export function knownSource(path: string): Source {
  const source = sourceAt(path);
  if (source) return source;
  const found = statSync(path, { throwIfNoEntry: false });
  throw new UserError(
    `${path}: expected a file (.npz, .npy, .csv, .tsv, .parquet, .arrow) or a folder with IDX files ` +
      "(train-images-idx3-ubyte or .gz, and so on), CIFAR's (data_batch_1.bin), train.csv and test.csv, or .npy files, " +
      `found ${found ? "none of these" : "no folder there"}; give another one with DATA= or dataset.path`,
  );
}

/** What data of one's own are called, after their file or folder, as far as that is a name. */
export function dataName(path: string): string {
  const name = basename(path)
    .replace(/(\.\w+)?\.\w+$/, "")
    .replaceAll(/[^A-Za-z0-9._-]/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "");
  return name.slice(0, 100) || "data";
}
