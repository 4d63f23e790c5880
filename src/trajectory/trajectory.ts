import type { Dataset, Images } from "../data/dataset.js";
import type { Engine } from "../engine/engine.js";
import {
  fineTuneMany,
  type LevelJob,
  type LevelResult,
  type LevelTraining,
  type Pruning,
  pruneLevelBy,
} from "./level.js";
import type { Performance } from "./performance.js";

export interface TrajectorySettings {
  readonly criterion: Pruning;
  /** iterative: each level from the fine-tuned one before; one-shot: each from the dense one. */
  readonly pruning: "iterative" | "one-shot";
  /** Surviving weights of levels 1, 2, …. */
  readonly counts: readonly number[];
  /** End with the first level without an input-to-output path. */
  readonly untilDisconnected: boolean;
  readonly training: LevelTraining;
}

/** Keeps finished levels, so that an interrupted trajectory resumes where it stopped. */
export interface LevelStore {
  /** The level's result, if it was saved from this parent and these settings. */
  load(level: number, keep: number, parent: number): LevelResult | undefined;
  save(level: number, keep: number, parent: number, result: LevelResult): void;
}

/** One cell's trajectory, among others. */
export interface TrajectoryJob {
  readonly dense: LevelResult;
  readonly settings: TrajectorySettings;
  readonly store: LevelStore;
}

/** Prunes and fine-tunes level by level. Returns one row a level, the dense one first. */
export async function runTrajectory(
  engine: Engine,
  dataset: Dataset,
  dense: LevelResult,
  settings: TrajectorySettings,
  store: LevelStore,
  onLevel?: (level: number) => void,
): Promise<Performance[]> {
  return (await runTrajectories(engine, dataset, [{ dense, settings, store }], onLevel))[0]!;
}

/**
 * Trajectories of several cells: level by level, each network pruned by its own weights and all
 * fine-tuned together. Those that end leave the others to go on.
 */
export async function runTrajectories(
  engine: Engine,
  dataset: Dataset,
  jobs: readonly TrajectoryJob[],
  onLevel: (level: number) => void = () => {},
): Promise<Performance[][]> {
  const all = jobs.map((job) => new Progress(job));
  for (let level = 1; ; level++) {
    const open = all.filter((one) => one.hasLevel(level));
    if (open.length === 0) return all.map((one) => one.rows);
    const missing = open.filter((one) => !one.load(level));
    const pruned: LevelJob[] = [];
    for (const one of missing) pruned.push(await one.pruned(level, dataset.train));
    const results = await fineTuneMany(engine, dataset, pruned);
    for (const [i, one] of missing.entries()) one.save(level, results[i]!);
    onLevel(level);
  }
}

/** How far one cell is. */
class Progress {
  readonly rows: Performance[];
  readonly #job: TrajectoryJob;
  #last: LevelResult;

  constructor(job: TrajectoryJob) {
    this.#job = job;
    this.#last = job.dense;
    this.rows = [job.dense.performance];
  }

  hasLevel(level: number): boolean {
    const { counts, untilDisconnected } = this.#job.settings;
    const disconnected = this.#last.performance.effective_density === 0;
    return level <= counts.length && !(untilDisconnected && disconnected);
  }

  /** Takes a level from the store; false if it is not there. */
  load(level: number): boolean {
    const result = this.#job.store.load(level, this.#keep(level), this.#parent(level));
    if (result) this.#add(result);
    return result !== undefined;
  }

  save(level: number, result: LevelResult): void {
    this.#job.store.save(level, this.#keep(level), this.#parent(level), result);
    this.#add(result);
  }

  /** The next level before its fine-tuning. */
  async pruned(level: number, images: Images): Promise<LevelJob> {
    const { pruning, criterion, training } = this.#job.settings;
    const { network } = pruning === "iterative" ? this.#last : this.#job.dense;
    const asked = { keep: this.#keep(level), seed: training.seed, level, images };
    return { network: await pruneLevelBy(criterion, network, asked), training, level };
  }

  #keep(level: number): number {
    return this.#job.settings.counts[level - 1]!;
  }

  #parent(level: number): number {
    return this.#job.settings.pruning === "iterative" ? level - 1 : 0;
  }

  #add(result: LevelResult): void {
    this.#last = result;
    this.rows.push(result.performance);
  }
}
