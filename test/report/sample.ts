/**
 * Arrow files of an experiment that never ran: several widths, criteria and seeds whose accuracy
 * falls along a logistic curve in log density. Every column that the real stages write is there,
 * with values of plausible size, written through the same code as theirs.
 */
import { join } from "node:path";
import type { ColumnData, Provenance } from "../../src/arrow/table.js";
import { writeTable } from "../../src/arrow/write.js";
import { exp, log, pow } from "../../src/math.js";
import { Random } from "../../src/random.js";

export interface SampleOptions {
  readonly widths?: readonly number[];
  readonly criteria?: readonly string[];
  readonly seeds?: number;
  readonly levels?: number;
  /** Statistics left out of topology.arrow. */
  readonly without?: readonly string[];
}

/** Paths of the files written. */
export interface Sample {
  readonly topology: string;
  readonly order: string;
  readonly criticality: string;
  readonly correlations: string;
  readonly cells: readonly string[];
}

const classes = 10;
const hidden = [256, 128, 64];
const controls = ["density", "effective_density", "weights", "mean_degree"] as const;

type Resolved = Required<SampleOptions>;
type Row = Record<string, string | number>;

const provenance: Provenance = { stage: "sample", settings: "{}", inputs: {}, seed: 0 };

export function writeSample(folder: string, options: SampleOptions = {}): Sample {
  const resolved: Resolved = {
    widths: [0.25, 0.5, 1, 2],
    criteria: ["magnitude", "random"],
    seeds: 3,
    levels: 26,
    without: [],
    ...options,
  };
  const cells = cellsOf(resolved);
  const rows = cells.flatMap((cell) => topologyRows(cell, resolved));
  const write = (name: string, data: readonly Row[], integers: readonly string[] = []) => {
    const path = join(folder, `${name}.arrow`);
    writeTable(path, name, toArrow(data, integers), provenance);
    return path;
  };
  return {
    topology: write("topology", rows, [
      "seed",
      "hidden_units",
      "prunable_weights",
      "level",
      "weights",
    ]),
    order: write("order", orderRows(rows), ["level", "seeds"]),
    criticality: write("criticality", criticalityRows(resolved), ["seeds"]),
    correlations: write("correlations", correlationRows(resolved), ["cells", "observations"]),
    cells: cells.flatMap((cell) => writeCell(folder, cell, resolved)),
  };
}

interface Cell {
  readonly name: string;
  readonly width: number;
  readonly criterion: string;
  readonly seed: number;
  readonly sizes: readonly number[];
  readonly prunable: number;
  readonly units: number;
  readonly critical: number;
  readonly random: Random;
}

function cellsOf({ widths, criteria, seeds }: Resolved): Cell[] {
  return widths.flatMap((width) =>
    criteria.flatMap((criterion) =>
      Array.from({ length: seeds }, (_, seed) => {
        const name = `fc4-w${width}-${criterion}-s${seed}`;
        const random = new Random(seed, `sample/${name}`);
        const sizes = [784, ...hidden.map((units) => Math.round(units * width)), classes];
        return {
          name,
          width,
          criterion,
          seed,
          sizes,
          prunable: sizes.slice(1).reduce((sum, size, i) => sum + size * sizes[i]!, 0),
          units: sizes.reduce((a, b) => a + b, 0),
          critical: criticalDensity(width, criterion) * exp(0.15 * random.normal()),
          random,
        };
      }),
    ),
  );
}

export function criticalDensity(width: number, criterion: string): number {
  return (criterion === "random" ? 0.06 : 0.004) * pow(width, -0.9);
}

const logistic = (x: number) => 1 / (1 + exp(-x));

function topologyRows(cell: Cell, { levels, without }: Resolved): Row[] {
  return Array.from({ length: levels }, (_, level) => {
    const row = {
      ...settingsOf(cell),
      ...performanceRow(cell, level),
      ...statisticsOf(cell, level),
    };
    return Object.fromEntries(
      Object.entries(row).filter(([name]) => !without.some((left) => name.startsWith(left))),
    );
  });
}

function settingsOf(cell: Cell): Row {
  return {
    cell: cell.name,
    dataset: "glyphs",
    architecture: "fc4",
    width: cell.width,
    criterion: cell.criterion,
    pruning: "iterative",
    seed: cell.seed,
    hidden_units: cell.units - 784 - classes,
    prunable_weights: cell.prunable,
  };
}

