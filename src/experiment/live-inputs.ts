/** What the report runs in the page: one dense network, what its cells made of it, the images. */

import { isGenerated } from "../data/generated.js";
import { shapeFor } from "../layers.js";
import { fewestLiveImages } from "../limits.js";
import { prunableWeights } from "../network.js";
import type { Cell, DenseCell } from "./cells.js";
import type { Experiment } from "./experiment.js";
import { knownImage } from "./known-image.js";
import { layerCosts } from "./layer-costs.js";
import { denseFiles, levelFiles, runFiles } from "./paths.js";
import { scaledConvolutions, scaledHidden } from "./scale.js";

/** Weights that a page has room for: four bytes each, a quarter more as text. */
const mostWeights = 260_000;
/** Bytes of weights and images beside the engine for graphs of layers: as text a quarter more. */
const mostBytes = 1_000_000;

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
  return first.find((one) => fits(one, dataset)) ?? first.at(-1);
}

function fits({ architecture, width }: DenseCell, dataset: Experiment["dataset"]): boolean {
  const image = knownImage(dataset);
  if (!image) return false;
  const values = image.channels * image.height * image.width;
  if ("layers" in architecture)
    return (
      bytesOf(layerCosts(architecture.layers, width, image).weights, values, dataset) <= mostBytes
    );
  const hidden = scaledHidden(architecture.hidden, width);
  const convolutions = scaledConvolutions(architecture.convolutions ?? [], width);
  return prunableWeights(shapeFor(values, 10, hidden, convolutions, image)) <= mostWeights;
}

/** Images that pcrit draws are drawn in the page. @param values of an image, a byte each. */
function bytesOf(weights: number, values: number, { name, path }: Experiment["dataset"]): number {
  const drawn = path === undefined && isGenerated(name);
  return 4 * weights + (drawn ? 0 : fewestLiveImages * values);
}
