/** Sentences about the graph: percolation, degrees, communities, and what goes with accuracy. */
import { labelOf } from "../charts/labels.js";
import {
  correlation,
  count,
  list,
  percent,
  several,
  significant,
  withInterval,
} from "../format.js";
import { isSignificant, methodName } from "../inputs/correlations.js";
import type { Level } from "../inputs/levels.js";
import type { Results } from "../inputs/results.js";
import { sampleSentence } from "../inputs/samples.js";
import { unitGroupsOf } from "../inputs/unit-groups-of.js";
import { groupBy } from "../rows.js";
import { tailSentence } from "./tails.js";
import { change, type Example, example, type SectionText, withoutCritical } from "./text.js";

const none: SectionText = { lead: "", titles: {} };

interface NearCritical {
  readonly of: Example;
  readonly dense: Level;
  readonly near: Level;
}

/** The level nearest to p_c of the example, if there is one. */
function nearCritical(results: Results): NearCritical | undefined {
  const of = example(results);
  const near = of?.critical && results.near(of.series, of.width, of.critical.value);
  return of && near ? { of, dense: results.curve(of.series, of.width)[0]!, near } : undefined;
}

export function percolation(results: Results): SectionText {
  const found = nearCritical(results);
  if (!found) return withoutCritical(results);
  const { of, near } = found;
  const giant = results.at(near, "giant");
  const spanning = results.at(near, "spanning");
  const effective = results.at(near, "effective_density");
  if (!giant || !spanning) return none;
  const share = effective ? effective.mean / near.density : Number.NaN;
  const paths = Number.isFinite(share)
    ? `, ${percent(share)} of the surviving weights lie on a path from inputs to outputs`
    : "";
  return {
    lead: `At the level nearest to p_c of ${of.name} (${percent(near.density)} density) the largest component holds ${percent(giant.mean)} of the nodes${paths}, and inputs are joined to outputs in ${percent(spanning.mean)} of the cells.${withoutSkips(results, near)}`,
    titles: {
      "percolation-levels": joins(of.name, spanning.mean),
      ...reached(results, found),
    },
  };
}

/** What skips do, of networks that have any. */
function withoutSkips(results: Results, near: Level): string {
  const spanning = results.at(near, "spanning_without_skips");
  if (!spanning) return "";
  return ` A skip carries units past the layers of a branch, whatever is pruned: along weights alone inputs are joined to outputs in ${percent(spanning.mean)} of the cells. Components are those of the weights; where it says so, skips join their nodes too.`;
}

/** @param share of the cells in which a path leads from inputs to outputs. */
export function joins(name: string, share: number): string {
  const whole = share === 0 || share === 1;
  const cells = whole ? "" : ` in ${percent(share)} of the cells`;
  return `At p_c the graph of ${name} ${share > 0 ? "still" : "no longer"} joins inputs to outputs${cells}`;
}

/** Where all outputs are reached in the dense network, by the two orders. */
function reached(results: Results, { of, dense }: NearCritical): Record<string, string> {
  const at = (order: string) => results.at(dense, `threshold_outputs_density_${order}`)?.mean;
  const [magnitude, random] = [at("magnitude"), at("random")];
  if (magnitude === undefined || random === undefined) return {};
  return {
    "percolation-curves": `In the dense network of ${of.name} the strongest ${percent(magnitude)} of the weights reach every output; at random it takes ${percent(random)}`,
  };
}

export function degrees(results: Results): SectionText {
  const found = nearCritical(results);
  const layers = results.layers("in_degree_gini");
  if (!found) return withoutCritical(results);
  if (layers.length === 0) return none;
  const { of, dense, near } = found;
  const changes = layers.flatMap((layer) => {
    const [a, b] = [dense, near].map((level) => results.at(level, "in_degree_gini", layer)?.mean);
    return a === undefined || b === undefined ? [] : [{ layer, a, b }];
  });
  const dead = layers.flatMap((layer) => {
    const share = results.at(near, "dead_share", layer);
    return share ? [{ layer, share: share.mean }] : [];
  });
  if (changes.length === 0 || dead.length === 0) return none;
  const most = changes.reduce((best, c) =>
    Math.abs(c.b - c.a) > Math.abs(best.b - best.a) ? c : best,
  );
  const worst = dead.reduce((best, d) => (d.share > best.share ? d : best));
  const tails = tailSentence(results, near);
  const called = layerNames(results, of);
  return {
    lead: `From the dense network to p_c of ${of.name}, the Gini coefficient of the in-degrees ${change(most.a, most.b, significant)} in unit layer ${most.layer}${called(most.layer)}, where it changes most; ${percent(worst.share)} of the units of layer ${worst.layer}${called(worst.layer)} are dead by then.${tails ? ` ${tails}` : ""}`,
    titles: {
      ...shrinking(results, found, layers),
      "degree-inequality": `In-degrees change most in layer ${most.layer}: their Gini coefficient ${change(most.a, most.b, significant)} at p_c`,
    },
  };
}