const weightsAt = (cell: Cell, level: number) =>
  Math.max(1, Math.round(cell.prunable * pow(0.72, level)));

/** m falls along a logistic curve in log density, with noise that is largest at the middle. */
function orderAt(cell: Cell, density: number, steep: number): number {
  const m = logistic(steep * log(density / cell.critical));
  const noise = 0.25 * m * (1 - m) * cell.random.normal();
  return Math.min(1.02, m / logistic(steep * log(1 / cell.critical)) + noise);
}

function performanceRow(cell: Cell, level: number): Row {
  const weights = weightsAt(cell, level);
  const density = weights / cell.prunable;
  const m = level === 0 ? 1 : orderAt(cell, density, 3);
  const before = level === 0 ? 1 : orderAt(cell, density / 4, 2.2);
  const accuracy = (order: number) => Math.min(1, Math.max(0, 0.1 + order * 0.87));
  const alive = Math.max(0, m);
  const effective = density * Math.min(1, pow(alive, 0.3));
  const entropy = (order: number) => Math.LN10 * (1 - Math.max(0, Math.min(1, order)) * 0.97);
  return {
    level,
    order_parameter: m,
    order_parameter_before: before,
    failure: failureOf(m, density, cell),
    weights,
    density,
    effective_density: m < 0.02 ? 0 : effective,
    mean_degree: (2 * weights) / cell.units,
    accuracy_before: accuracy(before),
    loss_before: entropy(before) * 1.3,
    prediction_entropy_before: entropy(before),
    outcome_entropy_before: Math.LN10 * Math.max(0, Math.min(1, before + 0.1)),
    mutual_information_before: 2.2 * Math.max(0, Math.min(1, before)),
    accuracy: accuracy(m),
    loss: entropy(m) * 1.1,
    train_accuracy: accuracy(m),
    train_loss: entropy(m),
    prediction_entropy: entropy(m),
    outcome_entropy: Math.LN10 * Math.max(0, Math.min(1, m + 0.2)),
    mutual_information: 2.2 * Math.max(0, Math.min(1, m)),
    weight_change: 0.3,
    distance_from_initial: 1.2,
    sign_changes: 0.1,
  };
}

function failureOf(m: number, density: number, cell: Cell): string {
  if (m >= 0.5) return "functional";
  if (density > 0.4 * cell.critical) return "not-functioning";
  return density > 0.15 * cell.critical ? "disconnected" : "empty-layer";
}

function statisticsOf(cell: Cell, level: number): Row {
  const weights = weightsAt(cell, level);
  const density = weights / cell.prunable;
  const degree = (2 * weights) / cell.units;
  const noise = () => 0.03 * cell.random.normal();
  const giant = Math.min(1, Math.max(1 / cell.units, 1 - exp(-0.9 * degree) + noise() * 0.2));
  const whole: Row = {
    giant,
    second: 0.2 * giant * (1 - giant),
    component_susceptibility: 1 + 20 * giant * (1 - giant),
    spanning: density > 0.4 * cell.critical ? 1 : 0,
    reached_outputs: Math.min(1, density / (0.4 * cell.critical)),
    effective_share: Math.min(1, giant),
    modularity_mean: 0.1 + 0.85 * (1 - giant) + noise() * 0.1,
    modularity_sd: 0.01 * giant,
    barber_modularity: 0.15 + 0.7 * (1 - giant),
    community_stability: 0.5 + 0.4 * (1 - giant),
    communities: Math.round(5 + cell.units * 0.6 * (1 - giant)),
    threshold_second_density_random: 0.002,
  };
  const layers = cell.sizes.flatMap((size, layer) => {
    const kept = logistic(2 * log(density / (0.05 * cell.critical * (layer + 1))));
    return Object.entries({
      in_degree_gini: 1 - 0.8 * kept + noise(),
      in_degree_entropy: kept * log(size) * 0.6,
      in_degree_mean: (kept * weights) / size,
      dead_share: 1 - kept,
      live_share: kept,
    }).flatMap(([name, value]) =>
      layer === 0 && name.startsWith("in_") ? [] : [[`${name}_layer${layer}`, value] as const],
    );
  });
  return { ...whole, ...Object.fromEntries(layers) };
}

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

