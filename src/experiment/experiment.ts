import type { Normalise } from "../data/normalise.js";
import type { BackendName, EngineName } from "../engine/names.js";
import type { ConvolutionSettings } from "../geometry.js";
import type { Convention } from "../graph/grouping.js";
import type { Architecture as Words } from "../import/architecture.js";
import type { NamedLayer } from "../layer-settings.js";
import type { Shape } from "../layers.js";

/** One to train: a chain. */
export interface Chain {
  readonly name: string;
  /** Units of the hidden layers at width 1. */
  readonly hidden: readonly number[];
  /** Convolutions before them, their channels at width 1. */
  readonly convolutions?: readonly ConvolutionSettings[];
}

/** One to train: a graph of layers, their units and channels at width 1. */
export interface Layered {
  readonly name: string;
  readonly layers: readonly NamedLayer[];
}

export type Architecture = Chain | Layered;

/** One file of a network that was trained elsewhere; it lies in the run, at this path. */
export interface NetworkFile {
  readonly file: string;
  readonly width: number;
  readonly sha256: string;
  readonly shape: Shape;
  /** Below 1 where it was pruned before. */
  readonly density: number;
}

/** Networks that were trained elsewhere: one a width, or, where there are several, one a seed. */
export interface OwnNetworks extends Omit<Words, "name"> {
  readonly name: string;
  readonly from: readonly NetworkFile[];
  readonly prefix?: string;
  readonly keepZeros?: boolean;
}

/** A criterion of the user's own; its files lie in the run, at these paths. */
export interface OwnCriterionSettings {
  readonly name: string;
  /** An ES module that scores the edges. */
  readonly module?: string;
  /** A folder of masks. */
  readonly masks?: string;
  /** Of the module and what it names, or of the masks in each folder. */
  readonly sha256?: string | Readonly<Record<string, string>>;
}

/** A metric of the user's own, or a function of graphology-metrics. */
export interface MetricSettings {
  /** A function of graphology-metrics, or where the run has the user's module. */
  readonly module: string;
  /** Stands before the dot in the names of its statistics. */
  readonly name: string;
  readonly graph?: "directed" | "undirected";
  /** Levels with more edges are left out. */
  readonly edges?: number;
  /** Of a module of the user's own and what it names. */
  readonly sha256?: string;
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
    /** Of one's own data; relative to the experiment's file. */
    readonly path?: string;
    readonly label?: string;
    readonly columns?: readonly string[];
    readonly arrays?: readonly string[];
    readonly layout?: "channels-first" | "channels-last";
    readonly image?: readonly number[];
    readonly normalise?: "none" | "standardise" | Normalise;
  };
  readonly architectures: readonly (Architecture | OwnNetworks)[];
  readonly widths: readonly number[];
  readonly criteria: readonly (string | OwnCriterionSettings)[];
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
  readonly communities: { readonly runs: number; readonly algorithm?: string };
  /** As the file states them they may be a module alone. */
  readonly metrics?: readonly MetricSettings[];
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
  /** What the page has. Without it all. */
  readonly report?: {
    /** Whether its reader can prune and fine-tune a network in it. */
    readonly live: boolean;
  };
  readonly analysis: {
    readonly repetitions: number;
    readonly permutations: number;
    readonly confidence: number;
    readonly metrics?: readonly string[];
  };
}
