/** The walk through the collapse: its slider and selectors; reports/walk.js moves it. */
import type { Choice } from "../charts/bind.js";
import { count, percent, significant } from "../format.js";
import { type Html, html } from "../html.js";
import type { Results } from "../inputs/results.js";
import type { Stop } from "../inputs/walk-cells.js";
import type { Value } from "../rows.js";
import { depthOf, isSigned, longestColumn, sideOf } from "./graph.js";

/** Parameters of the walk's charts where it starts. */
export function walkChoices(stop: Stop | undefined): Readonly<Record<string, Choice>> {
  if (!stop) return {};
  const only = (value: Value): Choice => ({ options: [], value });
  const { cell, level } = stop;
  return {
    walk_series: only(cell.series),
    walk_width: only(cell.cell.width),
    walk_seed: only(cell.cell.seed),
    walk_level: only(level.level),
    walk_side: only(sideOf(cell)),
    walk_depth: only(depthOf(cell)),
    walk_most: only(longestColumn(cell)),
    walk_signed: only(isSigned(cell)),
  };
}

/** "level 12, density 0.57 %, 631 weights" */
export function levelName({ level, density, weights }: Stop["level"]): string {
  return `level ${level}, density ${percent(density)}, ${count(weights)} weights`;
}

/** Where the walk stands; the bar over the page moves it. */
export function walkForm(_: Results, stop: Stop | undefined): Html {
  if (!stop) return html``;
  return html`<p class="where"><output id="walk-where" aria-live="polite">${standing(stop)}</output></p>
`;
}

/** What reports/walk.js needs: cells, their levels, and the words for each. */
export function walkSettings({ walk }: Results): readonly unknown[] {
  return walk.map((own) => ({
    cell: own.cell.cell,
    series: own.series,
    width: own.cell.width,
    seed: own.cell.seed,
    side: sideOf(own),
    depth: depthOf(own),
    most: longestColumn(own),
    signed: isSigned(own),
    levels: own.levels.map((level) => ({
      level: level.level,
      density: level.density,
      name: levelName(level),
      standing: standing({ cell: own, level }),
    })),
  }));
}

/** Where the walk stands, in words. */
function standing({ cell, level }: Stop): string {
  const { edges, drawn, accuracy, failure } = level;
  const some =
    drawn < edges ? `the strongest ${count(drawn)} of ${count(edges)}` : `all ${count(edges)}`;
  const state = failure === "functional" ? "functional" : failure.replaceAll("-", " ");
  return `Level ${level.level}, seed ${cell.cell.seed}: density ${percent(level.density)}, ${count(level.weights)} weights, accuracy ${significant(accuracy * 100, 3)} %, ${state}. Drawn: ${some} edges.`;
}
