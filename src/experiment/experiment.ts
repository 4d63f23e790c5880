import { basename } from "node:path";
import { type BackendName, checkChoice, type EngineName } from "../engine/names.js";
import { UserError } from "../error.js";
import { readWhole } from "../files.js";
import type { Convention } from "../graph/network-graph.js";
import type { ConvolutionSettings } from "../layers.js";
import { scaled } from "./scale.js";
import { validate } from "./validate.js";

export interface Architecture {
  readonly name: string;
  /** Units of the hidden layers at width 1. */
  readonly hidden: readonly number[];
  /** Convolutions before them, their channels at width 1. */
  readonly convolutions?: readonly ConvolutionSettings[];
}

export interface Schedule {
  readonly ratio?: number;
  readonly minimumDensity?: number;
  readonly densities?: readonly number[];
  readonly until?: "disconnected";
}

/** An experiment with every default filled in; schemas/experiment.json explains each key. */
export interface Experiment {
  readonly name: string;
  readonly dataset: {
    readonly name: string;
    readonly train: number;
    readonly test: number;
    readonly seed: number;
  };
  readonly architectures: readonly Architecture[];
  readonly widths: readonly number[];
  readonly criteria: readonly string[];
  readonly pruning: "iterative" | "one-shot";
  readonly seeds: number;
  readonly training: {
    readonly optimizer: "adam" | "sgd";
    readonly learningRate: number;
    readonly batch: number;
    readonly epochs: number;
    readonly momentum: number;
    readonly beta1: number;
    readonly beta2: number;
    readonly epsilon: number;
  };
  readonly engine: EngineName;
  /** Of the engine tfjs. */
  readonly backend: BackendName;
  readonly schedule: Schedule;
  readonly fineTuning: { readonly epochs: number; readonly learningRate?: number };
  /** Which graph of a network with convolutions is measured. */
  readonly graph: Convention;
  readonly percolation: { readonly shuffles: number };
  readonly communities: { readonly runs: number };
  /** Without it tails, cycles, spectra, paths and cuts are not measured. */
  readonly structure?: { readonly samples: number; readonly nulls: number };
  /** Without it no null models are made. */
  readonly nullModels?: {
    readonly densities: readonly number[];
    readonly repetitions: number;
    /** Default: epochs of training, and of fine-tuning. */
    readonly epochs?: number;
    readonly fineTuningEpochs?: number;
    readonly margin: number;
  };
  /** Without it no robustness is measured. */
  readonly robustness?: {
    readonly shares: readonly number[];
    readonly amplitudes: readonly number[];
    readonly draws: number;
    readonly images: number;
  };
  readonly analysis: {
    readonly repetitions: number;
    readonly permutations: number;
    readonly confidence: number;
    readonly metrics?: readonly string[];
  };
}

/** Reads an experiment file. @throws UserError naming the key that is unknown or wrong. */
export function readExperiment(path: string): Experiment {
  let parsed: unknown;
  const text = readWhole(path).toString();
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${path}: expected JSON: ${(error as Error).message}`);
  }
  return parseExperiment(path, parsed);
}

/** Validates and fills in defaults. `path` names the experiment where it has no name. */
export function parseExperiment(path: string, parsed: unknown): Experiment {
  const filled = validate(path, parsed);
  const name = filled.name ?? basename(path).replace(/\.json$/, "");
  const experiment: Experiment = {
    ...filled,
    name,
    schedule: checkSchedule(path, filled.schedule),
  };
  checkArchitectures(path, experiment);
  checkChoice(path, experiment.engine, experiment.backend);
  return experiment;
}

function checkSchedule(path: string, schedule: Schedule): Schedule {
  const { ratio, minimumDensity, densities, until } = schedule;
  if (densities) {
    if (ratio !== undefined || minimumDensity !== undefined)
      throw new UserError(`${path}: schedule takes either densities, or ratio and minimumDensity`);
    if (densities.some((d, i) => i > 0 && d >= densities[i - 1]!))
      throw new UserError(`${path}: expected schedule.densities to fall from level to level`);
    return schedule;
  }
  const end = minimumDensity === undefined && until === undefined ? { minimumDensity: 0.001 } : {};
  return { ratio: 0.75, ...schedule, ...end };
}

function checkArchitectures(path: string, { architectures, widths }: Experiment): void {
  const names = architectures.map((a) => a.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice) throw new UserError(`${path}: architecture "${twice}" occurs twice`);
  for (const { name, hidden, convolutions = [] } of architectures)
    for (const width of widths)
      if ([...hidden, ...convolutions.map((c) => c.channels)].some((n) => scaled(n, width) < 1))
        throw new UserError(`${path}: width ${width} leaves a hidden layer of "${name}" empty`);
}
