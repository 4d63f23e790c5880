/**
 * Rows of the data set `robustness_curves`: m under growing damage or noise, means over seeds with
 * Student's intervals. Repetitions of a null model in one cell are averaged first. Where there are
 * null models, only their levels are kept: a curve is compared at equal density.
 */
import type { Table } from "../../arrow/table.js";
import { child } from "../../child.js";
import { models } from "../../null-model/ladder.js";
import { type Perturbation, perturbations } from "../../robustness/perturbation.js";
import { mean, RunningMean } from "../../statistics/moments.js";
import type { CellFile, CellOf } from "../inputs/inputs.js";
import { type LabelledSeries, seriesKey } from "../inputs/series.js";
import { groupBy, type Rows } from "../rows.js";
import { seedInterval } from "./seed-interval.js";
import { summarised } from "./summarised.js";

/** What the panels call a perturbation; its axis is the share removed, or the noise's amplitude. */
const titles: Readonly<Record<Perturbation, string>> = {
  "random-edges": "Weights removed, at random",
  "strongest-edges": "Weights removed, strongest first",
  "random-units": "Units removed, at random",
  "highest-degree-units": "Units removed, by degree",
  "highest-betweenness-units": "Units removed, by betweenness",
  "weight-noise": "Noise on the weights",
  "input-noise": "Noise on the inputs",
};

/** What a point of a curve is of. */
interface Key {
  readonly level: number;
  readonly model: string;
  readonly start: string;
  readonly perturbation: Perturbation;
  readonly amount: number;
}

interface Measured {
  readonly density: number;
  readonly order_parameter: number;
  readonly accuracy: number;
}

const quantities = ["order_parameter", "accuracy"] as const;
const order: readonly string[] = ["trajectory", ...models];

type Interval = ReturnType<typeof seedInterval>;

/** The same with the values of seeds summed up. */
interface Summary extends Pick<Point, "cell" | "of"> {
  readonly density: number;
  readonly intervals: Readonly<Record<(typeof quantities)[number], Interval>>;
}

/** A point of a curve over all cells that differ by their seed alone. */
class Point {
  readonly density = new RunningMean();
  readonly values = { order_parameter: [] as number[], accuracy: [] as number[] };

  constructor(
    readonly cell: CellOf,
    readonly of: Key,
  ) {}

  add(measured: Measured): void {
    this.density.add(measured.density);
    for (const quantity of quantities) this.values[quantity].push(measured[quantity]);
  }

  summary(): Summary {
    const { cell, of, density, values } = this;
    const { order_parameter, accuracy } = values;
    const intervals = {
      order_parameter: seedInterval(order_parameter),
      accuracy: seedInterval(accuracy),
    };
    return { cell, of, density: density.value, intervals };
  }
}

export function robustnessRows(
  files: readonly CellFile[],
  series: readonly LabelledSeries[],
): Rows {
  const labels = new Map(series.map((s) => [seriesKey(s), s.label]));
  const all = summaries(files);
  const nulls = all.filter(({ of }) => of.model !== "trajectory");
  const compared = new Set(nulls.map(({ of }) => of.level));
  return all
    .filter(({ of }) => compared.size === 0 || compared.has(of.level))
    .flatMap(({ cell, of: { level, model, start, perturbation, amount }, density, intervals }) =>
      quantities.map((quantity) => ({
        series: labels.get(seriesKey(cell)) ?? null,
        width: cell.width,
        level,
        density,
        perturbation: titles[perturbation],
        rank: perturbations.indexOf(perturbation),
        model,
        model_rank: order.indexOf(model),
        start,
        amount,
        quantity,
        ...intervals[quantity],
      })),
    )
    .sort((a, b) => a.rank - b.rank || a.amount - b.amount);
}

const summaries = summarised((files) =>
  [...pointsOf(files).values()].map((point) => point.summary()),
);

/** Of files of one series and width. */
function pointsOf(files: readonly CellFile[]): Map<string, Point> {
  const points = new Map<string, Point>();
  let layout: Layout | undefined;
  let own: Point[] = [];
  for (const { cell, read } of files) {
    const table = read();
    const keys = keysOf(table);
    if (!layout || !isSame(layout.keys, keys)) {
      layout = layoutOf(keys);
      own = layout.draws.map(([key, rows]) =>
        child(points, key, () => new Point(cell, at(keys, rows[0]!))),
      );
    }
    addTo(own, layout, table);
  }
  return points;
}

/** Columns that say what a row was measured on. */
interface Keys {
  readonly level: Uint32Array;
  readonly amount: Float64Array;
  readonly words: readonly (readonly string[])[];
}

const words = ["model", "start", "perturbation"] as const;

function keysOf(table: Table): Keys {
  const [level, amount] = [table.uint32("level"), table.float64("amount")];
  return { level, amount, words: words.map((name) => table.text(name)) };
}

/** Which rows of a file are draws of one null model; the files of cells that differ by their seed mostly agree in it. */
interface Layout {
  readonly keys: Keys;
  readonly draws: readonly [key: string, rows: readonly number[]][];
}

function layoutOf(keys: Keys): Layout {
  const { level, amount } = keys;
  const rows = Array.from(level.keys());
  const draws = groupBy(rows, (row) =>
    [level[row], amount[row], ...keys.words.map((column) => column[row])].join("\n"),
  );
  return { keys, draws: [...draws] };
}

function isSame(a: Keys, b: Keys): boolean {
  return (
    isEqual(a.level, b.level) &&
    isEqual(a.amount, b.amount) &&
    a.words.every((column, i) => isEqual(column, b.words[i]!))
  );
}

function isEqual<T>(a: ArrayLike<T>, b: ArrayLike<T>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function at({ level, amount, words: [model, start, perturbation] }: Keys, row: number): Key {
  return {
    level: level[row]!,
    amount: amount[row]!,
    model: model![row]!,
    start: start![row]!,
    perturbation: perturbation![row] as Perturbation,
  };
}

/** Adds the curves of one cell's file, draws of one null model averaged. */
function addTo(points: readonly Point[], { draws }: Layout, table: Table): void {
  const density = table.float64("density");
  const [order, accuracy] = quantities.map((name) => table.float64(name));
  for (const [i, [, rows]] of draws.entries()) {
    const of = (values: Float64Array) => mean(rows.map((row) => values[row]!));
    points[i]!.add({ density: of(density), order_parameter: of(order!), accuracy: of(accuracy!) });
  }
}
