/**
 * Which metrics go with the order parameter once density and width are held fixed.
 *
 * Each metric is correlated by each method (scores.ts), without and with each further control held
 * fixed; p-values by permutation of whole cells (cell-permutations.ts), Benjamini-Hochberg over all
 * metrics of one criterion, method and control. What cannot be tested is NaN, with the reason.
 *
 * A metric that stands alone among n is significant only if its p is below 0.05 / n. So up to 200 n exchanges
 * are tried, which lets it reach q = 0.005; but few cells have few arrangements, and no p is
 * below one over their number. `least` says what q one metric alone can reach.
 */

import { benjaminiHochberg } from "../statistics/false-discovery.js";
import { noInterval } from "../statistics/interval.js";
import { type Block, blocks } from "./block.js";
import { CellPermutations, pooledP } from "./cell-permutations.js";
import { arrangements } from "./exchange.js";
import { pooledCorrelation, pooledInterval } from "./pooled.js";
import { ranked } from "./ranked.js";
import { correlationBudget, type Sample, sampledStrata } from "./sample.js";
import { type Method, methods } from "./scores.js";
import { type Observations, type Stratum, strata, varies } from "./strata.js";

export interface CorrelateOptions {
  readonly seed: number;
  /** Exchanges at most for a metric, or 200 times the number of metrics where that is more. */
  readonly permutations: number;
  readonly confidence: number;
  /** A level counts where the mean of the target over cells lies between these. */
  readonly zone: readonly [number, number];
}

export const correlateDefaults: CorrelateOptions = {
  seed: 0,
  permutations: 2000,
  confidence: 0.95,
  zone: [0.05, 0.95],
};

/** Columns of the table by name. */
export type Columns = Readonly<Record<string, Float64Array>>;

export interface Correlation {
  readonly criterion: string;
  readonly metric: string;
  readonly method: Method;
  /** What is held fixed besides density and width; empty for nothing. */
  readonly control: string;
  readonly rho: number;
  readonly lower: number;
  readonly upper: number;
  readonly p: number;
  /** p adjusted over all metrics of the criterion, method and control. */
  readonly q: number;
  /** The smallest q of a metric that alone goes with the target. */
  readonly least: number;
  readonly cells: number;
  readonly observations: number;
  readonly verdict: string;
  /** Of the criterion's cells, where there are too many to use all. */
  readonly sample: Sample | undefined;
}

/** Rows by criterion, method, control and metric, in the order given (criteria by name). */
export function correlate(
  data: Observations,
  metrics: Columns,
  controls: Columns,
  options: CorrelateOptions = correlateDefaults,
): Correlation[] {
  const criteria = [...new Set(data.criterion)].sort((a, b) => (a < b ? -1 : 1));
  return criteria.flatMap((criterion) => {
    const all = strata(data, criterion, options.zone);
    const stream = `correlate/sample/${criterion}`;
    const { strata: usable, sample } = sampledStrata(all, correlationBudget, options.seed, stream);
    const most = Math.max(options.permutations, exchangesPerMetric * Object.keys(metrics).length);
    const permutations = new CellPermutations(options.seed, most);
    const base = sharesDensity(usable, data.density) ? [] : [data.density];
    return methods.flatMap((method) =>
      ["", ...Object.keys(controls)].flatMap((control) => {
        const covariates = control === "" ? base : [...base, controls[control]!];
        const rows = Object.entries(metrics).map(([metric, values]) => ({
          criterion,
          metric,
          method,
          control,
          ...test(usable, [values, data.target, ...covariates], method, permutations, options),
          sample,
        }));
        return adjusted(rows);
      }),
    );
  });
}

/** Whether cells agree on the density at every level; otherwise it has to be a covariate too. */
function sharesDensity(usable: readonly Stratum[], density: Float64Array): boolean {
  return usable.every(({ levels, rows }) =>
    levels.every((_, l) => !varies(rows.map((row) => density[row[l]!]!))),
  );
}

/** The smallest p is one over this and over the number of metrics. */
const exchangesPerMetric = 200;

/** `least` is that of a single test, until it is known how many there are. */
type Tested = Omit<Correlation, "criterion" | "metric" | "method" | "control" | "q" | "sample">;

function test(
  usable: readonly Stratum[],
  columns: readonly Float64Array[],
  method: Method,
  permutations: CellPermutations,
  { confidence }: CorrelateOptions,
): Tested {
  const used = ranked(blocks(usable, columns), method);
  const counts = {
    cells: used.reduce((sum, block) => sum + block.cells, 0),
    observations: used.reduce((sum, block) => sum + block.cells * block.levels, 0),
  };
  const rho = used.length > 0 ? pooledCorrelation(used, method) : Number.NaN;
  const reason = obstacle(usable, used, rho);
  if (reason) {
    const none = { rho: Number.NaN, ...noInterval, p: Number.NaN, least: Number.NaN };
    return { ...none, ...counts, verdict: reason };
  }
  return {
    rho,
    ...pooledInterval(rho, used, method, confidence),
    p: pooledP(used, method, permutations),
    least: Math.max(1 / (permutations.most + 1), 1 / arrangementsOf(used)),
    ...counts,
    verdict: "",
  };
}

const arrangementsOf = (used: readonly Block[]) => arrangements(used.map(({ cells }) => cells));

/** Why there is nothing to test. */
function obstacle(usable: readonly Stratum[], used: readonly Block[], rho: number): string {
  if (usable.length === 0)
    return "not tested: no level in the transition zone with three cells or more";
  if (used.length === 0) return "not tested: constant or undefined at every level of the zone";
  if (Number.isNaN(rho)) return "not tested: nothing is left when the control is held fixed";
  // Fewer arrangements than these cannot reach p = 0.05 on two sides.
  return arrangementsOf(used) < 40 ? "not tested: too few cells for a permutation test" : "";
}

function adjusted(rows: readonly Omit<Correlation, "q">[]): Correlation[] {
  const q = benjaminiHochberg(rows.map((row) => row.p));
  const tests = q.filter((value) => !Number.isNaN(value)).length;
  return rows.map((row, i) => {
    const least = Math.min(1, row.least * tests);
    return { ...row, q: q[i]!, least, verdict: row.verdict || verdictOf(q[i]!, least, tests) };
  });
}

/** In words; a design in which no result of one metric could have been significant is called so. */
function verdictOf(q: number, least: number, tests: number): string {
  if (q <= 0.05) return "significant";
  if (least <= 0.05) return "not significant";
  return `not significant: with so few cells no single one of ${tests} metrics could be`;
}
