import { ranks } from "../statistics/ranks.js";
import type { Block } from "./block.js";
import type { Method } from "./scores.js";

/** Blocks with each variable replaced by its ranks, among the cells of a level or over all. */
export function ranked(all: readonly Block[], method: Method): Block[] {
  return method === "within-level" ? all.map(rankedWithin) : rankedOverall(all);
}

function rankedWithin(block: Block): Block {
  const { cells, levels } = block;
  const level = new Float64Array(cells);
  const variables = block.variables.map((values) => {
    const result = new Float64Array(values.length);
    for (let l = 0; l < levels; l++) {
      for (let cell = 0; cell < cells; cell++) level[cell] = values[cell * levels + l]!;
      const own = ranks(level);
      for (let cell = 0; cell < cells; cell++) result[cell * levels + l] = own[cell]!;
    }
    return result;
  });
  return { ...block, variables };
}

function rankedOverall(all: readonly Block[]): Block[] {
  const overall = (all[0]?.variables ?? []).map((_, v) =>
    ranks(joined(all.map(({ variables }) => variables[v]!))),
  );
  let from = 0;
  return all.map((block) => {
    const to = from + block.cells * block.levels;
    const variables = overall.map((values) => values.subarray(from, to));
    from = to;
    return { ...block, variables };
  });
}

/** One array after the other. */
export function joined(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let from = 0;
  for (const part of parts) {
    whole.set(part, from);
    from += part.length;
  }
  return whole;
}
