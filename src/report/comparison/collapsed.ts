/**
 * Rows of the data set `collapsed`: each series' points, scaled with its own fit,
 *
 *   x = (p - p_c) (L / L_0)^(1/nu),   y = h(m) (L / L_0)^(beta/nu),
 *
 * h being m freed from its saturation at 1 in the form of the fit, L_0 the geometric mean of its sizes. A class of universality leaves the units of x and y free; y
 * is h at L_0, and x is divided by its value where y = 1/2, so that all series pass through (1, 1/2).
 */
import { exp, log } from "../../math.js";
import { mean } from "../../statistics/moments.js";
import { median } from "../../statistics/quantile.js";
import { sizeColumn } from "../data/collapse.js";
import { saturationNamed, unboundedOf } from "../inputs/saturation.js";
import { groupBy, type Row, type Rows } from "../rows.js";
import { type Fitted, identity } from "./entries.js";

interface Point {
  readonly width: number;
  readonly x: number;
  readonly y: number;
  readonly error: number;
}

/** Series whose scaled curves do not fall through 1/2 beyond p_c have no rows. */
export function collapsedRows(fitted: readonly Fitted[]): Rows {
  return fitted.flatMap((entry) => {
    const points = scaled(entry);
    const unit = halfway(points);
    if (!(unit > 0)) return [];
    return points.map(
      ({ width, x, y, error }): Row => ({
        ...identity(entry),
        width,
        x: x / unit,
        y,
        lower: y - error,
        upper: y + error,
      }),
    );
  });
}

function scaled({ run, collapse }: Fitted): Point[] {
  const own = run.results
    .rows("collapse")
    .filter(
      (row) =>
        row["series"] === collapse.series &&
        row["phase"] === collapse.phase &&
        row["quantity"] === collapse.quantity &&
        row["control"] === collapse.control &&
        row["inside"] === 1,
    );
  const size = (row: Row) => log(Number(row[sizeColumn(collapse.length)]));
  const centre = mean([...new Set(own.map(size))]);
  const form = saturationNamed(collapse.saturation);
  return own.map((row) => {
    const relative = size(row) - centre;
    const factor = exp(collapse.decay[0] * relative);
    const { h, slope } = unboundedOf(form, Number(row["mean"]));
    return {
      width: Number(row["width"]),
      x: (Number(row["x"]) - collapse.p_c[0]) * exp(collapse.sharpening[0] * relative),
      y: h * factor,
      error: Number(row["error"]) * slope * factor,
    };
  });
}

/** x where the curves reach y = 1/2, the median over sizes; NaN where none does. */
export function halfway(points: readonly Point[]): number {
  const crossings = [...groupBy(points, ({ width }) => String(width)).values()].flatMap((own) => {
    const curve = [...own].sort((a, b) => a.x - b.x);
    const after = curve.findIndex(({ y }, i) => i > 0 && y >= 0.5 && curve[i - 1]!.y < 0.5);
    if (after < 0) return [];
    const [a, b] = [curve[after - 1]!, curve[after]!];
    return [a.x + ((0.5 - a.y) / (b.y - a.y)) * (b.x - a.x)];
  });
  return crossings.length > 0 ? median(crossings) : Number.NaN;
}
