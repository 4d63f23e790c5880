/** The tails of a layer's degrees, as statistics. */
import { degrees, ofLayer, prefixOf, type Side, sides } from "../degree/degree.js";
import { type Graph, layerSizes } from "../graph/graph.js";
import type { Statistic } from "../graph/statistic.js";
import { mostDegree } from "../graph/weight-layers.js";
import { Random } from "../random.js";
import { alternatives } from "./bounded-law.js";
import { fitPowerLaw, goodnessOfFit, leastTail } from "./tail-fit.js";
import { fitTail, likelihoodRatios, remainingLaws, type TailLaw, tailLaws } from "./tail-laws.js";

const meanings = (side: Side) => {
  const prefix = prefixOf(side);
  return {
    [`${prefix}tail_law`]: `laws that remain for the tail of the ${side === "all" ? "degrees of an undirected graph" : `${side}-degrees of a unit layer`}, a sum of: ${tailLaws.map((law) => `${codeOf([law])} ${law}`).join(", ")}; a single one is named, more are not told apart; 0: power law rejected and no other better; NaN with fewer than ${leastTail} units in the tail`,
    [`${prefix}tail_share`]: "units in that tail / units with edges of that side",
    [`${prefix}tail_exponent`]:
      "exponent of the power law fitted to that tail, whether or not it remains",
    [`${prefix}tail_least`]: "smallest degree of that tail",
    [`${prefix}tail_points`]: "units in that tail; 0 where there is no fit",
    [`${prefix}tail_p`]: "goodness of fit by bootstrap; 0.1 or less rejects the power law",
    ...Object.fromEntries(
      alternatives.flatMap((name) => {
        const word = name.replace("-", "_");
        return [
          [
            `${prefix}tail_ratio_${word}`,
            `ln likelihood ratio, power law over ${name}; positive: power law is better`,
          ],
          [`${prefix}tail_ratio_${word}_p`, "its p-value"],
        ];
      }),
    ),
  };
};

/** Laws as one number, a power of two each. */
export function codeOf(laws: readonly TailLaw[]): number {
  return laws.reduce((sum, law) => sum + 2 ** tailLaws.indexOf(law), 0);
}

/** And back, in the order of tailLaws. */
export function lawsOf(code: number): TailLaw[] {
  return tailLaws.filter((_, i) => Math.floor(code / 2 ** i) % 2 === 1);
}

/** Whether a column holds names as numbers, which have no order that a correlation could read. */
export function isCode(column: string): boolean {
  return /(^|_)tail_law(_layer\d+)?$/.test(column);
}

export const tailMeanings: Readonly<Record<string, string>> = Object.assign(
  {},
  ...sides.map(meanings),
);

/** The same of graphs without directions. */
export const undirectedTailMeanings: Readonly<Record<string, string>> = meanings("all");

export interface TailOptions {
  /** Samples for the goodness of fit; 0: none. */
  readonly samples: number;
  readonly seed: number;
  readonly purpose: string;
}

export function tailStatistics(
  graph: Graph,
  side: Side,
  layer: number,
  { samples, seed, purpose }: TailOptions,
): Statistic[] {
  const degree = ofLayer(graph, degrees(graph, side), layer).filter((k) => k > 0);
  // A node of a graph without layers can be joined to all of its nodes.
  const most =
    (side === "all" ? undefined : mostDegree(graph, side, layer)) ??
    layerSizes(graph.nodes)[side === "in" ? layer - 1 : layer + 1] ??
    graph.nodes.id.length;
  // Edges that skip layers, and parallel ones, know no such bound.
  const skips = degree.some((k) => k > most);
  const law = skips ? undefined : fitPowerLaw(degree, most);
  const random = new Random(seed, `${purpose}, tail of ${side}-degrees of layer ${layer}`);
  const p = law ? goodnessOfFit(degree, most, law, samples, random) : Number.NaN;
  const tail = law && fitTail(degree, most, law);
  const ratios = tail && likelihoodRatios(tail);
  const named = (name: string, value: number) => ({
    name: `${prefixOf(side)}tail_${name}`,
    layer,
    value,
  });
  return [
    named("law", tail ? codeOf(remainingLaws(tail, p)) : Number.NaN),
    named("share", law ? law.tail / degree.length : Number.NaN),
    named("exponent", law?.exponent ?? Number.NaN),
    named("least", law?.least ?? Number.NaN),
    named("points", law?.tail ?? 0),
    named("p", p),
    ...alternatives.flatMap((name) => {
      const word = name.replace("-", "_");
      return [
        named(`ratio_${word}`, ratios?.[name].ratio ?? Number.NaN),
        named(`ratio_${word}_p`, ratios?.[name].p ?? Number.NaN),
      ];
    }),
  ];
}
