/**
 * Rows of the data sets `null_models` and `null_seeds`: m and accuracy of every rung of the null
 * ladder, as a mean over seeds with Student's interval, and seed by seed. Draws of one rung in one
 * cell are averaged first, as in equivalence.arrow.
 */
import { models } from "../../null-model/ladder.js";
import { mean } from "../../statistics/moments.js";
import type { CellFile, CellOf } from "../inputs/inputs.js";
import { type LabelledSeries, type Series, seriesKey } from "../inputs/series.js";
import { groupBy, type Row, type Rows } from "../rows.js";
import { seedInterval } from "./seed-interval.js";

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

/** @param critical the critical density of a series at a width, or null. */
export function nullModelRows(
  files: readonly CellFile[],
  series: readonly LabelledSeries[],
  critical: (series: Series, width: number) => number | null,
): { readonly null_models: Rows; readonly null_seeds: Rows } {
  const labels = new Map(series.map((s) => [seriesKey(s), s.label]));
  const rungs = files.flatMap(rungsOf);
  const points = [
    ...groupBy(
      rungs,
      ({ cell, level, model, start }) =>
        `${seriesKey(cell)}\n${cell.width}\n${start}\n${level}\n${model}`,
    ).values(),
  ];
  const base = ({ cell, level, model, start }: Rung, own: readonly Rung[]): Row => ({
    series: labels.get(seriesKey(cell)) ?? null,
    width: cell.width,
    start,
    level,
    density: mean(own.map((rung) => rung.density)),
    model,
    rank: models.indexOf(model as (typeof models)[number]),
  });
  return {
    null_models: points.flatMap((own) =>
      quantities.map((quantity) => ({
        ...base(own[0]!, own),
        quantity,
        ...seedInterval(own.map((rung) => rung[quantity])),
        critical: critical(own[0]!.cell, own[0]!.cell.width),
      })),
    ),
    null_seeds: points.flatMap((own) =>
      own.flatMap((rung) =>
        quantities.map((quantity) => ({
          ...base(rung, own),
          quantity,
          seed: rung.cell.seed,
          value: rung[quantity],
        })),
      ),
    ),
  };
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
