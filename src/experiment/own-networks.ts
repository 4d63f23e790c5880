/** Networks that were trained elsewhere, as an experiment names them and as its run keeps them. */
import { dirname, extname, isAbsolute, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { isUserError, UserError } from "../error.js";
import { readWhole } from "../files.js";
import {
  checkArchitecture,
  inExperiment,
  readArchitecture,
  type Architecture as Words,
} from "../import/architecture.js";
import { importedNetwork } from "../import/network.js";
import { readForeign } from "../import/read.js";
import { describeShape, type Shape } from "../layers.js";
import { density, type Network, shapeOf } from "../network.js";
import { filesByWidth, madeName } from "./cells.js";
import type { Experiment, NetworkFile, OwnNetworks } from "./experiment.js";
import { checkHash, type OwnFile, sha256 } from "./own-files.js";
import { runFiles } from "./paths.js";

/** What a file states of a network: the file, or more. */
type StatedFile = string | { file: string; width?: number; sha256?: string };

/** What it states of them: words, or a file of such. */
type Stated = Omit<OwnNetworks, "from"> & {
  readonly from: string | readonly StatedFile[];
  readonly architecture?: string;
};

/** What is read of a network: how it is named in messages, and how its tensors are understood. */
interface Reading {
  readonly words: Words;
  readonly prefix?: string | undefined;
  readonly keepZeros?: boolean | undefined;
}

/**
 * The experiment with its networks where the run has them, and their files. They are read, so that what does
 * not fit is said before anything is trained.
 * @throws UserError for a file that is missing, holds no network, or another one than is said.
 */
export function keptNetworks(
  path: string,
  experiment: Experiment,
): { experiment: Experiment; files: OwnFile[] } {
  const files: OwnFile[] = [];
  const architectures = experiment.architectures.map((one) => {
    if (!("from" in one)) return one;
    const { own, kept } = keptNetwork(path, one as unknown as Stated);
    files.push(...kept);
    return own;
  });
  return { experiment: { ...experiment, architectures }, files };
}

function keptNetwork(path: string, stated: Stated): { own: OwnNetworks; kept: OwnFile[] } {
  const { name, prefix, keepZeros } = stated;
  const words = wordsOf(path, stated);
  const wanted = (typeof stated.from === "string" ? [stated.from] : stated.from).map((one) => ({
    width: 1,
    ...(typeof one === "string" ? { file: one } : one),
  }));
  const kept: OwnFile[] = [];
  const from = filesByWidth({ from: wanted }).flatMap(([width, files]) =>
    files.map((one, seed): NetworkFile => {
      const shown = besides(path, one.file);
      const network = readNetwork(shown, { words, prefix, keepZeros });
      const hash = sha256(readWhole(shown));
      checkHash(shown, one.sha256, hash);
      const made = madeName(name, width, files.length > 1 ? seed : undefined);
      const file = `${runFiles.networks}/${made}${extname(shown).toLowerCase()}`;
      kept.push({ path: file, bytes: () => readWhole(shown) });
      return { file, width, sha256: hash, shape: shapeOf(network), density: density(network) };
    }),
  );
  checkShapes(path, name, wanted, from);
  const more = {
    ...(prefix === undefined ? {} : { prefix }),
    ...(keepZeros === undefined ? {} : { keepZeros }),
  };
  return { own: { name, from, ...more, ...words }, kept };
}

/** @throws UserError where words stand in the entry and in a file. */
function wordsOf(path: string, { name, from, prefix, keepZeros, architecture, ...own }: Stated) {
  const where = `${path}: architecture "${name}"`;
  if (architecture === undefined) return checkArchitecture(where, own);
  const [word] = Object.keys(own);
  if (word !== undefined)
    throw new UserError(
      `${where}: expected its words in ${architecture} or beside it, found "${word}" beside it too; move it into the file`,
    );
  const { name: _, ...words } = readArchitecture(besides(path, architecture));
  return words;
}

/** A file that the experiment names. */
function besides(path: string, file: string): string {
  return isAbsolute(file) ? file : join(dirname(path), file);
}

/** @throws UserError for what cannot be read, and a network that has nothing between inputs and outputs. */
function readNetwork(path: string, { words, prefix, keepZeros }: Reading): Network {
  try {
    const found = readForeign([path], words, prefix);
    const { network } = importedNetwork(path, found, keepZeros ?? false);
    if (network.units.length < 3)
      throw new UserError(
        `${path}: expected a network with a hidden layer, found inputs and outputs alone: hidden units are its size`,
      );
    if (network.weight.length === 0)
      throw new UserError(`${path}: expected a network with weights, found all of them 0`);
    return network;
  } catch (error) {
    if (!isUserError(error)) throw error;
    throw new UserError(inExperiment(error.message));
  }
}

/**
 * Seeds are networks of one shape; widths differ in units and channels of hidden layers alone.
 * @throws UserError naming the file that is of another.
 */
function checkShapes(
  path: string,
  name: string,
  stated: readonly { readonly file: string; readonly width: number }[],
  from: readonly NetworkFile[],
): void {
  const names = filesByWidth({ from: stated }).flatMap(([, files]) => files.map((f) => f.file));
  from.forEach((one, i) => {
    const same = from.findIndex(({ width }) => width === one.width);
    const where = `${path}: architecture "${name}": ${names[i]}`;
    if (!isDeepStrictEqual(one.shape, from[same]!.shape))
      throw new UserError(
        `${where}: expected the shape of ${names[same]}, ${describeShape(from[same]!.shape)}, as seeds of one width have one, found ${describeShape(one.shape)}; give it a width of its own: { "file": …, "width": … }`,
      );
    if (!isDeepStrictEqual(withoutSizes(one.shape), withoutSizes(from[0]!.shape)))
      throw new UserError(
        `${where}: expected what ${names[0]} is, ${describeShape(from[0]!.shape)}, but for units and channels of hidden layers, found ${describeShape(one.shape)}; make it an architecture of its own`,
      );
  });
}

function withoutSizes({ units, convolutions, graph }: Shape) {
  return {
    graph: graph?.layers.map((layer) => ({ ...layer, units: 0, channels: 0, groups: 0 })),
    ends: [units[0], units.at(-1), units.length],
    input: convolutions?.input,
    layers: convolutions?.layers.map(({ channels, ...layer }) => layer),
  };
}
