import type { Architecture, Experiment, OwnCriterionSettings } from "./experiment.js";
import { trainingCost } from "./training-cost.js";

/** A dense network that the cells of several criteria share. */
export interface DenseCell {
  /** For example fc4-w0.5-s3: architecture, width, seed. */
  readonly name: string;
  readonly architecture: Architecture;
  readonly width: number;
  readonly seed: number;
}

/** One point of the grid. */
export interface Cell {
  /** For example fc4-w0.5-magnitude-s3. */
  readonly name: string;
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
      return { name, dense, criterion, ...own };
    }),
  );
}

export function criterionName(stated: Experiment["criteria"][number]): string {
  return typeof stated === "string" ? stated : stated.name;
}

/** The dense networks of an experiment, the largest first. */
export function denseCells({ architectures, widths, seeds }: Experiment): DenseCell[] {
  const grid = architectures.flatMap((architecture) =>
    widths.flatMap((width) =>
      Array.from({ length: seeds }, (_, seed) => ({
        name: `${architecture.name}-w${width}-s${seed}`,
        architecture,
        width,
        seed,
        cost: trainingCost(architecture, width, 1),
      })),
    ),
  );
  return grid.sort((a, b) => b.cost - a.cost);
}
