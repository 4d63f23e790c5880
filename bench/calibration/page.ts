/** The calibration study in words and tables, and the part of it that the verdict cites. */
import { designName, designs } from "./designs.js";
import { families } from "./families.js";
import type { Trial } from "./trial.js";

const isTransition = ({ verdict }: Trial) => /transition/.test(verdict);
const isFalse = ({ verdict }: Trial) => /transition|jump/.test(verdict);
const isCrossover = ({ verdict }: Trial) => /^crossover/.test(verdict);
const changes = (trial: Trial) => trial.truth === "continuous" || trial.truth === "bkt";
const still = (trial: Trial) => trial.truth === "crossover" || trial.truth === "none";

function percent(trials: readonly Trial[], is: (trial: Trial) => boolean): string {
  if (trials.length === 0) return "";
  return `${Math.round((100 * trials.filter(is).length) / trials.length)} %`;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}

export function calibrationPage(trials: readonly Trial[], minutes: number): string {
  const first = designName(designs[0]![0]);
  return `# Calibration of the verdict

Made by \`make calibrate\`: ${trials.length} experiments of known truth (bench/calibration/families.ts), drawn as a run would give
them and put through the same analysis, in ${Math.round(minutes)} minutes on the cores of the machine that made it. Seeds differ
by a normal move of their curve, m has noise of 0.01 at each level. Intervals are those of 95 %.

## What is found in which design

Transition: share of experiments with a continuous or BKT-like transition in which one is named. False: share of
experiments without one in which a transition or a jump is named. Crossover: share of smooth changes that are named
so. Jump: share of first-order jumps named.

${designTable(trials)}

## ${first}: truth against verdict

${verdictTable(trials.filter(({ design }) => design === first))}

## Intervals that hold the truth

Over all designs; "no interval": the share of estimates that were made without one.

${coverageTable(trials)}

## Rates of the tests

A true collapse is rejected at 5 % in ${percent(
    trials.filter((t) => t.truth === "continuous" && t.rejected !== undefined),
    (t) => t.rejected === true,
  )} of experiments.

## What number of seeds and sizes is needed

${needed(trials)}
`;
}

function designTable(trials: readonly Trial[]): string {
  const rows = designs.map(([design]) => {
    const own = trials.filter((trial) => trial.design === designName(design));
    const of = (is: (trial: Trial) => boolean) => own.filter(is);
    return [
      designName(design),
      String(own.length),
      percent(of(changes), isTransition),
      percent(of(still), isFalse),
      percent(
        of(({ truth }) => truth === "crossover"),
        isCrossover,
      ),
      percent(
        of(({ truth }) => truth === "jump"),
        ({ verdict }) => verdict === "first-order jump",
      ),
    ];
  });
  return table(["design", "experiments", "transition", "false", "crossover", "jump"], rows);
}

function verdictTable(trials: readonly Trial[]): string {
  const words = [...new Set(trials.map(({ verdict }) => verdict))].sort();
  const rows = families.map(({ name }) => {
    const own = trials.filter(({ family }) => family === name);
    return [name, ...words.map((word) => count(own, word))];
  });
  return table(["truth", ...words], rows);
}

function count(trials: readonly Trial[], word: string): string {
  const found = trials.filter(({ verdict }) => verdict === word).length;
  return found === 0 ? "" : String(found);
}

const estimates = [
  "p_c",
  "1/nu",
  "beta/nu",
  "gamma/nu",
  "half-recovery",
  "steepest",
  "susceptibility-peak",
] as const;

function coverageTable(trials: readonly Trial[]): string {
  const groups = [
    ["all", trials],
    ...[5, 8, 20].map(
      (seeds) =>
        [
          `${seeds} seeds`,
          trials.filter(({ design }) => design.includes(` ${seeds} seeds`)),
        ] as const,
    ),
  ] as const;
  const rows = estimates.map((name) => [
    name,
    ...groups.map(([, own]) => coverage(own, name)),
    openShare(trials, name),
  ]);
  return table(["estimate", ...groups.map(([name]) => name), "no interval"], rows);
}

const isOf = (key: string, name: string) => key === name || key.startsWith(`${name} `);

function coverage(trials: readonly Trial[], name: string): string {
  const held = trials.flatMap(({ covered }) =>
    Object.entries(covered).flatMap(([key, value]) => (isOf(key, name) ? [value] : [])),
  );
  if (held.length === 0) return "";
  const share = Math.round((1000 * held.filter(Boolean).length) / held.length) / 10;
  return `${share} % of ${held.length}`;
}

function openShare(trials: readonly Trial[], name: string): string {
  const open = trials.flatMap((t) => t.open.filter((key) => isOf(key, name))).length;
  const all =
    open + trials.flatMap((t) => Object.keys(t.covered).filter((key) => isOf(key, name))).length;
  return all === 0 ? "" : `${Math.round((100 * open) / all)} %`;
}

/** The smallest calibrated design in which at least 7 of 10 transitions are found. */
function needed(trials: readonly Trial[]): string {
  const able = designs.filter(([design]) => {
    const own = trials.filter((t) => t.design === designName(design) && changes(t));
    return own.filter(isTransition).length >= 0.7 * own.length;
  });
  return `At least 7 of 10 transitions are found with ${able.map(([design]) => designName(design)).join("; ")}. The report says of its own run what the nearest of these designs finds.`;
}

/** TypeScript text of src/criticality/calibrated.ts. */
export function calibratedModule(trials: readonly Trial[]): string {
  const rows = designs.map(([design]) => {
    const own = trials.filter((trial) => trial.design === designName(design));
    const share = (of: (t: Trial) => boolean, is: (t: Trial) => boolean) => {
      const some = own.filter(of);
      return Math.round((1000 * some.filter(is).length) / some.length) / 1000;
    };
    const { sizes, seeds, ratio } = design;
    return `  { sizes: ${sizes.length}, seeds: ${seeds}, ratio: ${ratio}, found: ${share(changes, isTransition)}, mistaken: ${share(still, isFalse)} },`;
  });
  return `/** Made by \`make calibrate\`; see docs/calibration.md. */

/** One design: sizes, seeds at each, and the ratio of the control parameter from level to level. */
export interface Calibrated {
  readonly sizes: number;
  readonly seeds: number;
  readonly ratio: number;
  /** Share of experiments with a continuous or BKT-like transition in which one was found. */
  readonly found: number;
  /** Share of experiments without a transition in which one was claimed. */
  readonly mistaken: number;
}

export const calibrated: readonly Calibrated[] = [
${rows.join("\n")}
];
`;
}
