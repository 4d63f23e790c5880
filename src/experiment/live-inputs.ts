/** What the report runs in the page: one dense network, what its cells made of it, the images. */

import { isRemote } from "../data/remote.js";
import { shapeFor } from "../layers.js";
import { prunableWeights } from "../network.js";
import type { Cell, DenseCell } from "./cells.js";
import type { Experiment } from "./experiment.js";
import { cellFiles, denseFiles, levelFiles, runFiles } from "./paths.js";
import { scaledConvolutions, scaledHidden } from "./scale.js";

/** Weights that a page has room for: four bytes each, a third more as text. */
const mostWeights = 260_000;

/** Paths; none where the experiment wants none. */
export function liveInputs(experiment: Experiment, all: readonly Cell[]): string[] {
  if (experiment.report?.live === false) return [];
  const dense = chosen(experiment, all);
  if (!dense) return [];
  const files = denseFiles(dense.made);
  const cells = all.filter((cell) => cell.dense.name === dense.name && cell.own === undefined);
  return [
    runFiles.dataset,
    files.network,
    files.units,
    ...cells.map(({ name }) => levelFiles(cellFiles(name).levels, "*").network),
  ];
}

/**
 * The widest that fits, of the first architecture and seed; else the narrowest, of which the report tells. None
 * of networks that were trained elsewhere.
 */
function chosen(
  { architectures, dataset }: Experiment,
  all: readonly Cell[],
): DenseCell | undefined {
  const first = all
    .map(({ dense }) => dense)
    .filter(({ imported, seed }) => imported === undefined && seed === 0)
    .filter(({ architecture }) => architecture.name === architectures[0]!.name)
    .sort((a, b) => b.width - a.width);
  return first.find((dense) => fits(dense, dataset)) ?? first.at(-1);
}

function fits({ architecture, width }: DenseCell, dataset: Experiment["dataset"]): boolean {
  const image = imageOf(dataset);
  if (!image) return false;
  const values = image.channels * image.height * image.width;
  const hidden = scaledHidden(architecture.hidden, width);
  const convolutions = scaledConvolutions(architecture.convolutions ?? [], width);
  return prunableWeights(shapeFor(values, 10, hidden, convolutions, image)) <= mostWeights;
}

/** Of one's own data only what the experiment says is known before they are read. */
function imageOf({ name, path, image, columns }: Experiment["dataset"]) {
  if (image?.length === 3) {
    const [channels, height, width] = image as [number, number, number];
    return { channels, height, width };
  }
  if (columns) return { channels: 1, height: 1, width: columns.length };
  if (path === undefined && (name === "glyphs" || isRemote(name)))
    return { channels: 1, height: 28, width: 28 };
  return undefined;
}
