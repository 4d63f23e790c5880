/**
 * The tables of the later analyses for a sample: those of the criticality stage worked out from its
 * topology.arrow by the stage's own code, with few bootstrap samples; null models, robustness and
 * predictions made up.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ColumnData } from "../../src/arrow/table.js";
import { writeTable } from "../../src/arrow/write.js";
import { resultTables } from "../../src/experiment/result-tables.js";
import { criticalityInput } from "../../src/tables/criticality-input.js";
import { criticalityResults } from "../../src/tables/criticality-results.js";
import { tableColumns } from "../../src/tables/rows.js";
import { madeOnce } from "../support/shared.js";
import type { Sample } from "./sample.js";
import { criticalDensity } from "./sample-cell.js";
import { writeNulls } from "./sample-nulls.js";

type Row = Record<string, string | number>;

const provenance = { stage: "sample", settings: "{}", inputs: {}, seed: 0 };
const sentences = ["fc4, width 1: above p_c the degrees help; below p_c they do not."];

/** Paths of the tables, written into `folder`. */
export function writeAnalyses(folder: string, sample: Sample): string[] {
  const write = (name: string, columns: Record<string, ColumnData>, attributes = {}) => {
    const path = join(folder, `${name}.arrow`);
    writeTable(path, name, columns, { ...provenance, attributes });
    return path;
  };
  return [
    ...writeCriticality(folder, sample),
    write(
      "equivalence",
      {
        ...tableColumns("equivalence", equivalence()),
        level: Int32Array.from(equivalence(), ({ level }) => Number(level)),
      },
      { sentences },
    ),
    write("robustness-areas", tableColumns("robustness-areas", areas())),
    write("noise-shift", tableColumns("noise-shift", shift())),
    write("predictions", tableColumns("predictions", predictions())),
    ...writeNulls(folder),
  ];
}

/** Those of the criticality stage, which take seconds: the same for every sample with this topology.arrow. */
function writeCriticality(folder: string, { topology }: Sample): string[] {
  const wanted = resultTables.filter((name) => name !== "order");
  const options = { seed: 0, repetitions: 20, confidence: 0.95 };
  const digest = createHash("sha256").update(readFileSync(topology)).digest("hex");
  madeOnce(`analyses-${digest}`, folder, (empty) => {
    const results = criticalityResults(criticalityInput([topology], 1), new Set(wanted), options);
    for (const name of wanted)
      writeTable(join(empty, `${name}.arrow`), name, results[name]!, provenance);
  });
  return wanted.map((name) => join(folder, `${name}.arrow`));
}

const key = {
  dataset: "glyphs",
  architecture: "fc4",
  criterion: "magnitude",
  pruning: "iterative",
  width: 1,
};
const pc = criticalDensity(1, "magnitude");

function equivalence(): Row[] {
  const pairs = [
    ["layer-random", "global-random", 0.3],
    ["degrees", "layer-random", 0.005],
    ["degrees", "learned", -0.2],
  ] as const;
  const levels = [
    { level: 9, density: 10 * pc, side: "far-above" },
    { level: 14, density: 2 * pc, side: "above" },
    { level: 18, density: 0.5 * pc, side: "below" },
  ];
  return ["initial", "inherited"].flatMap((start) =>
    ["level", "side"].flatMap((scope) =>
      levels.flatMap((at) =>
        pairs.map(([first, second, difference]) => ({
          ...key,
          ...at,
          start,
          scope,
          level: scope === "level" ? at.level : -1,
          first,
          second,
          seeds: 3,
          difference,
          lower: difference - 0.01,
          upper: difference + 0.01,
          confidence: 0.95,
          p: 0.01,
          q: 0.02,
          margin: 0.02,
          equivalence_p: 0.5,
          verdict: difference === 0.005 ? "equivalent" : difference > 0 ? "higher" : "lower",
        })),
      ),
    ),
  );
}

function areas(): Row[] {
  return ["random-edges", "weight-noise"].flatMap((perturbation) =>
    ["learned", "degrees"].flatMap((model) =>
      [10 * pc, 2 * pc].map((density, i) => ({
        ...key,
        level: 9 + 5 * i,
        density,
        model,
        start: "initial",
        perturbation,
        seeds: 3,
        order_parameter: 0.9,
        area: 0.5,
        area_lower: 0.45,
        area_upper: 0.55,
        retained: model === "learned" ? 0.6 : 0.5,
        retained_lower: 0.4,
        retained_upper: 0.7,
        difference: model === "learned" ? Number.NaN : -0.1,
        difference_lower: model === "learned" ? Number.NaN : -0.15,
        difference_upper: model === "learned" ? Number.NaN : -0.05,
        p: model === "learned" ? Number.NaN : 0.01,
        q: model === "learned" ? Number.NaN : 0.02,
      })),
    ),
  );
}

function shift(): Row[] {
  return [0, 0.2, 0.5].map((amplitude) => ({
    ...key,
    amplitude,
    value: pc * (1 + 4 * amplitude),
    lower: 0.9 * pc * (1 + 4 * amplitude),
    upper: 1.1 * pc * (1 + 4 * amplitude),
    ratio: 1 + 4 * amplitude,
    seeds: 3,
    quality: 1,
    verdict: "resolved",
  }));
}

function predictions(): Row[] {
  return ["order_parameter", "critical_density"].flatMap((target) =>
    ["cells", "strata"].flatMap((scheme) =>
      ["none", "base", "weights", "graph", "all"].map((predictors, i) => ({
        target,
        criterion: "magnitude",
        scheme,
        predictors,
        metrics: i < 2 ? 0 : 5 * i,
        cells: 12,
        observations: 60,
        r: i === 0 ? Number.NaN : 0.9,
        error: 0.3 / (i + 1),
        skill: 0.2 * i,
        gain: i < 2 ? Number.NaN : 0.01,
        lower: i < 2 ? Number.NaN : 0.005,
        upper: i < 2 ? Number.NaN : 0.015,
        exchanged: i < 2 ? Number.NaN : 0.2,
        p: i < 2 ? Number.NaN : 0.01,
        verdict: i < 2 ? "baseline" : "better than density and size alone",
      })),
    ),
  );
}
