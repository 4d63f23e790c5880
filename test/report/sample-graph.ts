/** Rows of the tables of one cell: percolation.arrow and degrees.arrow. */
import { exp, pow } from "../../src/math.js";
import { type Cell, logistic, type Row, weightsAt } from "./sample-cell.js";

export function percolationRows(cell: Cell, level: number): Row[] {
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

export function degreeRows(cell: Cell, level: number): Row[] {
  const last = cell.sizes.length - 1;
  const density = weightsAt(cell, level) / cell.prunable;
  return cell.sizes.flatMap((size, layer) =>
    (["in", "out"] as const).flatMap((side) => {
      if ((side === "in" ? 0 : last) === layer) return [];
      const most = cell.sizes[side === "in" ? layer - 1 : layer + 1]!;
      const units = new Map<number, number>();
      const draws = Math.min(size, 40); // each stands for several units, the last for the rest
      for (let draw = 0; draw < draws; draw++) {
        const mean = most * density * exp(0.6 * cell.random.normal());
        const degree = Math.min(most, Math.floor(mean + cell.random.uniform()));
        const alike = Math.floor(size / draws) + (draw === draws - 1 ? size % draws : 0);
        units.set(degree, (units.get(degree) ?? 0) + alike);
      }
      return [...units]
        .sort(([a], [b]) => a - b)
        .map(([degree, n]) => ({ level, layer, side, degree, units: n }));
    }),
  );
}
