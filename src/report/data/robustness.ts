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

interface Measured {
  readonly level: number;
  readonly density: number;
  readonly model: string;
  readonly start: string;
  readonly perturbation: Perturbation;
  readonly amount: number;
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
    readonly of: Measured,
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
  for (const { cell, read } of files)
    for (const measured of measuredIn(read())) {
      const { level, model, start, perturbation, amount } = measured;
      const key = `${level}\n${perturbation}\n${start}\n${model}\n${amount}`;
      child(points, key, () => new Point(cell, measured)).add(measured);
    }
  return points;
}

/** The curves of one cell's file, draws of one null model averaged. */
function measuredIn(table: Table): Measured[] {
  const [level, amount] = [table.uint32("level"), table.float64("amount")];
  const [model, start, perturbation] = ["model", "start", "perturbation"].map((name) =>
    table.text(name),
  ) as [readonly string[], readonly string[], readonly string[]];
  const rows = Array.from({ length: table.rows }, (_, row) => row);
  const draws = groupBy(
    rows,
    (row) => `${level[row]}\n${start[row]}\n${model[row]}\n${perturbation[row]}\n${amount[row]}`,
  );
  const [density, order_parameter, accuracy] = [
    table.float64("density"),
    table.float64("order_parameter"),
    table.float64("accuracy"),
  ];
  return [...draws.values()].map((own) => {
    const of = (values: Float64Array) => mean(own.map((row) => values[row]!));
    const first = own[0]!;
    return {
      level: level[first]!,
      density: of(density),
      model: model[first]!,
      start: start[first]!,
      perturbation: perturbation[first] as Perturbation,
      amount: amount[first]!,
      order_parameter: of(order_parameter),
      accuracy: of(accuracy),
    };
  });
}
