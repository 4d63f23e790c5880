/**
 * Permutation test of a pooled correlation that keeps the cell structure: levels of one cell are
 * not independent, so whole cells are exchanged within their stratum, all levels together.
 *
 * The statistic of a permutation needs only the inner products of each cell's metric with each
 * cell's target, summed over levels, so a permutation costs O(cells) whatever the number of levels.
 * With covariates, the metric's residuals are exchanged and the covariates swept out again (Freedman
 * and Lane, J. Bus. Econ. Stat. 1:292, 1983); without, the test is exact.
 */
import { Random } from "../random.js";
import { gram, leastLengths, partialCorrelation } from "../statistics/gram.js";
import { permutationP } from "../statistics/permutation-test.js";
import { residuals } from "../statistics/residuals.js";
import type { Block } from "./block.js";
import { joined } from "./ranked.js";
import { type Method, scores } from "./scores.js";

/** Random exchanges of the cells of each stratum: one stream a stratum, the same for each metric. */
export class CellPermutations {
  private readonly drawn = new Map<string, Uint32Array[]>();

  constructor(
    private readonly seed: number,
    readonly repetitions: number,
  ) {}

  of({ name, cells }: Block): readonly Uint32Array[] {
    const key = `${name}/${cells}`;
    let permutations = this.drawn.get(key);
    if (!permutations) {
      const random = new Random(this.seed, `correlate/${key}`);
      permutations = Array.from({ length: this.repetitions }, () => random.permutation(cells));
      this.drawn.set(key, permutations);
    }
    return permutations;
  }
}

/**
 * Two-sided p-value of the pooled correlation.
 * @param blocks ranked for this method.
 */
export function pooledP(
  blocks: readonly Block[],
  method: Method,
  permutations: CellPermutations,
): number {
  const scored = blocks.map((block) => scores(block, method));
  const [metric, ...others] = scored[0]!.map((_, v) => joined(scored.map((s) => s[v]!)));
  const residual = residuals(metric!, others.slice(1));
  const fixed = gram([residual, ...others]);
  const size = others.length + 1;
  const least = leastLengths(fixed, size);
  const observed = partialCorrelation(fixed.slice(), size, least);
  const products = crossProducts(blocks, scored, residual);
  const orders = blocks.map((block) => permutations.of(block));
  const matrix = fixed.slice();
  const permuted = Float64Array.from({ length: permutations.repetitions }, (_, repetition) => {
    matrix.set(fixed);
    for (let v = 1; v < size; v++) {
      let sum = 0;
      for (let b = 0; b < orders.length; b++)
        sum += selected(products[b]![v - 1]!, orders[b]![repetition]!);
      matrix[v] = sum;
      matrix[v * size] = sum;
    }
    return partialCorrelation(matrix, size, least);
  });
  return permutationP(observed, permuted);
}

/** Sum over cells c of table[c][order[c]]. */
function selected(table: Float64Array, order: Uint32Array): number {
  const n = order.length;
  let sum = 0;
  for (let c = 0; c < n; c++) sum += table[c * n + order[c]!]!;
  return sum;
}

/** For each block and each variable but the metric: <residual of cell c, variable of cell d>. */
function crossProducts(
  blocks: readonly Block[],
  scored: readonly Float64Array[][],
  residual: Float64Array,
): Float64Array[][] {
  let from = 0;
  return blocks.map(({ cells, levels }, b) => {
    const own = residual.subarray(from, from + cells * levels);
    from += cells * levels;
    return scored[b]!.slice(1).map((other) => {
      const table = new Float64Array(cells * cells);
      for (let c = 0; c < cells; c++)
        for (let d = 0; d < cells; d++) {
          let sum = 0;
          for (let l = 0; l < levels; l++) sum += own[c * levels + l]! * other[d * levels + l]!;
          table[c * cells + d] = sum;
        }
      return table;
    });
  });
}
