/** The cells of the sample: what they are called, how large they are, where they collapse. */
import { exp, pow } from "../../src/math.js";
import { Random } from "../../src/random.js";

export interface SampleOptions {
  readonly widths?: readonly number[];
  readonly criteria?: readonly string[];
  readonly seeds?: number;
  readonly levels?: number;
  /** Statistics left out of topology.arrow. */
  readonly without?: readonly string[];
  /** False: every estimate is NaN, as where the schedule ends too early. */
  readonly resolved?: boolean;
  readonly dataset?: string;
  /** Files of cells do not say which cell they are of. */
  readonly anonymous?: boolean;
  /** False: no cell has a portrait and confusion matrices. */
  readonly portraits?: boolean;
}

export const classes = 10;
const hidden = [256, 128, 64];

export type Resolved = Required<SampleOptions>;
export type Row = Record<string, string | number>;

export interface Cell {
  readonly name: string;
  readonly width: number;
  readonly criterion: string;
  readonly seed: number;
  readonly sizes: readonly number[];
  readonly prunable: number;
  readonly units: number;
  readonly critical: number;
  readonly random: Random;
  readonly dataset: string;
}

export function cellsOf({ widths, criteria, seeds, dataset }: Resolved): Cell[] {
  return widths.flatMap((width) =>
    criteria.flatMap((criterion) =>
      Array.from({ length: seeds }, (_, seed) => {
        const name = `fc4-w${width}-${criterion}-s${seed}`;
        const random = new Random(seed, `sample/${name}`);
        const sizes = [784, ...hidden.map((units) => Math.round(units * width)), classes];
        return {
          name,
          width,
          criterion,
          seed,
          sizes,
          prunable: sizes.slice(1).reduce((sum, size, i) => sum + size * sizes[i]!, 0),
          units: sizes.reduce((a, b) => a + b, 0),
          critical: criticalDensity(width, criterion) * exp(0.15 * random.normal()),
          random,
          dataset,
        };
      }),
    ),
  );
}

export function criticalDensity(width: number, criterion: string): number {
  return (criterion === "random" ? 0.06 : 0.004) * pow(width, -0.9);
}

export function settingsOf(cell: Cell): Row {
  return {
    cell: cell.name,
    dataset: cell.dataset,
    architecture: "fc4",
    width: cell.width,
    criterion: cell.criterion,
    pruning: "iterative",
    seed: cell.seed,
    hidden_units: cell.units - 784 - classes,
    prunable_weights: cell.prunable,
  };
}

export const weightsAt = (cell: Cell, level: number) =>
  Math.max(1, Math.round(cell.prunable * pow(0.72, level)));

export const logistic = (x: number) => 1 / (1 + exp(-x));
