/** What data sets take from the files of many cells. */
import type { CellFile } from "../inputs/inputs.js";
import { seriesKey } from "../inputs/series.js";
import { groupBy } from "../rows.js";

/** Files of cells that differ by their seed alone. */
export function alike(files: readonly CellFile[]): CellFile[][] {
  return [...groupBy(files, ({ cell }) => `${seriesKey(cell)}\n${cell.width}`).values()];
}

/**
 * Sums up files of one series and width after the other, so that the values of no more are held; and once,
 * since charts ask for it and sentences.
 */
export function summarised<T>(
  sum: (alike: readonly CellFile[]) => readonly T[],
): (files: readonly CellFile[]) => readonly T[] {
  const known = new WeakMap<readonly CellFile[], readonly T[]>();
  return (files) => {
    const found = known.get(files) ?? alike(files).flatMap(sum);
    known.set(files, found);
    return found;
  };
}
