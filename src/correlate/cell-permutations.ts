/**
 * Permutation test of a pooled correlation that keeps the cell structure: levels of one cell are
 * not independent, so whole cells are exchanged within their stratum, all levels together.
 *
 * The statistic of a permutation needs only the inner products of each cell's metric with each
 * cell's target, summed over levels, so a permutation costs O(cells) whatever the number of levels.
 * With covariates, the metric's residuals are exchanged and the covariates swept out again (Freedman
 * and Lane, J. Bus. Econ. Stat. 1:292, 1983); without, the test is exact.
 *
 * Permutations are drawn one after the other until fifty are as far out as what was observed
 * (statistics/sequential-test.ts): a metric with nothing to find needs some hundred, and one that is
 * far out gets all of them, so that its p is small enough among many metrics.
 */
import { Random } from "../random.js";
import { gram, leastLengths, partialCorrelation } from "../statistics/gram.js";
import { residuals } from "../statistics/residuals.js";
import { sequentialP } from "../statistics/sequential-test.js";
import type { Block } from "./block.js";
import { joined } from "./ranked.js";
import { type Method, scores } from "./scores.js";

/** Permutations as far out as the observed one after which a test stops: p is then known to 14 %. */
export const exceedances = 50;

/** Random orders of a number of cells, one after the other in one array, drawn when first needed. */
class Orders {
  private packed: Uint32Array;
  private drawn = 0;

  constructor(
    private readonly random: Random,
    private readonly cells: number,
  ) {
    this.packed = new Uint32Array(64 * cells);
  }

  /** An array that holds, from repetition x cells on, the order of that repetition. */
  upTo(repetition: number): Uint32Array {
    for (; this.drawn <= repetition; this.drawn++) {
      const from = this.drawn * this.cells;
      if (from === this.packed.length) {
        const larger = new Uint32Array(2 * from);
        larger.set(this.packed);
        this.packed = larger;
      }
      this.packed.set(this.random.permutation(this.cells), from);
    }
    return this.packed;
  }
}

/** Random exchanges of the cells of each stratum: one stream a stratum, the same for each metric. */
export class CellPermutations {
  private readonly orders = new Map<string, Orders>();

  constructor(
    private readonly seed: number,
    /** Exchanges at most. */
    readonly most: number,
  ) {}

  of({ name, cells }: Block): Orders {
    const key = `${name}/${cells}`;
    let own = this.orders.get(key);
    if (!own) {
      own = new Orders(new Random(this.seed, `correlate/${key}`), cells);
      this.orders.set(key, own);
    }
    return own;
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
  // One that repeats the observed arrangement may differ by rounding: it counts; so does an undefined one.
  const bar = Math.abs(observed) * (1 - 1e-12);
  return sequentialP({ exceedances, most: permutations.most }, (repetition) => {
    matrix.set(fixed);
    for (let v = 1; v < size; v++) {
      let sum = 0;
      for (let b = 0; b < orders.length; b++) {
        const drawn = orders[b]!.upTo(repetition);
        sum += selected(products[b]![v - 1]!, drawn, repetition, blocks[b]!.cells);
      }
      matrix[v] = sum;
      matrix[v * size] = sum;
    }
    return !(Math.abs(partialCorrelation(matrix, size, least)) < bar);
  });
}

/** Sum over the n cells c of table[c][order[c]]. */
function selected(table: Float64Array, orders: Uint32Array, repetition: number, n: number): number {
  const from = repetition * n;
  let sum = 0;
  for (let c = 0; c < n; c++) sum += table[c * n + orders[from + c]!]!;
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
