import { UserError } from "../error.js";
import { type Assembly, assemble } from "./assemble.js";
import type { Dataset } from "./dataset.js";
import { download } from "./download.js";
import { type GeneratedName, generated, isGenerated } from "./generated.js";
import type { Progress } from "./http.js";
import { readIdxParts } from "./idx-folder.js";
import { checkNormalise, type Normalise } from "./normalise.js";
import type { Reading } from "./parts.js";
import { readSource } from "./read-source.js";
import { isRemote, type RemoteName, remoteDatasets } from "./remote.js";
import { standardise } from "./standardise.js";

export interface DatasetRequest extends Reading {
  /** glyphs, colour-glyphs, mnist, kmnist, fashion-mnist; with a folder, any other name for one's own data. */
  readonly name: string;
  /** Of the generated images, and of a split of data that have none. */
  readonly seed: number;
  /** Images in each split. */
  readonly train: number;
  readonly test: number;
  /** What networks do with values before the first layer. */
  readonly normalise?: "none" | "standardise" | Normalise | undefined;
  /** Folder or file, in place of a download. Its files need not be the official ones. */
  readonly folder?: string | undefined;
  /** Where downloads are kept; see `defaultCache`. */
  readonly cache?: string | undefined;
  /** Address to download from in place of the official one. */
  readonly base?: string | undefined;
  readonly onProgress?: Progress | undefined;
  /** Is told what was guessed, left out or assumed, a line each. */
  readonly onNote?: ((note: string) => void) | undefined;
}

/**
 * The first `train` and `test` images of a data set: drawn, read from a folder or a file, or downloaded.
 * @throws UserError for an unknown name, bad or too few data, or a failed download.
 */
export async function loadDataset(request: DatasetRequest): Promise<Dataset> {
  const { name, folder } = request;
  if (isGenerated(name)) {
    if (folder === undefined) return drawn(name, request);
    throw new UserError(
      `${folder}: expected no folder for the data set ${name}, which is drawn, found one; leave ` +
        "DATA out or give the experiment's dataset another name",
    );
  }
  const source = folder ?? (await download(knownName(name), request));
  const parts = folder === undefined ? readIdxParts(source) : readSource(folder, request);
  const assembly: Assembly = { ...request, source };
  const { dataset, notes } = assemble(parts, request, assembly);
  for (const note of notes) request.onNote?.(note);
  return dataset;
}

/** All images of the IDX files in a folder. @throws UserError where they are missing or damaged. */
export function readIdxFolder(folder: string): Dataset {
  const parts = readIdxParts(folder);
  const [train, test] = [parts.train.labels.length, parts.test!.labels.length];
  return assemble(parts, {}, { source: folder, seed: 0, train, test }).dataset;
}

function knownName(name: string): RemoteName {
  if (isRemote(name)) return name;
  const known = [...Object.keys(generated), ...Object.keys(remoteDatasets)].join(", ");
  throw new UserError(
    `dataset.name: expected ${known}, found "${name}"; for data of your own give a folder or a file with DATA= or dataset.path`,
  );
}

function drawn(
  which: GeneratedName,
  { seed, train, test, normalise = "none" }: DatasetRequest,
): Dataset {
  const { draw, names } = generated[which];
  const parts = { train: draw(seed, "train", train), test: draw(seed, "test", test) };
  const dataset = { ...parts, ...(names && { names }) };
  if (normalise === "none") return dataset;
  if (normalise === "standardise") {
    const channels = dataset.train.image?.channels ?? 1;
    return { ...dataset, normalise: standardise(dataset.train, channels).normalise };
  }
  checkNormalise("dataset.normalise", normalise, dataset.train.width);
  return { ...dataset, normalise };
}
