/** What the report speaks about: the tables read once, joined and summarised over seeds. */
import type { Table } from "../../arrow/table.js";
import type { Rows } from "../rows.js";
import { type Correlation, readCorrelations } from "./correlations.js";
import { columnsOf } from "./derived.js";
import {
  type Estimate,
  findEstimate,
  findResolved,
  readEstimates,
  type Wanted,
} from "./estimates.js";
import type { Inputs, Single } from "./inputs.js";
import { type Level, readLevels, type Spread, spread } from "./levels.js";
import { type LabelledSeries, labelSeries, type Series, seriesKey, seriesOf } from "./series.js";
import { tableRows } from "./table-rows.js";
import { type WalkCell, walkCells } from "./walk-cells.js";

export class Results {
  readonly series: readonly LabelledSeries[];
  /** Ascending. */
  readonly widths: readonly number[];
  readonly levels: readonly Level[];
  readonly estimates: readonly Estimate[];
  readonly correlations: readonly Correlation[];
  readonly topology: Table | undefined;
  /** Cells that have a portrait. */
  readonly walk: readonly WalkCell[];
  readonly #rows = new Map<Single, Rows>();

  constructor(readonly inputs: Inputs) {
    const { topology, order, criticality, correlations } = inputs.tables;
    const main = topology ?? order ?? criticality;
    const series = main ? seriesOf(main) : undefined;
    this.topology = topology;
    const cells = Object.values(inputs.cells).flatMap((files) => files.map(({ cell }) => cell));
    const rows = Array.from({ length: main?.rows ?? 0 }, (_, row) => series!(row));
    this.series = labelSeries(main ? rows : cells);
    const widths = main ? [...main.float64("width")] : cells.map((cell) => cell.width);
    this.widths = [...new Set(widths)].sort((a, b) => a - b);
    this.levels = topology ? readLevels(topology) : [];
    this.estimates = criticality ? readEstimates(criticality) : [];
    this.correlations = correlations ? readCorrelations(correlations) : [];
    this.walk = walkCells(inputs, topology, this.series);
  }

  get tables(): Inputs["tables"] {
    return this.inputs.tables;
  }

  /** Rows of a table of the whole experiment as the charts see them; none where it is not given. */
  rows(name: Single): Rows {
    const known = this.#rows.get(name);
    if (known) return known;
    const table = this.tables[name];
    const rows = table ? tableRows(table, this.series) : [];
    this.#rows.set(name, rows);
    return rows;
  }

  /** The series that the report speaks about first; undefined without any table. */
  get primary(): LabelledSeries | undefined {
    return this.series[0];
  }

  /** An estimate that has a value. */
  critical(series: Series, width: number, wanted?: Wanted): Estimate | undefined {
    return findResolved(this.estimates, series, width, wanted);
  }

  /** An estimate with or without a value; its verdict says why it has none. */
  estimate(series: Series, width: number, wanted?: Wanted): Estimate | undefined {
    return findEstimate(this.estimates, series, width, wanted);
  }

  /** Levels of one curve, from dense to sparse. */
  curve(series: Series, width: number): Level[] {
    const key = seriesKey(series);
    return this.levels.filter((l) => l.width === width && seriesKey(l.series) === key);
  }

  /** A statistic at a level over its seeds; undefined where topology.arrow lacks it. */
  at(level: Level | undefined, statistic: string, layer?: number): Spread | undefined {
    const name = layer === undefined ? statistic : `${statistic}_layer${layer}`;
    if (!level || !this.topology?.has(name)) return undefined;
    const found = spread(this.topology.float64(name), level.rows);
    return found.seeds > 0 ? found : undefined;
  }

  /** The level of a curve that is nearest to a density on a log scale. */
  near(series: Series, width: number, density: number): Level | undefined {
    const distance = (l: Level) => Math.max(l.density / density, density / l.density);
    return this.curve(series, width).reduce<Level | undefined>(
      (best, l) => (!best || distance(l) < distance(best) ? l : best),
      undefined,
    );
  }

  /** Layers that a statistic is given for. */
  layers(statistic: string): number[] {
    const names = this.topology?.names ?? [];
    return columnsOf(names, statistic).map(({ layer }) => layer);
  }

  /** Number of distinct values of a text or whole-number column of topology.arrow. */
  distinct(column: string): number {
    const data = this.topology?.column(column);
    return data && !("width" in data) ? new Set<unknown>(data).size : 0;
  }
}
