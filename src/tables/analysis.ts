/** Rows of the tables that the analysis of critical phenomena writes, but for criticality.arrow. */
import type { SeriesAnalysis } from "../criticality/analyse.js";
import type { Observable } from "../criticality/observables.js";
import { sizeOf } from "../criticality/series.js";
import type { StructureRow } from "../criticality/structure.js";
import type { WidthDepthRow } from "../criticality/width-depth-laws.js";
import type { Comparison } from "../models/compare.js";
import type { SharedExponent } from "../scaling/universality.js";
import { keyRow, type Naming, seriesRow } from "./naming.js";
import type { Row } from "./rows.js";

export function observableRows(rows: readonly Observable[], { phase }: Naming): Row[] {
  return rows.map((row) => ({
    ...keyRow(row.key),
    ...row.control,
    phase: phase(row.phase),
    quantity: row.quantity,
    level: row.level,
    seeds: row.seeds,
    mean: row.mean[0],
    lower: row.mean[1],
    upper: row.mean[2],
    susceptibility: row.susceptibility[0],
    susceptibility_lower: row.susceptibility[1],
    susceptibility_upper: row.susceptibility[2],
    cumulant: row.cumulant[0],
    cumulant_lower: row.cumulant[1],
    cumulant_upper: row.cumulant[2],
  }));
}

/** Once a control parameter and order parameter: the lengths are columns. */
export function collapseRows(analyses: readonly SeriesAnalysis[], naming: Naming): Row[] {
  return analyses.flatMap(({ series, scaling }) => {
    const first = scaling.filter(({ length }) => length === scaling[0]!.length);
    return first.flatMap(({ control, quantity, length, result }) => {
      if ("reason" in result) return [];
      return result.points.flatMap((points, i) => {
        const group = series.groups.find((g) => sizeOf(g, length) === points.size)!;
        const { from, to } = result.windows[i]!;
        return Array.from(points.control, (x, j) => ({
          ...keyRow(group.key),
          phase: naming.phase(series.phase),
          quantity,
          control: naming.control(control),
          hidden_units: sizeOf(group, "hidden_units"),
          edges: sizeOf(group, "edges"),
          x,
          mean: points.mean[j]!,
          error: Math.sqrt(points.meanError[j]!),
          susceptibility: points.susceptibility[j]!,
          susceptibility_error: Math.sqrt(points.susceptibilityError[j]!),
          inside: j >= from && j < to ? 1 : 0,
        }));
      });
    });
  });
}

export function limitRows(
  analyses: readonly SeriesAnalysis[],
  laws: readonly WidthDepthRow[],
  naming: Naming,
): Row[] {
  const none = { name: "none", value: Number.NaN, lower: Number.NaN, upper: Number.NaN };
  const sized = analyses.flatMap(({ series, limits }) =>
    limits.flatMap(({ control, length, estimator, laws: own }) =>
      own.flatMap(({ law, parameters, verdict }) =>
        (parameters.length > 0 ? parameters : [none]).map(({ name, value, lower, upper }) => ({
          ...seriesRow(series.key),
          phase: naming.phase(series.phase),
          control: naming.control(control),
          length: naming.length(length),
          estimator,
          law,
          parameter: name,
          value,
          lower,
          upper,
          verdict,
        })),
      ),
    ),
  );
  const shaped = laws.flatMap(({ key, phase, control, estimator, law }) =>
    (law.parameters.length > 0 ? law.parameters : [none]).map(({ name, value, lower, upper }) => ({
      ...seriesRow({ ...key, architecture: "all" }),
      phase: naming.phase(phase),
      control: naming.control(control),
      length: naming.length("hidden_units"),
      estimator,
      law: "width-depth",
      parameter: name,
      value,
      lower,
      upper,
      verdict: law.verdict,
    })),
  );
  return [...sized, ...shaped];
}

export function crossingRows(analyses: readonly SeriesAnalysis[], naming: Naming): Row[] {
  return analyses.flatMap(({ series, crossings }) =>
    crossings.flatMap(({ control, length, rows }) =>
      rows.map(({ smaller, larger, value, lower, upper, quality, verdict }) => ({
        ...seriesRow(series.key),
        phase: naming.phase(series.phase),
        control: naming.control(control),
        length: naming.length(length),
        smaller,
        larger,
        value,
        lower,
        upper,
        found: quality,
        verdict,
      })),
    ),
  );
}

export function modelRows(analyses: readonly SeriesAnalysis[], naming: Naming): Row[] {
  return analyses.flatMap(({ series, scaling, models }) => {
    if ("reason" in models) return [];
    return models.results.map(({ name, best, p, challenge, ...result }) => ({
      ...seriesRow(series.key),
      phase: naming.phase(series.phase),
      control: naming.control(scaling[0]!.control),
      length: naming.length(scaling[0]!.length),
      model: name,
      formula: best.law.formula,
      parameters: parameterList(models, name),
      parameter_count: best.theta.length,
      saturation: best.saturation.name,
      chi_square: best.chiSquare,
      p,
      residual: result.residual,
      prediction: result.prediction,
      error: models.error,
      aicc: result.aicc,
      bic: result.bic,
      gain: challenge.gain,
      challenge: challenge.p,
      remaining: models.remaining.includes(name) ? 1 : 0,
    }));
  });
}

/** "p_c = 0.012, …"; places of laws in p are shares of the mean half-recovery point, so say it. */
function parameterList({ results }: Comparison, name: string): string {
  const { best } = results.find((result) => result.name === name)!;
  return best.law.parameters
    .map((parameter, k) => {
      const unit = parameter === "p_c" ? " p_half" : "";
      return `${parameter} = ${Number(best.theta[k]!.toPrecision(4))}${unit}`;
    })
    .join(", ");
}

export function universalityRows(
  rows: readonly (SharedExponent & { readonly phase: string })[],
  analyses: readonly SeriesAnalysis[],
  naming: Naming,
): Row[] {
  return rows.map(
    ({ phase, first, second, parameter, difference, lower, upper, p, q, verdict }) => ({
      phase: naming.phase(phase),
      control: naming.control(analyses[0]!.scaling[0]!.control),
      length: naming.length(analyses[0]!.scaling[0]!.length),
      first,
      second,
      parameter,
      difference,
      lower,
      upper,
      p,
      q,
      verdict,
    }),
  );
}

export function structureRows(rows: readonly StructureRow[]): Row[] {
  return rows.map((row) => ({
    ...keyRow(row.key),
    phase: row.phase,
    reference: row.reference,
    graph: row.graph,
    seeds: row.seeds,
    functional: row.functional,
    structural: row.structural,
    difference: row.difference.value,
    lower: row.difference.lower,
    upper: row.difference.upper,
    log_ratio: row.logRatio.value,
    log_ratio_lower: row.logRatio.lower,
    log_ratio_upper: row.logRatio.upper,
    verdict: row.verdict,
  }));
}

export function verdictRows(analyses: readonly SeriesAnalysis[], naming: Naming): Row[] {
  return analyses.map(({ series, scaling, verdict }) => {
    return {
      ...seriesRow(series.key),
      phase: naming.phase(series.phase),
      control: naming.control(scaling[0]!.control),
      length: naming.length(scaling[0]!.length),
      verdict: verdict.verdict,
      ...verdict.sentences,
    };
  });
}
