/**
 * What the analyses of a whole run cost, by the number of cells. Four cells are made; the tables of the others are
 * theirs under other seeds, with noise on what was measured. `node dist/bench/analyses.js [cells …]`; 100,000
 * cells are 900,000 files. With KEEP=folder they stay there, and are found there by the next call.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readTable } from "../src/arrow/read.js";
import type { ColumnData } from "../src/arrow/table.js";
import { writeTable } from "../src/arrow/write.js";
import { cellFiles } from "../src/experiment/paths.js";
import { Random } from "../src/random.js";
import { type CellAttribute, cellAttribute } from "../src/tables/cell.js";
import { pcrit } from "./command.js";
import { closeFolder, openFolder } from "./kept-folder.js";
import { table } from "./markdown.js";
import { machine } from "./setup.js";

/** Files of a cell -> their table, and the columns that differ from seed to seed. */
const files = {
  performance: ["performance", "accuracy"],
  percolationStatistics: ["statistics", "value"],
  degreeStatistics: ["statistics", "value"],
  communityStatistics: ["statistics", "value"],
  percolation: ["percolation"],
  degrees: ["degrees"],
  nullModels: ["null-model", "order_parameter"],
  robustness: ["robustness", "order_parameter"],
  nullRobustness: ["robustness", "order_parameter"],
} as const;
type Kind = keyof typeof files;

const settings = {
  name: "four",
  dataset: { train: 400, test: 200 },
  architectures: [{ name: "fc2", hidden: [8] }],
  widths: [1, 2],
  criteria: ["magnitude", "random"],
  seeds: 1,
  training: { epochs: 10 },
  schedule: { densities: [0.5, 0.2, 0.05, 0.02] },
  nullModels: { densities: [0.2], repetitions: 1 },
  robustness: { images: 50, draws: 1 },
  analysis: { repetitions: 10, permutations: 10 },
};

const sizes = process.argv.slice(2).map(Number);
const folder = openFolder();
try {
  writeFileSync(join(folder, "experiment.json"), JSON.stringify(settings));
  pcrit("run", join(folder, "experiment.json"), "--runs", folder);
  table(
    `The analyses of runs of many cells, five levels each; processor time; ${machine}`,
    ["cells", "analysis", "files", "s", "MB"],
    (sizes.length > 0 ? sizes : [1000, 10_000]).flatMap(measure),
  );
} finally {
  closeFolder(folder);
}

function measure(cells: number): (string | number)[][] {
  const run = join(folder, String(cells));
  const made = join(run, "made");
  const paths = multiply(run, cells / 4, existsSync(made));
  writeFileSync(made, "");
  const out = (name: string) => join(run, `${name}.arrow`);
  const list = (name: string, kinds: readonly Kind[]) => {
    const path = join(run, `${name}.list`);
    writeFileSync(path, kinds.flatMap((kind) => paths[kind]).join("\n"));
    return `@${path}`;
  };
  const rows: (string | number)[][] = [];
  const stage = (name: string, kinds: readonly Kind[], ...argv: string[]) => {
    const of = kinds.length > 0 ? [list(name, kinds)] : [];
    rows.push([cells, name, kinds.length * cells, ...pcrit(name, ...argv, ...of)]);
  };
  const [topology, criticality] = [out("topology"), out("criticality")];
  const statistics = ["percolationStatistics", "degreeStatistics", "communityStatistics"] as const;
  stage("topology", ["performance", ...statistics], "--out", topology);
  const few = ["--repetitions", "50"];
  stage("criticality", [], topology, "--out", criticality, "--order", out("order"), ...few);
  const [correlations, predictions] = [out("correlations"), out("predictions")];
  stage("correlate", [], topology, "--out", correlations, "--predictions", predictions);
  stage("equivalence", ["nullModels"], "--out", out("equivalence"), criticality);
  const areas = ["--out", out("areas"), "--shift", out("shift"), ...few];
  stage("robustness-summary", ["robustness", "nullRobustness"], ...areas);
  const results = readdirSync(run).filter((name) => name.endsWith(".arrow"));
  const given = results.map((name) => join(run, name));
  const page = join(run, "index.html");
  const shown = ["percolation", "degrees", "nullModels", "robustness", "nullRobustness"] as const;
  stage("report", shown, "--out", page, ...given);
  rows.push([cells, "(the page)", 1, "", (statSync(page).size / 1e6).toFixed(1)]);
  for (const name of readdirSync(run))
    if (name !== "made" && name !== "cells") rmSync(join(run, name), { recursive: true });
  return rows;
}

/** Writes the tables of so many seeds of each of the four cells, unless they are there; returns where they are. */
function multiply(run: string, seeds: number, areThere: boolean): Record<Kind, string[]> {
  const kinds = Object.keys(files) as Kind[];
  const paths = Object.fromEntries(kinds.map((kind) => [kind, [] as string[]]));
  for (const name of readdirSync(join(folder, settings.name, "cells")))
    for (const kind of kinds) {
      const [format, noisy] = files[kind] as readonly [string, string?];
      const source = readTable(join(folder, settings.name, cellFiles(name)[kind]), format);
      const cell = cellAttribute(source);
      const columns = Object.fromEntries(source.names.map((own) => [own, source.column(own)]));
      const attributes = JSON.parse(source.metadata.get("pcrit.attributes")!);
      for (let seed = 0; seed < seeds; seed++) {
        const own: CellAttribute = { ...cell, seed, cell: name.replace(/s\d+$/, `s${seed}`) };
        const path = join(run, cellFiles(own.cell)[kind]);
        paths[kind]!.push(path);
        if (areThere) continue;
        mkdirSync(join(path, ".."), { recursive: true });
        const random = new Random(seed, `${name}/${kind}`);
        writeTable(
          path,
          format,
          noisy === undefined ? columns : withNoise(columns, noisy, random),
          {
            stage: source.metadata.get("pcrit.stage")!,
            settings: source.metadata.get("pcrit.settings")!,
            inputs: {},
            attributes: { ...attributes, cell: own },
          },
        );
      }
    }
  return paths as Record<Kind, string[]>;
}

/** Deviations of a twentieth; of accuracies none that leave 0 to 1. */
function withNoise(columns: Record<string, ColumnData>, name: string, random: Random) {
  const values = (columns[name] as Float64Array).map(
    (value) => value * (1 + 0.05 * random.normal()),
  );
  return { ...columns, [name]: name === "accuracy" ? values.map((x) => Math.min(1, x)) : values };
}
