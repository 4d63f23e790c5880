/** What the report runs in the page: one dense network, what its cells made of it, the images. */

import { shapeFor } from "../layers.js";
import { prunableWeights } from "../network.js";
import type { Cell, DenseCell } from "./cells.js";
import type { Chain, Experiment } from "./experiment.js";
import { knownImage } from "./known-image.js";
import { denseFiles, levelFiles, runFiles } from "./paths.js";
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
    ...cells.map(({ files: own }) => levelFiles(own.levels, "*").network),
  ];
}

/**
 * The widest that fits, of the first architecture and seed; else the narrowest, of which the report tells. None
 * of networks that were trained elsewhere, nor of graphs of layers, which the page's engine does not run.
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
  const fitting = first.find(
    ({ architecture, width }) => !("layers" in architecture) && fits(architecture, width, dataset),
  );
  return fitting ?? first.filter(({ architecture }) => !("layers" in architecture)).at(-1);
}

function fits(architecture: Chain, width: number, dataset: Experiment["dataset"]): boolean {
  const image = knownImage(dataset);
  if (!image) return false;
  const values = image.channels * image.height * image.width;
  const hidden = scaledHidden(architecture.hidden, width);
  const convolutions = scaledConvolutions(architecture.convolutions ?? [], width);
  return prunableWeights(shapeFor(values, 10, hidden, convolutions, image)) <= mostWeights;
}
