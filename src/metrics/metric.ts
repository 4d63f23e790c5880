/**
 * A metric: a function of a level's graph, of the user's own or of graphology-metrics. Each is given a graph
 * and facts of its own, so that whatever it does to them does nothing to the next.
 */
import { UserError } from "../error.js";
import type { Graph } from "../graph/graph.js";
import {
  type DirectedNetwork,
  toGraphology,
  toUndirectedGraphology,
  type UndirectedNetwork,
} from "../graph/graphology.js";
import type { Statistic } from "../graph/statistic.js";
import { hashOfModule } from "../module-files.js";
import { Random } from "../random.js";
import { answered, loadUserModule } from "../user-module.js";
import { statisticsOf } from "./answer.js";
import { libraryMetric } from "./library.js";
import { isOfLibrary, metricName } from "./names.js";

export const graphForms = ["directed", "undirected"] as const;
export type GraphForm = (typeof graphForms)[number];

/** What is known of a level besides its graph. */
export interface KnownFacts {
  /** Of the cell and of performance.arrow, under their names, where they are known. */
  readonly [name: string]: unknown;
  readonly level: number;
  readonly density: number;
}

export interface LevelFacts extends KnownFacts {
  /** Uniform numbers from 0 to 1, the same in every run: what else is random makes other bytes each time. */
  readonly random: () => number;
}

export type MetricFunction = (
  graph: DirectedNetwork | UndirectedNetwork,
  level: LevelFacts,
) => unknown;

/** The functions of a module. */
export interface Metric {
  readonly module: string;
  /** Prefix of its statistics. */
  readonly name: string;
  /** Of a module of the user's own and what it names. */
  readonly sha256?: string;
  readonly form: GraphForm;
  readonly functions: readonly {
    /** As messages call it. */
    readonly called: string;
    /** Of the statistic where it gives a number, and what stands before the dot where it gives several. */
    readonly number: string;
    readonly among: string;
    /** What it throws is a result that is not defined, and no mistake. */
    readonly mayFail: boolean;
    readonly ask: MetricFunction;
  }[];
}

/**
 * @param where names the command in messages. @param form default: directed for a module of the user's own.
 * @throws UserError where there is no such function, or a module does not load or exports none.
 */
export async function loadMetric(
  where: string,
  module: string,
  { name = metricName(module), form }: { name?: string; form?: GraphForm | undefined } = {},
): Promise<Metric> {
  if (isOfLibrary(module)) {
    const ask = libraryMetric(where, module);
    const one = { called: module, number: name, among: name, mayFail: true, ask };
    return { module, name, form: form ?? "undirected", functions: [one] };
  }
  const sha256 = hashOfModule(module);
  const exports = await loadUserModule(module);
  const functions = Object.entries(exports).filter(
    (entry): entry is [string, MetricFunction] => typeof entry[1] === "function",
  );
  if (functions.length === 0)
    throw new UserError(
      `${module}: expected a module that exports functions of a graph, found exports ${Object.keys(exports).join(", ") || "of nothing"}`,
    );
  return {
    module,
    name,
    sha256,
    form: form ?? "directed",
    functions: functions
      .filter(([own, ask]) => !functions.some(([other, one]) => one === ask && other > own))
      .map(([own, ask]) => ({
        called: `${module}: function ${own}`,
        number: `${name}.${own === "default" ? defaultName(ask) : own}`,
        among: own === "default" ? name : `${name}.${own}`,
        mayFail: false,
        ask,
      })),
  };
}

/** A function without a name of its own is called default by the language, which says nothing. */
function defaultName(ask: MetricFunction): string {
  return ask.name === "" || ask.name === "default" ? "value" : ask.name;
}

/**
 * The statistics of a level, one function after the other.
 * @param seed of the numbers that they may draw. @param note is told what became NaN.
 * @throws UserError naming file, function and level where one throws or gives no numbers.
 */
export async function measure(
  metric: Metric,
  graph: Graph,
  facts: KnownFacts,
  seed: number,
  note: (text: string) => void,
): Promise<Statistic[]> {
  const found: Statistic[] = [];
  for (const { called, number, among, mayFail, ask } of metric.functions) {
    const where = `${called}, level ${facts.level}`;
    const own = metric.form === "directed" ? toGraphology(graph) : toUndirectedGraphology(graph);
    const stream = new Random(seed, `metric ${number}, level ${facts.level}`);
    const level: LevelFacts = { ...facts, random: () => stream.uniform() };
    try {
      const answer = await answered(where, () => ask(own, level));
      found.push(...statisticsOf(where, { name: number, among }, answer, note));
    } catch (error) {
      if (!mayFail) throw error;
      note(`${(error as Error).message}: counts as not defined`);
    }
  }
  checkNames(`${metric.module}: level ${facts.level}`, found);
  return found;
}

function checkNames(where: string, found: readonly Statistic[]): void {
  const names = found.map((statistic) => statistic.name);
  const twice = names.find((one, i) => names.indexOf(one) !== i);
  if (twice !== undefined)
    throw new UserError(
      `${where}: expected each name once, found two numbers of the name ${twice}`,
    );
}
