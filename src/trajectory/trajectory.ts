import type { Dataset } from "../data/dataset.js";
import type { Engine } from "../engine/engine.js";
import type { Criterion } from "../prune/prune.js";
import { fineTune, type LevelResult, type LevelTraining, pruneLevel } from "./level.js";
import type { Performance } from "./performance.js";

export interface TrajectorySettings {
  readonly criterion: Criterion;
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

/** Prunes and fine-tunes level by level. Returns one row a level, the dense one first. */
export async function runTrajectory(
  engine: Engine,
  dataset: Dataset,
  dense: LevelResult,
  settings: TrajectorySettings,
  store: LevelStore,
  onLevel: (level: number) => void = () => {},
): Promise<Performance[]> {
  const { criterion, pruning, counts, training } = settings;
  const rows = [dense.performance];
  let last = dense;
  for (const [index, keep] of counts.entries()) {
    if (settings.untilDisconnected && last.performance.effective_density === 0) break;
    const level = index + 1;
    const [parent, from] = pruning === "iterative" ? [index, last] : [0, dense];
    const step = async () => {
      const pruned = pruneLevel(from.network, keep, criterion, training.seed);
      const result = await fineTune(engine, pruned, dataset, training, level);
      store.save(level, keep, parent, result);
      return result;
    };
    last = store.load(level, keep, parent) ?? (await step());
    rows.push(last.performance);
    onLevel(level);
  }
  return rows;
}
