import type { Results } from "../inputs/results.js";
import { type Stop, stopAt, type WalkCell } from "../inputs/walk-cells.js";
import { example } from "./text.js";

/** The cell that sentences take as their example, else the first, at its level nearest to p_c. */
export function firstStop(results: Results): Stop | undefined {
  const of = example(results);
  const own = ({ series, cell }: WalkCell) =>
    series === of?.series.label && cell.width === of.width;
  const cell = results.walk.find(own) ?? results.walk[0];
  return cell && stopAt(cell, own(cell) ? of?.critical?.value : undefined);
}
