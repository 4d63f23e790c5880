/** Files of single cells for a sample: null-model.arrow and robustness.arrow, made up. */
import { join } from "node:path";
import { writeTable } from "../../src/arrow/write.js";
import { models } from "../../src/null-model/ladder.js";
import { perturbations } from "../../src/robustness/perturbation.js";
import { tableColumns } from "../../src/tables/rows.js";
import { criticalDensity } from "./sample-cell.js";

const provenance = { stage: "sample", settings: "{}", inputs: {}, seed: 0 };
type Row = Record<string, string | number>;

const seeds = [0, 1, 2];
const levels = [9, 14, 18];
const densityAt = (level: number) =>
  criticalDensity(1, "magnitude") * { 9: 10, 14: 2.5, 18: 0.5 }[level]!;

/** m of a rung: the higher the rung, the better; seeds differ by 0.02. */
export const orderOf = (model: string, level: number, seed: number) =>
  0.2 * models.indexOf(model as (typeof models)[number]) + (level === 9 ? 0.1 : 0) + 0.02 * seed;

/** Paths of the files, for three seeds of width 1. */
export function writeNulls(folder: string): string[] {
  return seeds.flatMap((seed) => {
    const cell = {
      cell: `fc4-w1-magnitude-s${seed}`,
      ...{ dataset: "glyphs", architecture: "fc4", criterion: "magnitude", pruning: "iterative" },
      ...{ width: 1, seed, hidden_units: 448, prunable_weights: 242304, classes: 10 },
    };
    const write = (name: string, format: string, rows: readonly Row[]) => {
      const path = join(folder, "cells", cell.cell, `${name}.arrow`);
      writeTable(path, format, tableColumns(format, rows), { ...provenance, attributes: { cell } });
      return path;
    };
    return [
      write("null-model", "null-model", rungs(seed)),
      write("robustness", "robustness", own(seed)),
      write("null-robustness", "robustness", curves(seed)),
    ];
  });
}

/** Two draws of each random rung, 0.01 above and below its m. */
function rungs(seed: number): Row[] {
  return levels.flatMap((level) =>
    ["initial", "inherited"].flatMap((start) =>
      models.flatMap((model) =>
        (model === "learned" ? [0] : [0, 1]).map((repetition) => {
          const drawn = model === "learned" ? 0 : repetition === 0 ? 0.01 : -0.01;
          const m = orderOf(model, level, seed) + drawn;
          return {
            ...{ level, model, start, repetition, weights: 1000, density: densityAt(level) },
            ...{ effective_density: densityAt(level), overlap: 0.5, accuracy_before: 0.1 },
            ...{ accuracy: 0.1 + 0.8 * m, loss: 1, train_accuracy: 0.9, order_parameter: m },
          };
        }),
      ),
    ),
  );
}

function curve(of: Row, perturbation: string, m: number): Row[] {
  return [0, 0.5, 1].map((amount) => ({
    ...of,
    ...{ perturbation, amount, draws: 2, deviation: 0.01 },
    accuracy: 0.1 + 0.8 * m * (1 - amount),
    order_parameter: m * (1 - amount),
  }));
}

function curves(seed: number): Row[] {
  return levels.flatMap((level) =>
    models.flatMap((model) =>
      perturbations.flatMap((perturbation) =>
        curve(
          { level, model, start: "initial", repetition: 0, density: densityAt(level) },
          perturbation,
          orderOf(model, level, seed),
        ),
      ),
    ),
  );
}

/** The levels' own networks, one more than there are null models of. */
function own(seed: number): Row[] {
  return [...levels, 20].flatMap((level) =>
    curve(
      {
        ...{ level, model: "trajectory", start: "trajectory", repetition: 0 },
        density: level === 20 ? 0.001 : densityAt(level),
      },
      "weight-noise",
      orderOf("learned", level, seed),
    ),
  );
}
