/** Tables with the structure of real ones: cells whose levels belong together. */
import type { Columns } from "../../src/correlate/correlate.js";
import type { Observations } from "../../src/correlate/strata.js";
import { exp, log } from "../../src/math.js";
import type { Random } from "../../src/random.js";

export interface Shape {
  /** Cells of each stratum. */
  readonly cells: readonly number[];
  readonly levels: number;
  /** How much of the metric follows the point at which the cell collapses. */
  readonly effect: number;
  /** How much of both follows a hidden property that the control measures. */
  readonly hidden: number;
}

export interface Synthetic {
  readonly data: Observations;
  readonly metrics: Columns;
  readonly controls: Columns;
}

/**
 * One metric and one control. Levels of a cell are correlated twice over: by an offset of the cell
 * and by noise that remembers the level before (AR(1), 0.8). The metric also follows density and
 * width, as every real one does.
 */
export function synthetic(shape: Shape, random: Random): Synthetic {
  const rows: {
    stratum: string;
    cell: string;
    level: number;
    density: number;
    target: number;
    metric: number;
    control: number;
  }[] = [];
  shape.cells.forEach((count, stratum) => {
    for (let cell = 0; cell < count; cell++) {
      const hidden = random.normal();
      const point = 0.5 * (shape.hidden * hidden + random.normal());
      const offset = random.normal();
      let [noise, wobble] = [random.normal(), random.normal()];
      for (let level = 0; level < shape.levels; level++) {
        const x = level * log(0.75);
        noise = 0.8 * noise + 0.6 * random.normal();
        wobble = 0.8 * wobble + 0.6 * random.normal();
        const beyond = x - 0.5 * shape.levels * log(0.75) - 0.3 * stratum;
        rows.push({
          stratum: `w${stratum}`,
          cell: `w${stratum}-s${cell}`,
          level,
          density: exp(x),
          target: 1 / (1 + exp(-2 * (beyond + point))) + 0.03 * wobble,
          metric: x + stratum + offset + 0.5 * noise + shape.effect * point + shape.hidden * hidden,
          control: exp(x + 0.2 * hidden),
        });
      }
    }
  });
  const column = (name: "density" | "target" | "metric" | "control") =>
    Float64Array.from(rows, (row) => row[name]);
  return {
    data: {
      criterion: rows.map(() => "magnitude"),
      stratum: rows.map((row) => row.stratum),
      cell: rows.map((row) => row.cell),
      level: rows.map((row) => row.level),
      density: column("density"),
      target: column("target"),
    },
    metrics: { metric: column("metric") },
    controls: { control: column("control") },
  };
}

/** A column with each value replaced by the mean over the cells of its stratum and level. */
export function levelMeans({ stratum, level }: Observations, column: Float64Array): Float64Array {
  const sums = new Map<string, { sum: number; count: number }>();
  const keys = stratum.map((name, i) => `${name} ${level[i]}`);
  column.forEach((value, i) => {
    const own = sums.get(keys[i]!) ?? { sum: 0, count: 0 };
    sums.set(keys[i]!, { sum: own.sum + value, count: own.count + 1 });
  });
  return Float64Array.from(keys, (key) => sums.get(key)!.sum / sums.get(key)!.count);
}
