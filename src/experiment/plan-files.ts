/** The files that the plan of an experiment consists of. */
import type { Experiment } from "./experiment.js";
import { makersOf } from "./makers.js";
import { runFiles } from "./paths.js";
import type { Target } from "./target.js";

/** What plan.json says of a target: how to make it. */
export type PlannedTarget = Pick<Target, "stage" | "target" | "inputs" | "reads" | "outputs"> &
  Pick<Target, "settingsPath" | "seconds" | "seals"> & {
    /** The setting that targets of one settings file differ by. */
    readonly seed?: number;
    /** Inputs with a * -> the target whose record says what they stand for. */
    readonly makers?: Readonly<Record<string, string>>;
  };

/**
 * [path, text in pieces], relative to the run's folder; the same experiment gives the same bytes.
 */
export function* planFiles(
  experiment: Experiment,
  targets: readonly Target[],
): Generator<[string, Iterable<string>]> {
  yield [runFiles.experiment, [pretty(experiment)]];
  const written = new Set<string>();
  for (const { settingsPath, settings } of targets) {
    if (written.has(settingsPath)) continue;
    written.add(settingsPath);
    const { seed, ...shared } = settings;
    yield [settingsPath, [pretty(isSeed(seed) ? shared : settings)]];
  }
  yield [runFiles.plan, { [Symbol.iterator]: () => planLines(targets) }];
}

/** JSON with a line for each target, so that a step finds its own among a million of them. */
function* planLines(targets: readonly Target[]): Generator<string> {
  const makerOf = makersOf(targets);
  let start = "[\n";
  for (const target of targets) {
    yield start + JSON.stringify(planned(target, makerOf));
    start = ",\n";
  }
  yield "\n]\n";
}

/** How the line of a target begins. */
export function planLine(target: string): string {
  return `{"target":${JSON.stringify(target)},`;
}

function planned(target: Target, makerOf: (path: string) => Target | undefined): PlannedTarget {
  const { target: name, settings, after, group, megabytes, ...rest } = target;
  const { seed } = settings;
  const patterns = target.inputs.filter((path) => path.includes("*"));
  const makers = Object.fromEntries(patterns.map((path) => [path, makerOf(path)?.target ?? ""]));
  return {
    target: name,
    ...rest,
    seconds: Number(target.seconds.toPrecision(3)),
    ...(isSeed(seed) ? { seed } : {}),
    ...(patterns.length > 0 ? { makers } : {}),
  };
}

function isSeed(seed: unknown): seed is number {
  return typeof seed === "number";
}

const pretty = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;
