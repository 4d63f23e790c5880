/** Said first where it holds: the dense networks are poor, and m is a share of little. */

import { mean } from "../../statistics/moments.js";
import { list, percent, several } from "../format.js";
import type { Results } from "../inputs/results.js";
import { type DenseNetwork, denseNetworks } from "../inputs/untrained.js";
import { groupBy } from "../rows.js";

/** Empty where every dense network has learnt its task. */
export function poorDense({ topology }: Results): string {
  if (!topology) return "";
  // Cells of one width and seed that are pruned in different ways start from one dense network.
  const all = [
    ...new Map(
      denseNetworks(topology).map((d) => [`${d.width} ${d.seed} ${d.accuracy}`, d]),
    ).values(),
  ];
  const poor = all.filter(({ untrained }) => untrained);
  if (poor.length === 0) return "";
  const widths = groupBy(poor, ({ width }) => String(width));
  const where = [...widths].map(([width, own]) => {
    const of = all.filter((d) => String(d.width) === width).length;
    const some = own.length < of ? `, ${own.length} of ${several(of, "seed")}` : "";
    return `width ${width} (${percent(mean(own.map(({ accuracy }) => accuracy)))} right${some})`;
  });
  return `Not trained: the dense networks of ${list(where)}${guessing(poor)}. What is said of their collapse compares with that.`;
}

function guessing([first]: readonly DenseNetwork[]): string {
  return Number.isFinite(first!.chance) ? `, where guessing gives ${percent(first!.chance)}` : "";
}
