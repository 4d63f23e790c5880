/** Rows of scaling.arrow: every combination tried, its variants and parameters. */
import type { SeriesAnalysis } from "../criticality/analyse.js";
import { type ScalingResult, scalingParameters } from "../scaling/scale.js";
import { collapseWords } from "../scaling/words.js";
import { type Naming, seriesRow } from "./naming.js";
import type { Row } from "./rows.js";

const missing = { lower: Number.NaN, upper: Number.NaN };

export function scalingRows(analyses: readonly SeriesAnalysis[], naming: Naming): Row[] {
  return analyses.flatMap(({ series, scaling, samples }) =>
    scaling.flatMap(({ control, length, quantity, result }, i) => {
      const own = samples[i]!.samples;
      const common = {
        ...seriesRow(series.key),
        phase: naming.phase(series.phase),
        quantity,
        control: naming.control(control),
        length: naming.length(length),
        seeds: own.length > 0 ? Math.min(...own.map(({ values }) => values.length)) : 0,
      };
      if ("reason" in result)
        return [
          {
            ...common,
            variant: "all sizes",
            smallest: Number.NaN,
            sizes: own.length,
            saturation: "",
            parameter: "p_c",
            value: Number.NaN,
            ...missing,
            quality: Number.NaN,
            p: Number.NaN,
            verdict: result.reason,
          },
        ];
      return [...allSizes(result), ...variantRows(result)].map((row) => ({
        ...common,
        ...row,
      }));
    }),
  );
}

function allSizes(result: ScalingResult): Row[] {
  const { parameters, fit, points, p } = result;
  return scalingParameters.map((parameter) => ({
    variant: "all sizes",
    saturation: fit.saturation.name,
    smallest: points[0]!.size,
    sizes: points.length,
    parameter,
    value: parameters[parameter].value,
    lower: parameters[parameter].lower,
    upper: parameters[parameter].upper,
    quality: parameter === "gamma/nu" ? result.susceptibilityQuality : fit.quality,
    p: parameter === "gamma/nu" ? Number.NaN : p,
    verdict: collapseWords(result),
  }));
}

function variantRows({ variants }: ScalingResult): Row[] {
  return variants.flatMap(({ name, smallest, sizes, fit, correction }) => {
    const values = {
      p_c: fit.criticalPoint,
      "1/nu": fit.sharpening,
      "beta/nu": fit.decay,
      ...(correction ? { c: correction.amplitude, d: correction.shift } : {}),
    };
    return Object.entries(values).map(([parameter, value]) => ({
      variant: name,
      saturation: fit.saturation.name,
      smallest,
      sizes,
      parameter,
      value,
      ...missing,
      quality: fit.quality,
      p: Number.NaN,
      verdict: "no interval: shown for its drift",
    }));
  });
}
