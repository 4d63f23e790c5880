/**
 * The collapse of the verdict, fitted otherwise: what its estimates owe to the smallest sizes, to where
 * the compared stretch of levels ends, and to the leading correction to scaling (models/corrected.ts).
 * None has an interval of its own: an estimate that moves by more than the interval of the fit to all
 * sizes is not yet that of large networks, or is one of the stretch chosen.
 */
import { corrected } from "../models/corrected.js";
import { fitLaw, type LawFit } from "../models/fit-law.js";
import { FlexibleFit } from "../models/flexible-fit.js";
import { meanCurves } from "../models/simulate.js";
import type { Experiment } from "../models/study.js";
import { fewest, type Stretch } from "../models/window.js";
import { type CollapseFit, collapseFit } from "./collapse-fit.js";
import { type Points, within } from "./points.js";

export const variantNames = [
  "without the smallest",
  "a level more at each end",
  "a level less at each end",
  "corrected",
] as const;

export interface Variant {
  readonly name: (typeof variantNames)[number];
  /** Smallest size used, and how many. */
  readonly smallest: number;
  readonly sizes: number;
  readonly fit: CollapseFit;
  /** c and d of models/corrected.ts. */
  readonly correction?: { readonly amplitude: number; readonly shift: number };
}

/**
 * @param points all levels of every size.
 * @param found the fit to all sizes, whose form of saturation is kept.
 */
export function variants(
  experiment: Experiment,
  points: readonly Points[],
  found: LawFit,
): Variant[] {
  return [
    ...withoutSmallest(experiment, points, found),
    ...otherStretches(experiment, points, found),
    ...withCorrection(experiment, points, found),
  ];
}

/** While three sizes are left. */
function withoutSmallest(
  { curves }: Experiment,
  points: readonly Points[],
  found: LawFit,
): Variant[] {
  return curves.slice(1, -2).map(({ size }, i) => {
    const rest = curves.slice(i + 1);
    const fit = refitted(new FlexibleFit(rest), windowsOf(rest), points.slice(i + 1), found);
    return { name: "without the smallest", smallest: size, sizes: rest.length, fit };
  });
}

/** Only where some stretch can grow or shrink: none reaches over the levels, or holds too few. */
function otherStretches(
  { curves, samples }: Experiment,
  points: readonly Points[],
  found: LawFit,
): Variant[] {
  const windows = windowsOf(curves);
  const ways = [
    ["a level more at each end", curves.map(({ window, logControl }) => grown(window, logControl))],
    ["a level less at each end", windows.map(shrunk)],
  ] as const;
  return ways
    .filter(([, other]) => other.some(({ from, to }, i) => differs(windows[i]!, from, to)))
    .map(([name, other]) => {
      const fit = new FlexibleFit(meanCurves(samples, other));
      return { name, ...allOf(points), fit: refitted(fit, other, points, found) };
    });
}

/** With four sizes or more: two parameters more. */
function withCorrection(
  { curves, fit }: Experiment,
  points: readonly Points[],
  { theta, saturation }: LawFit,
): Variant[] {
  if (curves.length < 4) return [];
  const law = {
    ...corrected,
    starts: () => [
      [...theta, 0, 0],
      [...theta, 0.3, 0.3],
    ],
  };
  const own = fitLaw(fit, law, saturation);
  return [
    {
      name: "corrected",
      ...allOf(points),
      fit: collapseFit(own, fit, inside(points, windowsOf(curves))),
      correction: { amplitude: own.theta[3]!, shift: own.theta[4]! },
    },
  ];
}

function refitted(
  fit: FlexibleFit,
  windows: readonly Stretch[],
  points: readonly Points[],
  { law, saturation }: LawFit,
): CollapseFit {
  return collapseFit(fitLaw(fit, law, saturation), fit, inside(points, windows));
}

const allOf = (points: readonly Points[]) => ({ smallest: points[0]!.size, sizes: points.length });

const windowsOf = (curves: Experiment["curves"]) => curves.map(({ window }) => window);

const inside = (points: readonly Points[], windows: readonly Stretch[]) =>
  points.map((size, i) => within(size, windows[i]!));

const differs = (window: Stretch, from: number, to: number) =>
  window.from !== from || window.to !== to;

/** Only over levels that have a control parameter above 0. */
function grown({ from, to }: Stretch, logControl: Float64Array): Stretch {
  const more = from > 0 && !Number.isNaN(logControl[from - 1]!);
  return { from: more ? from - 1 : from, to: Math.min(to + 1, logControl.length) };
}

function shrunk(window: Stretch): Stretch {
  const { from, to } = window;
  return to - from - 2 < fewest ? window : { from: from + 1, to: to - 1 };
}