/** " (conv1)": what a graph of layers calls the layer that makes these units; of a chain nothing. */
function layerNames(results: Results, { series, width }: Example): (layer: number) => string {
  const own = results.walk.find((one) => one.series === series.label && one.cell.width === width);
  const groups = own && unitGroupsOf(own.portrait)?.groups;
  return (layer) => (groups?.[layer] ? ` (${groups[layer].name})` : "");
}

/** Of the layer whose units have most weights when dense. */
function shrinking(
  results: Results,
  { of, dense, near }: NearCritical,
  layers: readonly number[],
): Record<string, string> {
  const found = layers.flatMap((layer) => {
    const [from, to] = [dense, near].map((l) => results.at(l, "in_degree_mean", layer)?.mean);
    return from === undefined || to === undefined ? [] : [{ layer, from, to }];
  });
  if (found.length === 0) return {};
  const { layer, from, to } = found.reduce((best, f) => (f.from > best.from ? f : best));
  return {
    "degree-distribution": `A unit of layer ${layer} keeps ${significant(to)} of ${significant(from, 3)} weights, on average, at p_c of ${of.name}`,
  };
}

export function communities(results: Results): SectionText {
  const found = nearCritical(results);
  if (!found) return withoutCritical(results);
  const { of, dense, near } = found;
  const at = (statistic: string) =>
    [dense, near].map((level) => results.at(level, statistic)?.mean) as [number?, number?];
  const [from, to] = at("modularity_mean");
  const [barberFrom, barberTo] = at("barber_modularity");
  if (from === undefined || to === undefined) return none;
  const layered =
    barberFrom === undefined || barberTo === undefined
      ? ""
      : `, the layered one ${change(barberFrom, barberTo, significant)}`;
  return {
    lead: `From the dense network to p_c of ${of.name}, modularity ${change(from, to, significant)}${layered}. Sparse graphs are modular by chance too: the number alone is no sign of structure.`,
    titles: { communities: `Modularity ${change(from, to, significant)} on the way to p_c` },
  };
}

/** Whether no result of a single one of the metrics could have been significant. */
export function couldNot(rows: readonly { readonly least: number }[]): boolean {
  return rows.every(({ least }) => !(least <= 0.05)) && rows.some(({ least }) => least > 0.05);
}

export function correlations(results: Results): SectionText {
  const criterion = results.primary?.criterion;
  const all = results.correlations.filter((c) => c.criterion === criterion);
  if (all.length === 0) return none;
  const methods = [...groupBy(all, (c) => methodName(c.method, c.control))];
  const counts = methods.map(
    ([name, rows]) =>
      `${count(rows.filter(isSignificant).length)} of ${count(rows.length)} (${name})`,
  );
  const [first] = methods[0]![1].filter(isSignificant);
  const strongest = first
    ? ` The strongest significant one by the first method: ${labelOf(first.metric)}, ρ = ${withInterval({ value: first.rho, lower: first.lower, upper: first.upper }, correlation)}.`
    : ` None is significant by the first method${couldNot(methods[0]![1]) ? ", nor could a single one be with so few cells" : ""}.`;
  const everywhere = groupBy(all.filter(isSignificant), (c) => c.metric);
  const names = [...everywhere.values()]
    .filter((rows) => rows.length === methods.length)
    .map((rows) => labelOf(rows[0]!.metric));
  const drawn = sampleSentence(results.tables.correlations, { criterion });
  return {
    lead: `Metrics that go with the order parameter of ${criterion}-pruned networks at fixed density, after Benjamini-Hochberg: ${list(counts)}.${strongest}${drawn}`,
    titles: {
      correlations:
        names.length === 0
          ? "No metric is significant by every method"
          : `${several(names.length, "metric")} significant by every method${names.length <= 3 ? `: ${list(names)}` : ""}`,
    },
  };
}
