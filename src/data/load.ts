import { UserError } from "../error.js";
import type { Dataset } from "./dataset.js";
import { download } from "./download.js";
import { glyphs } from "./glyphs.js";
import type { Progress } from "./http.js";
import { readIdxFolder } from "./idx-folder.js";
import { isRemote, type RemoteName, remoteDatasets } from "./remote.js";
import { takeFirst } from "./select.js";

export interface DatasetRequest {
  /** glyphs, mnist, kmnist, fashion-mnist; with a folder, any other name for one's own data. */
  readonly name: string;
  /** Of the generated images; the others do not depend on it. */
  readonly seed: number;
  /** Images in each split. */
  readonly train: number;
  readonly test: number;
  /** Folder with IDX files, in place of a download. Its files need not be the official ones. */
  readonly folder?: string | undefined;
  /** Where downloads are kept; see `defaultCache`. */
  readonly cache?: string | undefined;
  /** Address to download from in place of the official one. */
  readonly base?: string | undefined;
  readonly onProgress?: Progress | undefined;
}

/**
 * The first `train` and `test` images of a data set: drawn, read from a folder, or downloaded.
 * @throws UserError for an unknown name, bad or too few data, or a failed download.
 */
export async function loadDataset(request: DatasetRequest): Promise<Dataset> {
  const { name, seed, train, test, folder } = request;
  if (name === "glyphs") {
    if (folder === undefined) return drawn(seed, train, test);
    throw new UserError(
      `${folder}: expected no folder for the data set glyphs, which is drawn, found one; leave ` +
        "DATA out or give the experiment's dataset another name",
    );
  }
  const source = folder ?? (await download(knownName(name), request));
  return takeFirst(readIdxFolder(source), train, test, source);
}

function knownName(name: string): RemoteName {
  if (isRemote(name)) return name;
  const known = ["glyphs", ...Object.keys(remoteDatasets)].join(", ");
  throw new UserError(
    `dataset.name: expected ${known}, found "${name}"; for data of your own give a folder with DATA=`,
  );
}

function drawn(seed: number, train: number, test: number): Dataset {
  return { train: glyphs(seed, "train", train), test: glyphs(seed, "test", test) };
}
