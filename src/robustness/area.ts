/**
 * Area under each robustness curve, and how null models differ from the learned subnetwork in it.
 *
 * area      the mean height of m over the amounts: the integral by the trapezoidal rule, divided by
 *           the range of amounts
 * retained  the same divided by m of the network as it is: what share of its function it keeps on
 *           average, so that networks which function differently well can be compared
 */
import { child } from "../child.js";
import { compareGroups, groupName, groups } from "../criticality/groups.js";
import type { GroupKey } from "../criticality/observation.js";
import { UserError } from "../error.js";
import { paired } from "../null-model/paired.js";
import { benjaminiHochberg } from "../statistics/false-discovery.js";
import { mean, RunningMean } from "../statistics/moments.js";
import type { RobustnessObservation } from "./observation.js";
import type { Perturbation } from "./perturbation.js";

/** Mean over seeds with an interval. */
export interface Estimated {
  readonly mean: number;
  readonly lower: number;
  readonly upper: number;
}

/** One curve's area, over seeds. */
export interface AreaRow {
  readonly key: GroupKey;
  readonly level: number;
  readonly density: number;
  readonly model: string;
  readonly start: string;
  readonly perturbation: Perturbation;
  readonly seeds: number;
  /** m of the network as it is, mean over seeds. */
  readonly order: number;
  readonly area: Estimated;
  readonly retained: Estimated;
  /** retained minus that of the learned subnetwork, paired by seed; NaN for itself. */
  readonly difference: Estimated;
  readonly p: number;
  /** p adjusted over all rows. */
  readonly q: number;
}

/** Below this m a network does not function, and what it retains means nothing. */
export const leastOrder = 0.05;

/** Area under y(x) by the trapezoidal rule / range of x, x ascending; NaN for fewer than 2 points. */
export function meanHeight(x: ArrayLike<number>, y: ArrayLike<number>): number {
  if (x.length < 2) return Number.NaN;
  let area = 0;
  for (let i = 1; i < x.length; i++) area += ((x[i]! - x[i - 1]!) * (y[i]! + y[i - 1]!)) / 2;
  return area / (x[x.length - 1]! - x[0]!);
}

/** @param cells the observations of one cell after the other; no more than its curves' areas are held. */
export function robustnessAreas(
  cells: Iterable<readonly RobustnessObservation[]>,
  confidence: number,
): AreaRow[] {
  const rows = groupsOf(cells).flatMap((group) => groupAreas(group, confidence));
  const q = benjaminiHochberg(rows.map((row) => row.p));
  return rows.map((row, i) => ({ ...row, q: q[i]! }));
}

/** One seed's curve: means over its repetitions. */
interface SeedCurve {
  readonly seed: number;
  readonly order: number;
  readonly area: number;
  readonly retained: number;
}

/** The curves of one network at one level under one perturbation. */
interface Curves {
  readonly of: RobustnessObservation;
  readonly density: RunningMean;
  /** One place a seed, in the order in which they come. */
  readonly seeds: number[];
  readonly order: number[];
  readonly area: number[];
  readonly retained: number[];
}

/** By name, in the order of groups. */
function groupsOf(cells: Iterable<readonly RobustnessObservation[]>): Map<string, Curves>[] {
  const found = new Map<string, { key: GroupKey; curves: Map<string, Curves> }>();
  for (const observations of cells)
    for (const group of groups(observations)) {
      const key = group[0]!;
      const { curves } = child(found, groupName(key), () => ({ key, curves: new Map() }));
      for (const [name, own] of distinct(group, curveName)) {
        const known = child(curves, name, () => ({
          of: own[0]!,
          density: new RunningMean(),
          ...{ seeds: [], order: [], area: [], retained: [] },
        }));
        for (const { density } of own) known.density.add(density);
        for (const curve of seedCurves(own)) addCurve(known, curve);
      }
    }
  return [...found.values()]
    .sort((a, b) => compareGroups(a.key, b.key))
    .map(({ curves }) => curves);
}

function addCurve({ seeds, order, area, retained }: Curves, curve: SeedCurve): void {
  seeds.push(curve.seed);
  order.push(curve.order);
  area.push(curve.area);
  retained.push(curve.retained);
}

function refuseRepeated({ of, seeds }: Curves): void {
  const known = new Set<number>();
  for (const seed of seeds) {
    if (known.has(seed))
      throw new UserError(
        `expected one file with the curve of each network, found two of ${of.model} at level ${of.level}, seed ${seed} of ${groupName(of)} under ${of.perturbation}`,
      );
    known.add(seed);
  }
}

function curveName({ level, model, start, perturbation }: RobustnessObservation): string {
  return JSON.stringify([level, start, perturbation, model]);
}

function groupAreas(group: ReadonlyMap<string, Curves>, confidence: number) {
  for (const curves of group.values()) refuseRepeated(curves);
  return [...group.values()].map((curves) => {
    const { of, density, seeds, order, area, retained } = curves;
    const { level, model, start, perturbation } = of;
    const learned = group.get(curveName({ ...of, model: "learned" }));
    const differences = learned && model !== "learned" ? lessLearned(curves, learned) : [];
    const compared = paired(finite(differences), 0, confidence);
    return {
      key: of,
      level,
      density: density.value,
      model,
      start,
      perturbation,
      seeds: seeds.length,
      order: mean(order),
      area: estimated(area, confidence),
      retained: estimated(retained, confidence),
      difference: estimated(differences, confidence),
      p: compared.p,
    };
  });
}

/** What is retained minus what the learned subnetwork of the same seed does. */
function lessLearned({ seeds, retained }: Curves, learned: Curves): number[] {
  const places = new Map(learned.seeds.map((seed, place) => [seed, place]));
  return seeds.flatMap((seed, i) => {
    const place = places.get(seed);
    return place === undefined ? [] : [retained[i]! - learned.retained[place]!];
  });
}

function seedCurves(own: readonly RobustnessObservation[]): SeedCurve[] {
  return [...distinct(own, (o) => String(o.seed)).values()].map((ofSeed) => {
    const draws = [...distinct(ofSeed, (o) => String(o.repetition)).values()].map((points) => {
      const sorted = points.toSorted((a, b) => a.amount - b.amount);
      const order = sorted[0]!.order;
      const area = meanHeight(
        sorted.map((o) => o.amount),
        sorted.map((o) => o.order),
      );
      return { order, area };
    });
    const order = mean(draws.map((draw) => draw.order));
    const area = mean(draws.map((draw) => draw.area));
    const retained = order >= leastOrder ? area / order : Number.NaN;
    return { seed: ofSeed[0]!.seed, order, area, retained };
  });
}

function distinct<T>(all: readonly T[], name: (one: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const one of all) {
    const own = found.get(name(one));
    if (own) own.push(one);
    else found.set(name(one), [one]);
  }
  return found;
}

const finite = (values: readonly number[]) => values.filter((value) => !Number.isNaN(value));

function estimated(values: readonly number[], confidence: number): Estimated {
  const { difference, lower, upper } = paired(finite(values), 0, confidence);
  return { mean: difference, lower, upper };
}
