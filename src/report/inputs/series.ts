/**
 * A series is what one set of curves has in common: data set, architecture, criterion, pruning.
 * Its label names only what differs between the series of a report.
 */
import type { Table } from "../../arrow/table.js";
import { criteria } from "../../prune/prune.js";
import { groupBy } from "../rows.js";

export interface Series {
  readonly dataset: string;
  readonly architecture: string;
  readonly criterion: string;
  readonly pruning: string;
}

export interface LabelledSeries extends Series {
  readonly label: string;
  /** For sentences: "random pruning of fc4", or "fc6" where one criterion is all there is. */
  readonly phrase: string;
}

const parts = ["dataset", "architecture", "criterion", "pruning"] as const;
const known: readonly string[] = criteria;

export function seriesKey(series: Series): string {
  return parts.map((part) => series[part]).join("\n");
}

/** The series of a row of topology, order or criticality. */
export function seriesOf(table: Table): (row: number) => Series {
  const columns = parts.map((part) => table.text(part));
  return (row) => ({
    dataset: columns[0]![row]!,
    architecture: columns[1]![row]!,
    criterion: columns[2]![row]!,
    pruning: columns[3]![row]!,
  });
}

/** Distinct series with their labels: magnitude first, random last, a user's own before it. */
export function labelSeries(all: readonly Series[]): LabelledSeries[] {
  const distinct = [...new Map(all.map((s) => [seriesKey(s), s])).values()];
  const varying = parts.filter((part) => new Set(distinct.map((s) => s[part])).size > 1);
  const named = varying.length > 0 ? varying : (["criterion"] as const);
  const rank = ({ criterion }: Series) => {
    const place = known.indexOf(criterion);
    return place < 0 ? known.indexOf("random") - 0.5 : place;
  };
  return distinct
    .map((s) => {
      const label = named.map((part) => s[part]).join(", ");
      return { ...s, label, phrase: phraseOf(s, new Set(named)) ?? label };
    })
    .sort((a, b) => rank(a) - rank(b));
}

/** "one-shot random pruning of fc4 on mnist", each as far as it differs; undefined if no pruning does. */
function phraseOf(series: Series, named: ReadonlySet<(typeof parts)[number]>): string | undefined {
  if (!named.has("criterion") && !named.has("pruning")) return undefined;
  const how = (["pruning", "criterion"] as const).filter((part) => named.has(part));
  return [
    ...how.map((part) => series[part]),
    "pruning",
    ...(named.has("architecture") ? ["of", series.architecture] : []),
    ...(named.has("dataset") ? ["on", series.dataset] : []),
  ].join(" ");
}

/**
 * Series to compare: those that prune the same network in different ways, the first of them with
 * each other one; where no network is pruned in two ways, the first of all with each other one.
 */
export function rivals(series: readonly LabelledSeries[]): [LabelledSeries, LabelledSeries][] {
  const network = ({ dataset, architecture }: LabelledSeries) => `${dataset}\n${architecture}`;
  const pairs = (group: readonly LabelledSeries[]) =>
    group.slice(1).map((other): [LabelledSeries, LabelledSeries] => [group[0]!, other]);
  const alike = [...groupBy(series, network).values()].flatMap(pairs);
  return alike.length > 0 ? alike : pairs(series);
}
