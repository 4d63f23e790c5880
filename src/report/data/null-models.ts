/**
 * Rows of the data sets `null_models` and `null_seeds`: m and accuracy of every rung of the null
 * ladder, as a mean over seeds with Student's interval, and of the first seeds one by one. Draws of one rung in
 * one cell are averaged first, as in equivalence.arrow.
 */
import { child } from "../../child.js";
import { models } from "../../null-model/ladder.js";
import { mean, RunningMean } from "../../statistics/moments.js";
import type { CellFile, CellOf } from "../inputs/inputs.js";
import { type LabelledSeries, type Series, seriesKey } from "../inputs/series.js";
import { groupBy, type Row, type Rows } from "../rows.js";
import { seedInterval } from "./seed-interval.js";
import { SEEDS_DRAWN } from "./seeds.js";
import { summarised } from "./summarised.js";

interface Rung {
  readonly cell: CellOf;
  readonly level: number;
  readonly density: number;
  readonly model: string;
  readonly start: string;
  readonly order_parameter: number;
  readonly accuracy: number;
}

const quantities = ["order_parameter", "accuracy"] as const;
type Quantity = (typeof quantities)[number];

type Interval = ReturnType<typeof seedInterval>;

/** The same with the values of seeds summed up. */
interface Summary {
  readonly of: Rung;
  readonly density: number;
  readonly intervals: Readonly<Record<Quantity, Interval>>;
  /** Seeds whose own values are drawn, and these. */
  readonly drawn: readonly {
    readonly seed: number;
    readonly of: Readonly<Record<Quantity, number>>;
  }[];
}

/** A rung at one level over all cells that differ by their seed alone. */
class Point {
  readonly density = new RunningMean();
  readonly seeds: number[] = [];
  readonly values = { order_parameter: [] as number[], accuracy: [] as number[] };

  constructor(readonly of: Rung) {}

  add(rung: Rung): void {
    this.density.add(rung.density);
    this.seeds.push(rung.cell.seed);
    for (const quantity of quantities) this.values[quantity].push(rung[quantity]);
  }

  summary(): Summary {
    const { order_parameter, accuracy } = this.values;
    return {
      of: this.of,
      density: this.density.value,
      intervals: {
        order_parameter: seedInterval(order_parameter),
        accuracy: seedInterval(accuracy),
      },
      drawn: this.seeds.flatMap((seed, i) =>
        seed < SEEDS_DRAWN
          ? [{ seed, of: { order_parameter: order_parameter[i]!, accuracy: accuracy[i]! } }]
          : [],
      ),
    };
  }
}

/** @param critical the critical density of a series at a width, or null. */
export function nullModelRows(
  files: readonly CellFile[],
  series: readonly LabelledSeries[],
  critical: (series: Series, width: number) => number | null,
): { readonly null_models: Rows; readonly null_seeds: Rows } {
  const labels = new Map(series.map((s) => [seriesKey(s), s.label]));
  const points = summaries(files);
  const base = ({ of: { cell, level, model, start }, density }: Summary): Row => ({
    series: labels.get(seriesKey(cell)) ?? null,
    width: cell.width,
    start,
    level,
    density,
    model,
    rank: models.indexOf(model as (typeof models)[number]),
  });
  return {
    null_models: points.flatMap((point) =>
      quantities.map((quantity) => ({
        ...base(point),
        quantity,
        ...point.intervals[quantity],
        critical: critical(point.of.cell, point.of.cell.width),
      })),
    ),
    null_seeds: points.flatMap((point) =>
      point.drawn.flatMap(({ seed, of }) =>
        quantities.map((quantity) => ({ ...base(point), quantity, seed, value: of[quantity] })),
      ),
    ),
  };
}

const summaries = summarised((files) =>
  [...pointsOf(files).values()].map((point) => point.summary()),
);

/** Of files of one series and width. */
function pointsOf(files: readonly CellFile[]): Map<string, Point> {
  const points = new Map<string, Point>();
  for (const file of files)
    for (const rung of rungsOf(file)) {
      const { level, model, start } = rung;
      child(points, `${start}\n${level}\n${model}`, () => new Point(rung)).add(rung);
    }
  return points;
}

/** One entry for each rung, start and level of a cell: the mean over its draws. */
function rungsOf(file: CellFile): Rung[] {
  const table = file.read();
  const [level, model, start] = [table.uint32("level"), table.text("model"), table.text("start")];
  const rows = Array.from({ length: table.rows }, (_, row) => row);
  const draws = groupBy(rows, (row) => `${start[row]}\n${level[row]}\n${model[row]}`);
  return [...draws.values()].map((own) => {
    const of = (name: string) => mean(own.map((row) => table.float64(name)[row]!));
    const first = own[0]!;
    return {
      cell: file.cell,
      level: level[first]!,
      density: of("density"),
      model: model[first]!,
      start: start[first]!,
      order_parameter: of("order_parameter"),
      accuracy: of("accuracy"),
    };
  });
}
