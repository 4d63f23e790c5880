/**
 * Rows of the data set `degrees`: at each level, layer and side the share of units whose degree
 * falls into a class, over all seeds. Classes: 0, 1, 2, 3, 4-5, 6-7, 8-11, 12-15, 16-23, … (two to
 * an octave); empty ones are left out.
 */
import { layerName } from "../format.js";
import type { CellFile } from "../inputs/inputs.js";
import type { Level } from "../inputs/levels.js";
import { type LabelledSeries, seriesKey } from "../inputs/series.js";
import type { Rows } from "../rows.js";

interface Histogram {
  readonly series: string;
  readonly width: number;
  readonly level: number;
  readonly layer: number;
  readonly side: string;
  readonly units: Map<number, number>; // class -> units
  total: number;
}

export function degreeRows(
  files: readonly CellFile[],
  levels: readonly Level[],
  series: readonly LabelledSeries[],
): Rows {
  const labels = new Map(series.map((s) => [seriesKey(s), s.label]));
  const densities = new Map(
    levels.map((l) => [`${labels.get(seriesKey(l.series))}\n${l.width}\n${l.level}`, l.density]),
  );
  const histograms = collect(files, labels);
  const outputs = histograms.reduce((last, { layer }) => Math.max(last, layer), 0);
  return histograms.flatMap((h) => {
    const density = (level: number) => densities.get(`${h.series}\n${h.width}\n${level}`);
    const here = density(h.level);
    if (!here) return [];
    const above = density(h.level - 1) ?? here;
    const below = density(h.level + 1) ?? (here * here) / above;
    return [...h.units]
      .sort(([a], [b]) => a - b)
      .map(([index, units]) => ({
        series: h.series,
        width: h.width,
        level: h.level,
        density: here,
        from: Math.sqrt(here * below),
        to: Math.sqrt(here * above),
        layer: layerName(h.layer, outputs),
        place: h.layer,
        side: h.side,
        class: index,
        degree: className(index),
        share: units / h.total,
      }));
  });
}

function collect(files: readonly CellFile[], labels: ReadonlyMap<string, string>): Histogram[] {
  const histograms = new Map<string, Histogram>();
  for (const { cell, read } of files) {
    const series = labels.get(seriesKey(cell));
    if (series === undefined) continue;
    const table = read();
    const [level, layer] = [table.uint32("level"), table.uint8("layer")];
    const [degree, units, side] = [
      table.uint32("degree"),
      table.uint32("units"),
      table.text("side"),
    ];
    for (let row = 0; row < table.rows; row++) {
      const at = { level: level[row]!, layer: layer[row]!, side: side[row]! };
      const key = `${series}\n${cell.width}\n${at.level}\n${at.layer}\n${at.side}`;
      let found = histograms.get(key);
      if (!found) {
        found = { series, width: cell.width, ...at, units: new Map(), total: 0 };
        histograms.set(key, found);
      }
      const index = classOf(degree[row]!);
      found.units.set(index, (found.units.get(index) ?? 0) + units[row]!);
      found.total += units[row]!;
    }
  }
  return [...histograms.values()];
}

/** The lowest degree of class `index`: 0, 1, 2, 3, 4, 6, 8, 12, 16, … */
function lowest(index: number): number {
  if (index < 3) return index;
  const octave = (index - 1) >> 1;
  return index % 2 === 1 ? 3 * 2 ** (octave - 1) : 2 ** (octave + 1);
}

/** The class that a degree falls into. */
export function classOf(degree: number): number {
  let index = 0;
  while (lowest(index + 1) <= degree) index++;
  return index;
}

/** For example "3" or "12–15". */
export function className(index: number): string {
  const last = lowest(index + 1) - 1;
  return last === lowest(index) ? String(last) : `${lowest(index)}–${last}`;
}
