/**
 * Rows of the data set `robustness_curves`: m under growing damage or noise, means over seeds with
 * Student's intervals. Repetitions of a null model in one cell are averaged first. Where there are
 * null models, only their levels are kept: a curve is compared at equal density.
 */
import type { Table } from "../../arrow/table.js";
import { models } from "../../null-model/ladder.js";
import { type Perturbation, perturbations } from "../../robustness/perturbation.js";
import { mean } from "../../statistics/moments.js";
import type { CellFile, CellOf } from "../inputs/inputs.js";
import { type LabelledSeries, seriesKey } from "../inputs/series.js";
import { groupBy, type Rows } from "../rows.js";
import { seedInterval } from "./seed-interval.js";

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

interface Point {
  readonly cell: CellOf;
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

export function robustnessRows(
  files: readonly CellFile[],
  series: readonly LabelledSeries[],
): Rows {
  const labels = new Map(series.map((s) => [seriesKey(s), s.label]));
  const all = files.flatMap(({ cell, read }) => pointsOf(cell, read()));
  const compared = new Set(all.filter(({ model }) => model !== "trajectory").map((p) => p.level));
  const kept = compared.size > 0 ? all.filter(({ level }) => compared.has(level)) : all;
  const points = groupBy(
    kept,
    ({ cell, level, model, start, perturbation, amount }) =>
      `${seriesKey(cell)}\n${cell.width}\n${level}\n${perturbation}\n${start}\n${model}\n${amount}`,
  );
  return [...points.values()]
    .flatMap((own) => {
      const { cell, level, model, start, perturbation, amount } = own[0]!;
      return quantities.map((quantity) => ({
        series: labels.get(seriesKey(cell)) ?? null,
        width: cell.width,
        level,
        density: mean(own.map((point) => point.density)),
        perturbation: titles[perturbation],
        rank: perturbations.indexOf(perturbation),
        model,
        model_rank: order.indexOf(model),
        start,
        amount,
        quantity,
        ...seedInterval(own.map((point) => point[quantity])),
      }));
    })
    .sort((a, b) => a.rank - b.rank || a.amount - b.amount);
}

/** The curves of one cell's file, draws of one null model averaged. */
function pointsOf(cell: CellOf, table: Table): Point[] {
  const [level, amount] = [table.uint32("level"), table.float64("amount")];
  const [model, start, perturbation] = ["model", "start", "perturbation"].map((name) =>
    table.text(name),
  ) as [readonly string[], readonly string[], readonly string[]];
  const rows = Array.from({ length: table.rows }, (_, row) => row);
  const draws = groupBy(
    rows,
    (row) => `${level[row]}\n${start[row]}\n${model[row]}\n${perturbation[row]}\n${amount[row]}`,
  );
  return [...draws.values()].map((own) => {
    const of = (name: string) => mean(own.map((row) => table.float64(name)[row]!));
    const first = own[0]!;
    return {
      cell,
      level: level[first]!,
      density: of("density"),
      model: model[first]!,
      start: start[first]!,
      perturbation: perturbation[first] as Perturbation,
      amount: amount[first]!,
      order_parameter: of("order_parameter"),
      accuracy: of("accuracy"),
    };
  });
}
