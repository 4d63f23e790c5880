/**
 * What density and size alone say, as columns of a regression.
 *
 *   cells    a cell is left out: an indicator of each stratum (a width) and level, so that the prediction
 *            is the mean of the other cells there, and nothing that density and size could say is
 *            missing, whatever the shape of the curves
 *   strata   a stratum is left out, and what is known at other sizes has to be carried over to its own: for
 *            m a cubic in ln density, ln hidden units and its product with ln density; for p_c a line in
 *            ln hidden units, and in ln prunable weights where there are six sizes. These may err
 *            where a function of density and size would not: what the graph adds is told by the exchange alone
 */
import type { Problem } from "./problem.js";
import { basis, type Matrix } from "./smoother.js";

export function baseline(problem: Problem, scheme: "cells" | "strata"): Matrix {
  if (scheme === "cells") return basis(indicators(problem));
  const { target, strata, density: x, hidden, prunable } = problem;
  const one = constant(x.length);
  if (target === "critical_density")
    return basis(strata.length < 6 ? [one, hidden] : [one, hidden, prunable]);
  const times = (a: Float64Array, b: Float64Array) => a.map((value, i) => value * b[i]!);
  return basis([one, x, times(x, x), times(x, times(x, x)), hidden, times(x, hidden)]);
}

/** The mean of everything. */
export function constantBaseline({ y }: Problem): Matrix {
  return basis([constant(y.length)]);
}

const constant = (length: number) => new Float64Array(length).fill(1);

function indicators({ strata, y }: Problem): Float64Array[] {
  let from = 0;
  return strata.flatMap(({ cells, levels }) => {
    const own = Array.from({ length: levels }, (_, level) => {
      const column = new Float64Array(y.length);
      for (let c = 0; c < cells.length; c++) column[from + c * levels + level] = 1;
      return column;
    });
    from += cells.length * levels;
    return own;
  });
}
