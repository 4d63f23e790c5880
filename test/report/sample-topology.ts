/** Rows of topology.arrow: m falls along a logistic curve in log density, the graph with it. */
import { exp, log, pow } from "../../src/math.js";
import {
  type Cell,
  logistic,
  type Resolved,
  type Row,
  settingsOf,
  weightsAt,
} from "./sample-cell.js";

export function topologyRows(cell: Cell, { levels, without }: Resolved): Row[] {
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
  const keptOf = (layer: number) =>
    logistic(2 * log(density / (0.05 * cell.critical * (layer + 1))));
  const layers = cell.sizes.flatMap((size, layer) => {
    const kept = keptOf(layer);
    return Object.entries({
      in_degree_gini: 1 - 0.8 * kept + noise(),
      in_degree_entropy: kept * log(size) * 0.6,
      in_degree_mean: (kept * weights) / size,
      out_degree_mean: (keptOf(layer + 1) * weights) / size,
      dead_share: 1 - kept,
      live_share: kept,
    }).flatMap(([name, value]) =>
      layer === 0 && name.startsWith("in_") ? [] : [[`${name}_layer${layer}`, value] as const],
    );
  });
  return { ...whole, ...Object.fromEntries(layers) };
}
