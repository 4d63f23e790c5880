/** Sentences about the walk through the collapse: its first stop. */
import { count, percent, several } from "../format.js";
import type { Results } from "../inputs/results.js";
import { firstStop } from "./first-stop.js";
import { type SectionText, withoutCritical } from "./text.js";

export function walk(results: Results): SectionText {
  const stop = firstStop(results);
  if (!stop) return withoutCritical(results);
  const { cell, level } = stop;
  const { shares, hidden } = level;
  const part = (share: number, of: string) =>
    Number.isNaN(share) ? [] : [`${percent(share)} of the ${of}`];
  const paths = [
    ...part(shares.live_share_layer0, "inputs"),
    ...part(shares.live_hidden, `hidden units (${count(hidden.live)} of ${count(hidden.units)})`),
  ].join(" and ");
  const near = results.critical(cellSeries(results, cell.series), cell.cell.width)
    ? "nearest to p_c"
    : "in the middle of its schedule";
  return {
    lead: `At the level ${near}, ${count(level.weights)} weights are left of width ${cell.cell.width}: ${percent(level.density)} density. This network (${cell.series} pruning, seed ${cell.cell.seed}) is right on ${percent(level.accuracy)} of the test set${paths === "" ? "" : `; ${paths} lie on a path from inputs to outputs`}. The slider walks through its ${several(cell.levels.length, "level")}; a click on a point of a curve goes there.`,
    titles: {
      "walk-graph": "What is left of the network",
      "walk-accuracy": "Where the walk stands",
      "walk-confusion": "What it takes for what",
      "walk-components": "Components and paths",
      "walk-degrees": "Weights that arrive at a unit",
    },
  };
}

function cellSeries(results: Results, label: string) {
  return results.series.find((s) => s.label === label)!;
}
