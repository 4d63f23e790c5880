/**
 * Paired comparisons of neighbouring rungs of the null ladder, level by level and side by side of p_c.
 *
 * Two subnetworks that guess are alike whatever their graphs are: a level at which neither rung
 * reaches a mean m of `leastOrder` says nothing of them. It is not tested, and it does not count in
 * its side's mean, which it would draw towards no difference.
 */
import { child } from "../child.js";
import { compareGroups, groupName } from "../criticality/groups.js";
import type { GroupKey } from "../criticality/observation.js";
import { benjaminiHochberg } from "../statistics/false-discovery.js";
import { mean, RunningMean } from "../statistics/moments.js";
import type { Model, Start } from "./ladder.js";
import { type Paired, paired, type Verdict, verdictOf } from "./paired.js";
import { type CriticalDensity, type Side, sideOf, sides } from "./side.js";

/** One trained subnetwork of one cell. */
export interface NullObservation extends GroupKey {
  readonly seed: number;
  readonly level: number;
  readonly density: number;
  readonly start: Start;
  readonly model: Model;
  /** m, the order parameter. */
  readonly order: number;
}

/** Differences that are tested: the first minus the second. */
export const contrasts: readonly (readonly [first: Model, second: Model])[] = [
  ["layer-random", "global-random"],
  ["degrees", "layer-random"],
  ["degrees", "learned"],
  ["shuffled-weights", "degrees"],
  ["learned", "shuffled-weights"],
];

/** Below it a subnetwork is not told from one that guesses: a tenth of the dense network's order. */
export const leastOrder = 0.1;

export interface ContrastSettings {
  /** Differences of m below it count as none. */
  readonly margin: number;
  readonly confidence: number;
}

/** One comparison, at one level or over all the levels of one side of p_c. */
export interface Contrast extends Paired {
  readonly key: GroupKey;
  readonly start: Start;
  readonly scope: "level" | "side";
  /** -1 where the scope is a side. */
  readonly level: number;
  /** Mean over seeds and, for a side, the levels that are tested. */
  readonly density: number;
  readonly side: Side;
  readonly first: Model;
  readonly second: Model;
  /** Adjusted over all comparisons of the same scope (Benjamini and Hochberg). */
  readonly q: number;
  readonly verdict: Verdict;
}

/**
 * All comparisons. Draws of one rung in one cell are averaged first, so that of a cell no more than its rungs is
 * held; then cells of the same seed are paired. For a side, each seed's differences are averaged over its levels
 * before the test: levels of one seed are not independent.
 */
export function compareRungs(
  observations: Iterable<NullObservation>,
  critical: (key: GroupKey) => CriticalDensity,
  settings: ContrastSettings,
): Contrast[] {
  const all = groupsOf(observations).flatMap(({ key, starts }) =>
    [...starts].flatMap(([start, levels]) =>
      compareGroup(key, start, levels, critical(key), settings),
    ),
  );
  return withAdjusted(all);
}

/** A level of one group and start. */
interface Draws {
  readonly density: RunningMean;
  readonly models: Map<Model, Map<number, RunningMean>>;
}

interface Group {
  readonly key: GroupKey;
  readonly starts: Map<Start, Map<number, Draws>>;
}

/** Means over draws, in the order of groups. */
function groupsOf(observations: Iterable<NullObservation>): Group[] {
  const found = new Map<string, Group>();
  for (const o of observations) {
    const { starts } = child(found, groupName(o), () => ({ key: o, starts: new Map() }));
    const levels = child(starts, o.start, () => new Map<number, Draws>());
    const level = child(levels, o.level, () => ({ density: new RunningMean(), models: new Map() }));
    level.density.add(o.density);
    const seeds = child(level.models, o.model, () => new Map<number, RunningMean>());
    child(seeds, o.seed, () => new RunningMean()).add(o.order);
  }
  return [...found.values()].sort((a, b) => compareGroups(a.key, b.key));
}

interface Level {
  readonly level: number;
  readonly density: number;
  readonly side: Side;
  /** model -> seed -> mean m. */
  readonly means: ReadonlyMap<Model, ReadonlyMap<number, number>>;
}

function compareGroup(
  key: GroupKey,
  start: Start,
  draws: ReadonlyMap<number, Draws>,
  point: CriticalDensity,
  settings: ContrastSettings,
): Omit<Contrast, "q">[] {
  const levels = levelMeans(draws, point);
  const make = (scope: "level" | "side", own: readonly Level[]) =>
    contrasts.flatMap(([first, second]) => {
      const working = own.filter(({ means }) => functions(means, [first, second]));
      const tested = working.length > 0 ? working : own;
      const differences = bySeed(tested, first, second);
      if (differences.length === 0) return [];
      const result = paired(differences, settings.margin, settings.confidence);
      return {
        key,
        start,
        scope,
        level: scope === "level" ? own[0]!.level : -1,
        density: mean(tested.map((l) => l.density)),
        side: own[0]!.side,
        first,
        second,
        ...(working.length > 0
          ? { ...result, verdict: verdictOf(result, 1 - settings.confidence) }
          : vacuous(result)),
      };
    });
  const bySide = sides
    .map((side) => levels.filter((l) => l.side === side))
    .filter((own) => own.length > 0);
  return [
    ...levels.flatMap((level) => make("level", [level])),
    ...bySide.flatMap((own) => make("side", own)),
  ];
}

/** Whether one of the two rungs does more than guess there, as a mean over its seeds. */
function functions(means: Level["means"], rungs: readonly Model[]): boolean {
  return rungs.some((model) => mean([...(means.get(model)?.values() ?? [])]) >= leastOrder);
}

function vacuous({ seeds, difference }: Paired): Paired & { readonly verdict: Verdict } {
  const none = Number.NaN;
  const untested = { lower: none, upper: none, p: none, equivalenceP: none };
  return { seeds, difference, ...untested, verdict: "neither functions" };
}

function levelMeans(draws: ReadonlyMap<number, Draws>, point: CriticalDensity): Level[] {
  return [...draws]
    .sort(([a], [b]) => a - b)
    .map(([level, { density: mean, models }]) => {
      const density = mean.value;
      const means = new Map([...models].map(([model, seeds]) => [model, bySeeds(seeds)]));
      return { level, density, side: sideOf(density, point), means };
    });
}

function bySeeds(seeds: ReadonlyMap<number, RunningMean>): Map<number, number> {
  const sorted = [...seeds].sort(([a], [b]) => a - b);
  return new Map(sorted.map(([seed, { value }]) => [seed, value]));
}

/** Each seed's difference, averaged over the levels; seeds that lack a rung somewhere are left out. */
function bySeed(levels: readonly Level[], first: Model, second: Model): number[] {
  const seeds = [...(levels[0]!.means.get(first)?.keys() ?? [])];
  return seeds
    .map((seed) =>
      mean(
        levels.map(
          ({ means }) =>
            (means.get(first)?.get(seed) ?? Number.NaN) -
            (means.get(second)?.get(seed) ?? Number.NaN),
        ),
      ),
    )
    .filter((difference) => !Number.isNaN(difference));
}

function withAdjusted(all: readonly Omit<Contrast, "q">[]): Contrast[] {
  const q = new Map<object, number>();
  for (const scope of ["level", "side"]) {
    const own = all.filter((contrast) => contrast.scope === scope);
    const adjusted = benjaminiHochberg(own.map((contrast) => contrast.p));
    own.forEach((contrast, i) => {
      q.set(contrast, adjusted[i]!);
    });
  }
  return all.map((contrast) => ({ ...contrast, q: q.get(contrast)! }));
}
