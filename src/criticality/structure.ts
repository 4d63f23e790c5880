/**
 * Functional against structural: where the network stops working against where its graph falls
 * apart. For every cell its own half-recovery density p_c, and structural densities p_s:
 *
 *     threshold_EVENT_density_ORDER  edges added strongest first, or in random order (percolation)
 *     molloy_reed                    density x 1 / (<k^2>/<k> - 1): predicted from degrees
 *     non_backtracking               density x 1 / largest non-backtracking eigenvalue
 *     disconnection                  last density of the cell's own trajectory with a path from
 *                                    inputs to outputs
 *
 * The graph they are taken from is the dense trained network, or the network at the last functional
 * level. Differences p_c - p_s and ln(p_c / p_s) are paired by seed: mean and Student's interval.
 */
import { exp, log } from "../math.js";
import { type Interval, noInterval } from "../statistics/interval.js";
import { mean, variance } from "../statistics/moments.js";
import { studentQuantile } from "../statistics/student.js";
import { compareGroups, groupName } from "./groups.js";
import { halfRecovery } from "./half-recovery.js";
import { type GroupKey, type Observation, type Phase, phases } from "./observation.js";

export const graphs = ["dense", "critical", "trajectory"] as const;

export interface StructureRow {
  readonly key: GroupKey;
  readonly phase: Phase;
  readonly reference: string;
  /** The graph that the reference is of. */
  readonly graph: (typeof graphs)[number];
  readonly seeds: number;
  /** Means over seeds. */
  readonly functional: number;
  readonly structural: number;
  readonly difference: Interval & { readonly value: number };
  readonly logRatio: Interval & { readonly value: number };
  readonly verdict: string;
}

/** One structural density for every row of the table; NaN where unknown. */
export interface Reference {
  readonly name: string;
  readonly values: ArrayLike<number>;
}

/** @param observations row by row as the references. */
export function structure(
  observations: readonly Observation[],
  references: readonly Reference[],
  confidence: number,
): StructureRow[] {
  const groups = new Map<string, number[]>();
  observations.forEach((o, row) => {
    const name = groupName(o);
    groups.set(name, [...(groups.get(name) ?? []), row]);
  });
  return [...groups.values()]
    .sort(([a], [b]) => compareGroups(observations[a!]!, observations[b!]!))
    .flatMap((rows) =>
      phases.flatMap((phase) => groupRows(observations, rows, references, phase, confidence)),
    );
}

interface Cell {
  readonly critical: number;
  readonly denseRow: number;
  readonly criticalRow: number;
  readonly lastConnected: number;
}

function groupRows(
  observations: readonly Observation[],
  rows: readonly number[],
  references: readonly Reference[],
  phase: Phase,
  confidence: number,
): StructureRow[] {
  const cells = bySeed(observations, rows).flatMap((own) => cellOf(observations, own, phase) ?? []);
  const key = observations[rows[0]!]!;
  const row = (reference: string, graph: StructureRow["graph"], of: (cell: Cell) => number) => ({
    key,
    phase,
    reference,
    graph,
    ...paired(cells, of, confidence),
  });
  return [
    ...references.flatMap(({ name, values }) => [
      row(name, "dense", ({ denseRow }) => values[denseRow]!),
      row(name, "critical", ({ criticalRow }) => values[criticalRow]!),
    ]),
    row("disconnection", "trajectory", ({ lastConnected }) => lastConnected),
  ];
}

function bySeed(observations: readonly Observation[], rows: readonly number[]): number[][] {
  const seeds = new Map<number, number[]>();
  for (const row of rows) {
    const { seed } = observations[row]!;
    seeds.set(seed, [...(seeds.get(seed) ?? []), row]);
  }
  return [...seeds]
    .sort(([a], [b]) => a - b)
    .map(([, own]) => own.sort((a, b) => observations[a]!.level - observations[b]!.level));
}

/** Undefined where the cell has no half recovery of its own. */
function cellOf(observations: readonly Observation[], rows: number[], phase: Phase) {
  const m = Float64Array.from(rows, (row) => observations[row]!.order[phase]);
  const density = rows.map((row) => observations[row]!.control.density);
  const found = halfRecovery({ x: Float64Array.from(density, log), y: m });
  if ("reason" in found) return;
  const connected = rows.findLastIndex((row) => observations[row]!.control.effective_density > 0);
  return {
    critical: exp(found.at),
    denseRow: rows[0]!,
    criticalRow: rows[m.findLastIndex((value) => value >= 0.5)]!,
    lastConnected: connected < 0 ? Number.NaN : density[connected]!,
  };
}

function paired(cells: readonly Cell[], of: (cell: Cell) => number, confidence: number) {
  const known = cells.filter((cell) => of(cell) > 0);
  const functional = mean(known.map(({ critical }) => critical));
  const structural = mean(known.map(of));
  const difference = student(
    known.map((cell) => cell.critical - of(cell)),
    confidence,
  );
  const logRatio = student(
    known.map((cell) => log(cell.critical / of(cell))),
    confidence,
  );
  const seeds = known.length;
  return { seeds, functional, structural, difference, logRatio, verdict: words(logRatio, seeds) };
}

function student(values: readonly number[], confidence: number) {
  const n = values.length;
  const value = mean(values);
  if (n < 2) return { value, ...noInterval };
  const reach = studentQuantile((1 + confidence) / 2, n - 1) * Math.sqrt(variance(values) / n);
  return { value, lower: value - reach, upper: value + reach };
}

function words({ lower, upper }: Interval, seeds: number): string {
  if (seeds === 0) return "unknown: no cell has both a half recovery and this threshold";
  if (seeds === 1) return "one seed only: no interval";
  if (lower > 0) return "stops working at a higher density than this threshold";
  if (upper < 0) return "still works below this threshold";
  return "not told apart from this threshold";
}
