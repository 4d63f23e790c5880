/** The files of a small run's cells, as the stages before topology write them. */
import { join } from "node:path";
import { tableFormat } from "../../src/arrow/format.js";
import { writeTable } from "../../src/arrow/write.js";
import { exp, log } from "../../src/math.js";
import { Random } from "../../src/random.js";
import type { CellAttribute } from "../../src/tables/cell.js";
import { run } from "../support/command.js";

export const levels = 20;
export const densityOf = (level: number) => exp(level * log(0.7));

export function attributeOf(criterion: string, width: number, seed: number): CellAttribute {
  return {
    cell: `fc-w${width}-${criterion}-s${seed}`,
    dataset: "glyphs",
    architecture: "fc",
    width,
    criterion,
    pruning: "iterative",
    seed,
    hidden_units: Math.round(48 * width),
    prunable_weights: Math.round(10000 * width),
    classes: 10,
  };
}

/** Every column of performance.arrow; accuracies collapse around `point`, a log density. */
function performanceColumns(attribute: CellAttribute, point: number, random: Random) {
  const own = (level: number): Record<string, number> => {
    const density = densityOf(level);
    const m = 1 / (1 + exp(-3 * (log(density) - point)));
    return {
      level,
      weights: Math.round(density * attribute.prunable_weights),
      density,
      // from there on a layer is empty, and nothing leads through
      effective_density: level > 16 ? 0 : density * (0.9 + 0.1 * m),
      mean_degree: density * 50,
      accuracy: 0.1 + 0.8 * m + 0.005 * random.uniform(),
      accuracy_before: 0.1 + 0.7 * m,
    };
  };
  const rows = Array.from({ length: levels }, (_, level) => own(level));
  return Object.fromEntries(
    tableFormat("performance").columns.map(({ name, type }) => {
      const values = rows.map((row) => row[name] ?? 0.5);
      return [name, type === "uint32" ? Uint32Array.from(values) : Float64Array.from(values)];
    }),
  );
}

/** One statistic of the whole graph that follows the point, one without meaning, two by layer. */
function statisticColumns(point: number, random: Random) {
  const rows = Array.from({ length: levels }, (_, level) => [
    { level, layer: -1, statistic: "telling", value: level - 8 * point + 0.1 * random.normal() },
    { level, layer: -1, statistic: "idle", value: random.normal() },
    { level, layer: 0, statistic: "layer_density", value: densityOf(level) },
    { level, layer: 1, statistic: "layer_density", value: level > 16 ? 0 : 0.5 },
    { level, layer: -1, statistic: "density", value: -1 }, // topology.arrow has its own
  ]).flat();
  return {
    level: Uint32Array.from(rows, (row) => row.level),
    layer: Int32Array.from(rows, (row) => row.layer),
    statistic: rows.map((row) => row.statistic),
    value: Float64Array.from(rows, (row) => row.value),
  };
}

export interface CellRun {
  readonly performance: string;
  readonly statistics: string;
}

/** Writes the two files of one cell and returns their paths. */
export function writeCell(folder: string, attribute: CellAttribute): CellRun {
  const random = new Random(attribute.seed, `cell run ${attribute.cell}`);
  const point = -3.5 - 0.4 * log(attribute.width) + 0.3 * random.normal();
  const provenance = (stage: string) => ({
    stage,
    settings: "{}",
    inputs: {},
    attributes: { cell: attribute },
  });
  const paths = {
    performance: join(folder, `${attribute.cell}.performance.arrow`),
    statistics: join(folder, `${attribute.cell}.statistics.arrow`),
  };
  writeTable(
    paths.performance,
    "performance",
    performanceColumns(attribute, point, random),
    provenance("trajectory"),
  );
  writeTable(paths.statistics, "statistics", statisticColumns(point, random), provenance("degree"));
  return paths;
}

/** Files of two widths, one criterion and so many seeds, in an order that means nothing. */
export function writeRun(folder: string, seeds: number): string[] {
  const cells = [10, 2].flatMap((width) =>
    Array.from({ length: seeds }, (_, seed) => attributeOf("magnitude", width, seed)),
  );
  const files = cells.map((attribute) => writeCell(folder, attribute));
  return [...files.map((f) => f.statistics), ...files.map((f) => f.performance).reverse()];
}

/** The table topology of such a run. */
export function topologyOf(folder: string, seeds: number): string {
  const path = join(folder, "topology.arrow");
  run("topology", ...writeRun(folder, seeds), "--out", path);
  return path;
}