function orderRows(rows: readonly Row[]): Row[] {
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

function criticalityRows(options: Resolved): Row[] {
  const firsts = cellsOf(options).filter((cell) => cell.seed === 0);
  return firsts.flatMap((cell) =>
    ["before", "after"].flatMap((phase) =>
      controls.flatMap((control) =>
        ["half-recovery", "steepest", "susceptibility-peak"].map((estimator, i) => {
          const density = criticalDensity(cell.width, cell.criterion) * (phase === "after" ? 1 : 4);
          const scale = { weights: cell.prunable, mean_degree: (2 * cell.prunable) / cell.units };
          const value = density * (scale[control as "weights"] ?? 1) * (1 - 0.1 * i);
          const known = options.seeds > 1 || i < 2;
          const interval = options.seeds > 1;
          return {
            dataset: "glyphs",
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
            verdict: !known
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

function correlationRows({ criteria, widths, seeds }: Resolved): Row[] {
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
          cells: seeds * widths.length,
          observations: seeds * widths.length * 20,
          verdict: significant ? "significant" : "not significant",
        };
      }),
    ),
  );
}

function writeCell(folder: string, cell: Cell, options: Resolved): string[] {
  const attributes = { cell: { ...settingsOf(cell), classes } };
  const base = join(folder, "cells", cell.name);
  const all = Array.from({ length: options.levels }, (_, level) => level);
  const write = (name: string, rows: readonly Row[], integers: readonly string[]) => {
    const columns = toArrow(rows, integers, name === "degrees" ? ["layer"] : []);
    writeTable(join(base, `${name}.arrow`), name, columns, { ...provenance, attributes });
    return join(base, `${name}.arrow`);
  };
  return [
    write(
      "percolation",
      all.flatMap((level) => percolationRows(cell, level)),
      ["level", "edges"],
    ),
    write(
      "degrees",
      all.flatMap((level) => degreeRows(cell, level)),
      ["level", "degree", "units"],
    ),
  ];
}

function percolationRows(cell: Cell, level: number): Row[] {
  const weights = weightsAt(cell, level);
  return ["magnitude", "random"].flatMap((order) => {
    const counts = [0, ...Array.from({ length: 40 }, (_, i) => Math.round(pow(weights, i / 39)))];
    return [...new Set(counts)].map((edges) => {
      const degree = ((2 * edges) / cell.units) * (order === "magnitude" ? 0.8 : 1);
      const giant = Math.max(1 / cell.units, 1 - exp(-Math.max(0, degree - 0.8)));
      return {
        level,
        order,
        edges,
        occupation: edges / weights,
        density: edges / cell.prunable,
        giant,
        second: 0.1 * exp(-((degree - 0.9) ** 2) * 4),
        susceptibility: 1 + 30 * exp(-((degree - 0.9) ** 2) * 4),
        reached_outputs: logistic(8 * (degree - 1)),
        live: logistic(4 * (degree - 1.5)),
        effective_density: (edges / cell.prunable) * giant,
      };
    });
  });
}

function degreeRows(cell: Cell, level: number): Row[] {
  const last = cell.sizes.length - 1;
  const density = weightsAt(cell, level) / cell.prunable;
  return cell.sizes.flatMap((size, layer) =>
    (["in", "out"] as const).flatMap((side) => {
      if ((side === "in" ? 0 : last) === layer) return [];
      const most = cell.sizes[side === "in" ? layer - 1 : layer + 1]!;
      const units = new Map<number, number>();
      for (let unit = 0; unit < size; unit++) {
        const mean = most * density * exp(0.6 * cell.random.normal());
        const degree = Math.min(most, Math.floor(mean + cell.random.uniform()));
        units.set(degree, (units.get(degree) ?? 0) + 1);
      }
      return [...units]
        .sort(([a], [b]) => a - b)
        .map(([degree, n]) => ({ level, layer, side, degree, units: n }));
    }),
  );
}

function toArrow(
  rows: readonly Row[],
  integers: readonly string[],
  bytes: readonly string[] = [],
): Record<string, ColumnData> {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return Object.fromEntries(
    names.map((name) => {
      const values = rows.map((row) => row[name] ?? Number.NaN);
      if (typeof values[0] === "string") return [name, values as string[]];
      const numbers = values.map(Number);
      if (integers.includes(name)) return [name, Uint32Array.from(numbers)];
      if (bytes.includes(name)) return [name, Uint8Array.from(numbers)];
      return [name, Float64Array.from(numbers)];
    }),
  );
}
