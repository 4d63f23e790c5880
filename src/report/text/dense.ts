/** Said first where it holds: the dense networks are poor, and m is a share of little. */

import { mean } from "../../statistics/moments.js";
import { list, percent, several } from "../format.js";
import type { Results } from "../inputs/results.js";
import { type DenseNetwork, denseNetworks } from "../inputs/untrained.js";
import { groupBy } from "../rows.js";

/** Empty where every dense network has learnt its task, and all about as well as the data allow. */
export function poorDense(results: Results): string {
  const said = whichArePoor(results);
  return said.startsWith(notTrained)
    ? `${said} What is said of their collapse compares with that.`
    : said;
}

const notTrained = "Not trained";

/** The same without what follows from it. */
export function whichArePoor(results: Results): string {
  const { topology } = results;
  if (!topology) return "";
  // Cells of one width and seed that are pruned in different ways start from one dense network.
  const all = [
    ...new Map(
      denseNetworks(topology).map((d) => [`${d.width} ${d.seed} ${d.accuracy}`, d]),
    ).values(),
  ];
  const poor = all.filter(({ untrained }) => untrained);
  if (poor.length === 0) return lessThanPossible(results, all);
  const widths = groupBy(poor, ({ width }) => String(width));
  const where = [...widths].map(([width, own]) => {
    const of = all.filter((d) => String(d.width) === width).length;
    const some = own.length < of ? `, ${own.length} of ${several(of, "seed")}` : "";
    return `width ${width} (${percent(mean(own.map(({ accuracy }) => accuracy)))} right${some})`;
  });
  return `${notTrained}: the dense networks of ${list(where)}${guessing(poor)}.`;
}

/**
 * What a fully connected network or a neighbour search gets right: Y. LeCun et al., Proc. IEEE 86, 2278
 * (1998), 300 hidden units; T. Clanuwat et al., arXiv:1812.01718, four nearest neighbours; H. Xiao et
 * al., arXiv:1708.07747, a perceptron.
 */
const known: Readonly<Record<string, number>> = {
  mnist: 0.953,
  kmnist: 0.921,
  "fashion-mnist": 0.871,
};

/** Further below that, or below the best width, a dense network is poor. */
const farBelow = 0.1;

/** Dense networks that have learnt, but much less than others do from the same data. */
function lessThanPossible({ series }: Results, all: readonly DenseNetwork[]): string {
  const sets = [...new Set(series.map(({ dataset }) => dataset))];
  if (sets.length !== 1 || all.length === 0) return "";
  const widths = [...groupBy(all, ({ width }) => String(width))].map(([width, own]) => ({
    width,
    accuracy: mean(own.map(({ accuracy }) => accuracy)),
  }));
  const best = widths.reduce((a, b) => (b.accuracy > a.accuracy ? b : a));
  const possible = known[sets[0]!];
  if (possible !== undefined && best.accuracy < possible - farBelow)
    return `Poorly trained: the best dense networks are right on ${percent(best.accuracy)}, where simple ones reach ${percent(possible)} on ${sets[0]}.`;
  const behind = widths.filter(({ accuracy }) => accuracy < best.accuracy - farBelow);
  if (behind.length === 0) return "";
  const said = behind.map(({ width, accuracy }) => `width ${width} (${percent(accuracy)})`);
  return `Poorly trained: the dense networks of ${list(said)}, where width ${best.width} is right on ${percent(best.accuracy)}.`;
}

function guessing([first]: readonly DenseNetwork[]): string {
  return Number.isFinite(first!.chance) ? `, where guessing gives ${percent(first!.chance)}` : "";
}
