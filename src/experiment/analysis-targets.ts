/** What is made once from all cells: one table of scalars, the analyses, the report. */
import { hasNullModelsOf, isPortrayed, showsNulls } from "./cell-targets.js";
import type { Cell } from "./cells.js";
import type { Experiment } from "./experiment.js";
import { liveInputs } from "./live-inputs.js";
import { analysisMegabytes } from "./megabytes.js";
import { partsOf } from "./page-parts.js";
import { type CellFiles, metricFile, runFiles } from "./paths.js";
import { resultFiles } from "./result-tables.js";
import { analysisSeconds } from "./seconds.js";
import { type Target, targetMaker } from "./target.js";

export function analysisTargets(experiment: Experiment, all: readonly Cell[]): Target[] {
  const { analysis, metrics: own = [], structure, nullModels, robustness } = experiment;
  const compared = all
    .filter((cell) => hasNullModelsOf(experiment, cell.dense.imported?.file))
    .map(({ files }) => files);
  const hasNulls = compared.length > 0;
  const each = (pick: (files: CellFiles) => string) => all.map(({ files }) => pick(files));
  const pictures = (cell: Cell) => {
    const f = cell.files;
    const nulls = showsNulls(experiment, cell) ? [f.portraitNulls] : [];
    return [f.portrait, f.portraitEdges, f.portraitBands, ...nulls, f.confusion];
  };
  const { repetitions, confidence, permutations, metrics } = analysis;
  const bootstrap = { repetitions, confidence };
  const one = targetMaker(
    (stage) => `settings/${stage}.json`,
    (stage) => analysisSeconds(stage, all.length),
    analysisMegabytes(
      experiment,
      all.map(({ dense }) => dense),
    ),
  );
  const { topology, criticality, correlations } = runFiles;
  const { order, ...phenomena } = resultFiles;
  return [
    one(
      "topology",
      [
        ...each((f) => f.performance),
        ...each((f) => f.percolationStatistics),
        ...each((f) => f.degreeStatistics),
        ...each((f) => f.communityStatistics),
        ...(structure ? each((f) => f.structureStatistics) : []),
        ...own.flatMap(({ name }) => all.map((cell) => metricFile(cell.name, name))),
      ],
      { out: topology },
      {},
    ),
    one("criticality", [topology], { ...resultFiles, out: criticality }, bootstrap),
    one(
      "correlate",
      [topology],
      { predictions: runFiles.predictions, out: correlations },
      {
        permutations,
        confidence,
        metrics: metrics?.join(","),
      },
    ),
    ...(nullModels && hasNulls
      ? [
          one(
            "equivalence",
            [criticality, ...compared.map((f) => f.nullModels)],
            { out: runFiles.equivalence },
            { margin: nullModels.margin, confidence },
          ),
        ]
      : []),
    ...(robustness
      ? [
          one(
            "robustness-summary",
            [...each((f) => f.robustness), ...compared.map((f) => f.nullRobustness)],
            { shift: runFiles.noiseShift, out: runFiles.robustnessAreas },
            bootstrap,
          ),
        ]
      : []),
    {
      ...one(
        "report",
        [
          topology,
          order,
          criticality,
          correlations,
          ...Object.values(phenomena),
          runFiles.predictions,
          ...(hasNulls ? [runFiles.equivalence] : []),
          ...(robustness ? [runFiles.robustnessAreas, runFiles.noiseShift] : []),
          ...each((f) => f.percolation),
          ...each((f) => f.degrees),
          ...compared.map((f) => f.nullModels),
          ...(robustness ? each((f) => f.robustness) : []),
          ...(robustness ? compared.map((f) => f.nullRobustness) : []),
          ...all.filter(isPortrayed).flatMap(pictures),
          ...liveInputs(experiment, all),
        ],
        { figures: "report/figures", out: runFiles.report },
        { parts: partsOf() },
      ),
      reads: { experiment: runFiles.experiment },
      seals: true,
    },
  ];
}
