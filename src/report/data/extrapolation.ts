/**
 * Rows of the data set `extrapolation`: the law that the critical densities of a series follow with
 * size, as a curve, and what it says of large networks. A law that does not describe the points
 * (src/report/inputs/size-laws.ts) is not drawn; one with a limit is drawn beyond the largest width, any
 * other only between the points.
 */
import { exp, log } from "../../math.js";
import { mean } from "../../statistics/moments.js";
import type { Results } from "../inputs/results.js";
import type { LabelledSeries } from "../inputs/series.js";
import { boundOf, describesPoints, parameterOf, sizeLawsOf } from "../inputs/size-laws.js";
import { defined, type Row, type Rows } from "../rows.js";

const points = 41; // of a curve
const beyond = 8; // times the largest width, where a limit is seen or bounded

const controls = ["density", "weights", "mean_degree", "effective_density"] as const;

export function extrapolationRows(results: Results): Rows {
  return results.series.flatMap((series) =>
    controls.flatMap((control) => rowsOf(results, series, control)),
  );
}

function rowsOf(results: Results, series: LabelledSeries, control: string): Row[] {
  const widths = results.widths.filter((width) => results.critical(series, width, { control }));
  const rows = sizeLawsOf(results, series, control);
  const chosen = lawOf(rows);
  if (!chosen || widths.length < 3) return [];
  const sizes = sizesOf(results, series, String(rows[0]!["length"]));
  if (!sizes) return [];
  const [first, last] = [widths[0]!, widths.at(-1)!];
  const end = chosen === "offset" ? beyond * last : last;
  const law = curveOf(rows, chosen, mean(widths.map((width) => log(sizes(width)))));
  const limit = chosen === "offset" ? parameterOf(rows, "offset", "p_inf") : undefined;
  const [lower, upper] = [boundOf(limit, "lower"), boundOf(limit, "upper")];
  return Array.from({ length: points }, (_, i) => {
    const width = first * exp((log(end / first) * i) / (points - 1));
    return {
      series: series.label,
      control,
      width,
      value: defined(law(sizes(width))),
      law: names[chosen],
      limit: limit && lower > 0 ? defined(Number(limit["value"])) : null,
      limit_lower: defined(lower),
      limit_upper: defined(upper),
    };
  }).filter(({ value }) => value !== null && value > 0);
}

const names = {
  offset: "a power of size with a limit",
  power: "a power of size",
  curved: "a power of size that bends",
} as const;

/** The law with a limit where it describes the points; else the simplest that does. */
function lawOf(rows: Rows): keyof typeof names | undefined {
  return (["offset", "power", "curved"] as const).find(
    (law) => describesPoints(rows, law) === true,
  );
}

function curveOf(rows: Rows, law: keyof typeof names, centre: number): (size: number) => number {
  const of = (name: string) => Number(parameterOf(rows, law, name)?.["value"] ?? Number.NaN);
  if (law === "curved")
    return (size) => {
      const l = log(size) - centre;
      return exp(log(of("c")) - of("g") * l - of("h") * l * l);
    };
  const limit = law === "offset" ? of("p_inf") : 0;
  return (size) => limit + of("c") * exp(-of("g") * log(size));
}

/** Size of a network by its width, as the law counts it; hidden layers grow with the width. */
function sizesOf(
  results: Results,
  series: LabelledSeries,
  length: string,
): ((width: number) => number) | undefined {
  if (length === "width") return (width) => width;
  const width = results.widths.at(-1);
  const row = width === undefined ? undefined : results.curve(series, width)[0]?.rows[0];
  if (length !== "hidden_units" || row === undefined || !results.topology) return undefined;
  const units = results.topology.uint32("hidden_units")[row]!;
  return (other) => (units * other) / width!;
}
