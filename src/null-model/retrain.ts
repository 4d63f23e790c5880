/** Draws the ladder of one level and trains every subnetwork with the same budget. */
import type { Dataset } from "../data/dataset.js";
import type { Engine } from "../engine/engine.js";
import { describeShape } from "../layers.js";
import type { Network } from "../network.js";
import { Random } from "../random.js";
import { fineTune, type LevelTraining } from "../trajectory/level.js";
import type { Performance } from "../trajectory/performance.js";
import { isRandom, type Model, models, type Start, starts } from "./ladder.js";
import { subnetwork } from "./subnetwork.js";

export interface LadderSettings {
  readonly training: Omit<LevelTraining, "epochs">;
  /** Epochs from initial weights and from inherited ones; 0 leaves that start out. */
  readonly epochs: Readonly<Record<Start, number>>;
  /** Draws of each random rung. */
  readonly repetitions: number;
}

/** One trained subnetwork. */
export interface NullResult {
  readonly model: Model;
  readonly start: Start;
  readonly repetition: number;
  readonly overlap: number;
  readonly network: Network;
  readonly performance: Performance;
}

/** What the null models of one level are drawn from. */
export interface Ladder {
  readonly dataset: Dataset;
  readonly dense: Network;
  /** Rows of the dense table that the learned mask keeps. */
  readonly learned: Uint32Array;
  readonly level: number;
}

/**
 * Every rung from every start, in the order of the ladder. The batches are those of the cell's own
 * fine-tuning at this level, so all rungs see the same images in the same order: they are paired.
 */
export async function* retrainLadder(
  engine: Engine,
  { dataset, dense, learned, level }: Ladder,
  { training, epochs, repetitions }: LadderSettings,
): AsyncGenerator<NullResult> {
  const cell = `null model, units ${describeShape(dense)}, level ${level}`;
  for (const start of starts) {
    if (epochs[start] === 0) continue;
    for (const model of models) {
      for (let repetition = 0; repetition < (isRandom(model) ? repetitions : 1); repetition++) {
        // The same draw for both starts: they differ in their weights alone.
        const random = new Random(training.seed, `${cell}, ${model}, repetition ${repetition}`);
        const { network, overlap } = subnetwork(dense, learned, model, start, random);
        const settings = { ...training, epochs: epochs[start] };
        const trained = await fineTune(engine, network, dataset, settings, level);
        yield { model, start, repetition, overlap, ...trained };
      }
    }
  }
}

/** Subnetworks that `retrainLadder` trains for one level. */
export function ladderSize({ epochs, repetitions }: LadderSettings): number {
  const draws = models.reduce((n, model) => n + (isRandom(model) ? repetitions : 1), 0);
  return starts.filter((start) => epochs[start] > 0).length * draws;
}
