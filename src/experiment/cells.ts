import type { Image } from "../geometry.js";
import type { LayerGraph } from "../layer-graph.js";
import type { NamedLayer } from "../layer-settings.js";
import type {
  Architecture,
  Experiment,
  NetworkFile,
  OwnCriterionSettings,
  OwnNetworks,
} from "./experiment.js";
import { knownImage } from "./known-image.js";
import { type CellFiles, cellFiles } from "./paths.js";
import { trainingCost } from "./training-cost.js";

/** A dense network that the cells of several criteria share. */
export interface DenseCell {
  /** For example fc4-w0.5-s3: architecture, width, seed. */
  readonly name: string;
  /** The folder of its files; several seeds of fine-tuning may start from one network. */
  readonly made: string;
  readonly architecture: Architecture;
  /** What it reads, where that is known. */
  readonly image?: Image;
  /** Factor on the architecture's units and channels. */
  readonly scale: number;
  readonly width: number;
  readonly seed: number;
  /** Where it was trained elsewhere. */
  readonly imported?: { readonly own: OwnNetworks; readonly file: NetworkFile };
}

/** One point of the grid. */
export interface Cell {
  /** For example fc4-w0.5-magnitude-s3. */
  readonly name: string;
  /** One text each for all targets that name it. */
  readonly files: CellFiles;
  readonly dense: DenseCell;
  /** Its name. */
  readonly criterion: string;
  /** Where it is the user's own. */
  readonly own?: OwnCriterionSettings;
}

export function cellName(
  architecture: string,
  width: number,
  criterion: string,
  seed: number,
): string {
  return `${architecture}-w${width}-${criterion}-s${seed}`;
}

/**
 * All cells of an experiment, the most expensive first, so that parallel workers end together.
 * Equal costs keep the order of architecture, seed, criterion.
 */
export function cells(experiment: Experiment): Cell[] {
  return denseCells(experiment).flatMap((dense) =>
    experiment.criteria.map((stated) => {
      const own = typeof stated === "string" ? {} : { own: stated };
      const criterion = criterionName(stated);
      const name = cellName(dense.architecture.name, dense.width, criterion, dense.seed);
      return { name, files: cellFiles(name), dense, criterion, ...own };
    }),
  );
}

export function criterionName(stated: Experiment["criteria"][number]): string {
  return typeof stated === "string" ? stated : stated.name;
}

/** The dense networks of an experiment, the largest first. */
export function denseCells({ architectures, widths, seeds, dataset }: Experiment): DenseCell[] {
  const image = knownImage(dataset);
  const grid = architectures.flatMap((one) =>
    "from" in one
      ? importedCells(one, seeds)
      : trainedCells(one, widths, seeds).map((cell) => (image ? { ...cell, image } : cell)),
  );
  const costs = new Map(grid.map((c) => [c, trainingCost(c.architecture, c.scale, 1, 0, c.image)]));
  return grid.sort((a, b) => costs.get(b)! - costs.get(a)!);
}

function trainedCells(
  architecture: Architecture,
  widths: Experiment["widths"],
  seeds: number,
): DenseCell[] {
  return widths.flatMap((width) =>
    Array.from({ length: seeds }, (_, seed) => {
      const name = denseName(architecture.name, width, seed);
      return { name, made: name, architecture, scale: width, width, seed };
    }),
  );
}

/** A width has its files for seeds; or, of one file, as many seeds of fine-tuning as the experiment says. */
function importedCells(own: OwnNetworks, seeds: number): DenseCell[] {
  return filesByWidth(own).flatMap(([width, files]) =>
    Array.from({ length: seedsOf(files, seeds) }, (_, seed) => {
      const file = files.length > 1 ? files[seed]! : files[0]!;
      return {
        name: denseName(own.name, width, seed),
        made: madeName(own.name, width, files.length > 1 ? seed : undefined),
        ...architectureIn(own.name, file),
        scale: 1,
        width,
        seed,
        imported: { own, file },
      };
    }),
  );
}

/** How many seeds a width has that these files are given for. */
export function seedsOf(files: readonly unknown[], seeds: number): number {
  return files.length > 1 ? files.length : seeds;
}

/** Files of each width, in the order of their first. */
export function filesByWidth<T extends { readonly width: number }>({
  from,
}: {
  readonly from: readonly T[];
}): [number, T[]][] {
  const widths = [...new Set(from.map(({ width }) => width))];
  return widths.map((width) => [width, from.filter((file) => file.width === width)]);
}

function denseName(architecture: string, width: number, seed: number): string {
  return `${architecture}-w${width}-s${seed}`;
}

/** Of a network that was trained elsewhere; all seeds of fine-tuning share one file. */
export function madeName(architecture: string, width: number, seed: number | undefined): string {
  return seed === undefined ? `${architecture}-w${width}` : denseName(architecture, width, seed);
}

function architectureIn(
  name: string,
  { shape: { units, convolutions, graph } }: NetworkFile,
): Pick<DenseCell, "architecture" | "image"> {
  if (graph) return { architecture: { name, layers: namedIn(graph) }, image: graph.input };
  const layers = convolutions?.layers;
  const hidden = units.slice(1 + (layers?.length ?? 0), -1);
  return { architecture: { name, hidden, ...(layers && { convolutions: layers }) } };
}

/** Layers of a size are those of width 1. */
function namedIn({ layers }: LayerGraph): readonly NamedLayer[] {
  return layers as unknown as readonly NamedLayer[];
}
