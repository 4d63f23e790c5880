/** Every bipartite graph with given degrees, and a chi-square test of uniformity. */
import type { Pairs } from "../../src/graph/curveball.js";

/** All 0-1 matrices with these row and column sums, row by row: slow and obvious. */
export function allGraphs(rows: readonly number[], columns: readonly number[]): Pairs[] {
  const found: Pairs[] = [];
  const place = (row: number, left: readonly number[], pairs: readonly (readonly number[])[]) => {
    if (row === rows.length) {
      if (left.every((n) => n === 0))
        found.push({
          source: Uint32Array.from(pairs, ([s]) => s!),
          target: Uint32Array.from(pairs, ([, t]) => t!),
        });
      return;
    }
    for (const chosen of subsets(columns.length, rows[row]!)) {
      if (chosen.some((t) => left[t] === 0)) continue;
      const rest = left.map((n, t) => (chosen.includes(t) ? n - 1 : n));
      place(row + 1, rest, [...pairs, ...chosen.map((t) => [row, t])]);
    }
  };
  place(0, columns, []);
  return found;
}

/** All subsets of 0 … n-1 with k members. */
export function subsets(n: number, k: number): number[][] {
  if (k === 0) return [[]];
  if (n < k) return [];
  return [...subsets(n - 1, k), ...subsets(n - 1, k - 1).map((rest) => [...rest, n - 1])];
}

/** A name of the graph, whatever the order of its edges. */
export function keyOf({ source, target }: Pairs): string {
  return Array.from(source, (s, e) => `${s}-${target[e]}`)
    .sort()
    .join(" ");
}

/** sum (count - mean)^2 / mean. */
export function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, n) => sum + n, 0) / counts.length;
  return counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
}

/** Wilson and Hilferty's approximation (1931); within 1 % here. Only 0.999 is needed. */
export function chiSquareQuantile(freedom: number, p: 0.999): number {
  const z = { 0.999: 3.0902 }[p];
  const c = 2 / (9 * freedom);
  return freedom * (1 - c + z * Math.sqrt(c)) ** 3;
}
