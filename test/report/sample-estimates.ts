/** Rows of order.arrow, criticality.arrow and correlations.arrow. */
import { Random } from "../../src/random.js";
import { cellsOf, criticalDensity, type Resolved, type Row } from "./sample-cell.js";

const controls = ["density", "effective_density", "weights", "mean_degree"] as const;

function groups(rows: readonly Row[], names: readonly string[]): Row[][] {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const key = names.map((name) => row[name]).join("/");
    found.set(key, [...(found.get(key) ?? []), row]);
  }
  return [...found.values()];
}

const meanOf = (rows: readonly Row[], name: string) =>
  rows.reduce((sum, row) => sum + Number(row[name]), 0) / rows.length;

export function orderRows(rows: readonly Row[]): Row[] {
  return groups(rows, ["criterion", "width", "level"]).flatMap((group) =>
    ["before", "after"].map((phase) => {
      const name = phase === "after" ? "order_parameter" : "order_parameter_before";
      const mean = meanOf(group, name);
      const n = group.length;
      const squares = group.reduce((sum, row) => sum + (Number(row[name]) - mean) ** 2, 0);
      const variance = n > 1 ? squares / (n - 1) : Number.NaN;
      const half = 2 * Math.sqrt(variance / n);
      const susceptibility = Number(group[0]!["hidden_units"]) * variance;
      const { dataset, architecture, criterion, pruning, width, level } = group[0]!;
      return {
        ...{ dataset, architecture, criterion, pruning, width, phase, level },
        ...Object.fromEntries(controls.map((control) => [control, meanOf(group, control)])),
        seeds: n,
        mean,
        lower: mean - half,
        upper: mean + half,
        susceptibility,
        susceptibility_lower: susceptibility * 0.4,
        susceptibility_upper: susceptibility * 3,
      } as Row;
    }),
  );
}

export function criticalityRows(options: Resolved): Row[] {
  const firsts = cellsOf(options).filter((cell) => cell.seed === 0);
  return firsts.flatMap((cell) =>
    ["before", "after"].flatMap((phase) =>
      controls.flatMap((control) =>
        ["half-recovery", "steepest", "susceptibility-peak"].map((estimator, i) => {
          const density = criticalDensity(cell.width, cell.criterion) * (phase === "after" ? 1 : 4);
          const scale = { weights: cell.prunable, mean_degree: (2 * cell.prunable) / cell.units };
          const value = density * (scale[control as "weights"] ?? 1) * (1 - 0.1 * i);
          const known = options.resolved && (options.seeds > 1 || i < 2);
          const interval = known && options.seeds > 1;
          return {
            dataset: cell.dataset,
            architecture: "fc4",
            criterion: cell.criterion,
            pruning: "iterative",
            width: cell.width,
            phase,
            control,
            estimator,
            value: known ? value : Number.NaN,
            lower: interval ? value * 0.9 : Number.NaN,
            upper: interval ? value * 1.12 : Number.NaN,
            confidence: 0.95,
            seeds: options.seeds,
            quality: interval ? 1 : Number.NaN,
            verdict: !options.resolved
              ? "all levels functional: the collapse lies beyond the schedule"
              : !known
                ? "one seed only: no variance"
                : interval
                  ? "resolved"
                  : "one seed only: no interval",
          };
        }),
      ),
    ),
  );
}

export function correlationRows({ criteria, widths, seeds }: Resolved): Row[] {
  const metrics = [
    "effective_density",
    "giant",
    "second",
    "modularity_mean",
    "barber_modularity",
    ...["in_degree_gini", "in_degree_entropy", "dead_share", "live_share"].flatMap((name) =>
      [1, 2, 3, 4].map((layer) => `${name}_layer${layer}`),
    ),
  ];
  return criteria.flatMap((criterion) =>
    metrics.flatMap((metric, i) =>
      [
        ["within-level", ""],
        ["partial", ""],
        ["partial", "effective_density"],
      ].map(([method, control], j) => {
        const random = new Random(i, `correlation/${criterion}/${j}`);
        const rho = 0.8 * (random.uniform() - 0.4) * (control ? 0.4 : 1);
        const significant = Math.abs(rho) > 0.15;
        return {
          metric,
          target: "order_parameter",
          criterion,
          method: method!,
          control: control!,
          rho,
          lower: Math.max(-1, rho - 0.15),
          upper: Math.min(1, rho + 0.15),
          p: significant ? 0.001 : 0.3,
          q: significant ? 0.004 : 0.4,
          least_q: 0.004,
          cells: seeds * widths.length,
          observations: seeds * widths.length * 20,
          verdict: significant ? "significant" : "not significant",
        };
      }),
    ),
  );
}
