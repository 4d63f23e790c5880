/**
 * How the critical density moves with noise on the weights: for each amplitude the half-recovery
 * density of the curve of m against density, m being relative to the dense network without noise. Bootstrap
 * intervals over seeds as in criticality; every amplitude sees the same resamples.
 */
import { child } from "../child.js";
import { estimateCurve } from "../criticality/estimate.js";
import { compareGroups, groupName } from "../criticality/groups.js";
import type { GroupKey, Observation } from "../criticality/observation.js";
import type { BootstrapOptions } from "../criticality/phase-sample.js";
import { trajectories } from "../criticality/trajectories.js";
import type { RobustnessObservation } from "./observation.js";

export interface ShiftRow {
  readonly key: GroupKey;
  readonly amplitude: number;
  /** Half-recovery density; NaN where there is none. */
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  /** value / that without noise. */
  readonly ratio: number;
  readonly seeds: number;
  readonly quality: number;
  readonly verdict: string;
}

export function noiseShift(
  observations: Iterable<RobustnessObservation>,
  options: BootstrapOptions,
): ShiftRow[] {
  const curves = new NoisyCurves();
  curves.add(observations);
  return curves.shift(options);
}

/** What is kept of the levels' own networks: those of all cells are too many to be objects. */
interface Points {
  readonly seed: number[];
  readonly level: number[];
  readonly density: number[];
  readonly weights: number[];
  readonly order: number[];
}

/** Curves under noise on the weights, told cell by cell. */
export class NoisyCurves {
  /** Group -> an observation of it, and amplitude -> points. */
  readonly #groups = new Map<
    string,
    { readonly of: RobustnessObservation; readonly amplitudes: Map<number, Points> }
  >();

  add(observations: Iterable<RobustnessObservation>): void {
    for (const o of observations) {
      if (o.model !== "trajectory" || o.perturbation !== "weight-noise") continue;
      const { amplitudes } = child(this.#groups, groupName(o), () => ({
        of: o,
        amplitudes: new Map(),
      }));
      const points = child(amplitudes, o.amount, none);
      points.seed.push(o.seed);
      points.level.push(o.level);
      points.density.push(o.density);
      points.weights.push(Math.round(o.density * o.prunable));
      points.order.push(o.order);
    }
  }

  shift(options: BootstrapOptions): ShiftRow[] {
    const groups = [...this.#groups.values()].sort((a, b) => compareGroups(a.of, b.of));
    return groups.flatMap(({ of, amplitudes }) => {
      const rows = [...amplitudes]
        .sort(([a], [b]) => a - b)
        .map(([amplitude, points]) => {
          const found = estimateCurve(
            trajectories(asObservations(of, points)),
            "after",
            "density",
            options,
          );
          const { value, lower, upper, seeds, quality, verdict } = found.find(
            (estimate) => estimate.estimator === "half-recovery",
          )!;
          return { key: of, amplitude, value, lower, upper, seeds, quality, verdict };
        });
      const still = rows[0]!.amplitude === 0 ? rows[0]!.value : Number.NaN;
      return rows.map((row) => ({ ...row, ratio: row.value / still }));
    });
  }
}

const none = (): Points => ({ seed: [], level: [], density: [], weights: [], order: [] });

function asObservations(of: RobustnessObservation, points: Points): Observation[] {
  const { dataset, architecture, criterion, pruning, width, size } = of;
  return points.seed.map((seed, i) => {
    const [density, weights, order] = [points.density[i]!, points.weights[i]!, points.order[i]!];
    return {
      dataset,
      architecture,
      criterion,
      pruning,
      width,
      seed,
      level: points.level[i]!,
      size,
      order: { before: order, after: order },
      // The density is what the shift is read on; the other controls are not looked at.
      control: { density, effective_density: density, weights, mean_degree: weights },
    };
  });
}
