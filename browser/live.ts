/** The network under the reader's hand: pruned at once, or fine-tuned level by level as the run did it. */
import type { Images } from "../src/data/dataset.js";
import { sparseEngine } from "../src/engine/sparse/engine.js";
import { area } from "../src/geometry.js";
import { skipEnds } from "../src/graph/identities.js";
import { networkGraph } from "../src/graph/network-graph.js";
import { layersOf } from "../src/layers.js";
import { fewestLiveImages } from "../src/limits.js";
import { layerOffsets, type Network } from "../src/network.js";
import type { Criterion } from "../src/prune/prune.js";
import type { LiveCell, LivePayload } from "../src/report/live/payload.js";
import { type LevelResult, pruneLevel } from "../src/trajectory/level.js";
import type { Digests } from "../src/trajectory/level-provenance.js";
import { performanceOf } from "../src/trajectory/performance.js";
import { runTrajectories } from "../src/trajectory/trajectory.js";
import { denseNetwork } from "./dense.js";
import { firstOf, testImages, trainingImages } from "./images.js";
import { digestsOf, type Made, MemoryLevelStore, provenanceOf } from "./levels.js";
import { type State, stateOf } from "./state.js";

export interface Asked {
  readonly criterion: Criterion;
  /** Surviving weights. */
  readonly keep: number;
}

export interface AskedStep extends Asked {
  /** While the hand moves: on fewer images where all would take too long. */
  readonly moving?: boolean;
}

export interface AskedTuning extends Asked {
  readonly epochs: number;
}

/** What fine-tuning tells on its way. */
export type Told =
  | ({ readonly kind: "epoch"; readonly state: State } & Epoch)
  | { readonly kind: "level"; readonly made: Made; readonly levels: number; readonly state: State };

interface Epoch {
  readonly level: number;
  readonly levels: number;
  readonly epoch: number;
  readonly epochs: number;
  readonly loss: number;
}

/** Multiplications of a step while the hand moves: they take less than a tenth of a second. */
const stepProducts = 5e8;

/** Of its surviving weights with values, for an image. */
function productsOf(network: Network): number {
  const offsets = layerOffsets(network);
  return layersOf(network).reduce((sum, layer, l) => {
    const positions = layer.kind === "full" ? 1 : area(layer.output);
    return sum + (offsets[l + 1]! - offsets[l]!) * positions;
  }, 0);
}

export class Live {
  readonly #payload: LivePayload;
  readonly #dense: Network;
  readonly #test: Images;
  /** Those of a step while the hand moves, where all would take too long. */
  readonly #first: Images;
  #train: Images | undefined;
  #digests: Digests | undefined;
  readonly #stores = new Map<string, MemoryLevelStore>();
  #tell: (told: Told) => void = () => {};
  #levels = 0;

  /** @param mostProducts multiplications of a step while the hand moves, but that some images are needed. */
  constructor(
    payload: LivePayload,
    private readonly mostProducts = stepProducts,
  ) {
    this.#payload = payload;
    this.#dense = denseNetwork(payload);
    this.#test = testImages(payload.images);
    this.#first = firstOf(this.#test, Math.min(fewestLiveImages, this.#test.count));
  }

  /** Pairs of nodes of the network's graph that are joined whatever is pruned. */
  skips(): [from: number, to: number][] {
    const { source, target } = skipEnds(networkGraph(this.#dense));
    return Array.from(source, (from, i) => [from, target[i]!]);
  }

  /** A browser compiles code well once it has run a few times: the first drag shall not wait for that. */
  warm(): void {
    const { length } = this.#dense.weight;
    for (const share of [1, 0.5, 0.2, 0.1, 0.05, 0.02])
      this.step({ criterion: "magnitude", keep: Math.round(share * length), moving: true });
  }

  /** The dense network pruned in one step. */
  step({ criterion, keep, moving }: AskedStep): State {
    const pruned = this.#pruned(criterion, keep);
    const products = productsOf(pruned) * this.#test.count;
    return stateOf(pruned, moving && products > this.mostProducts ? this.#first : this.#test);
  }

  #pruned(criterion: Criterion, keep: number): Network {
    if (keep === this.#dense.weight.length) return this.#dense;
    const looks = criterion === "snip" || criterion === "wanda";
    return pruneLevel(
      this.#dense,
      keep,
      criterion,
      this.#payload.seed,
      looks ? this.#training() : undefined,
    );
  }

  /**
   * The run's levels above `keep`, then one of so many weights, each pruned and fine-tuned as there. The last
   * is a level of the run itself where `keep` and `epochs` are its own.
   */
  async tune(asked: AskedTuning, tell: (told: Told) => void): Promise<void> {
    const { criterion, keep, epochs } = asked;
    const cell = this.#cellOf(criterion);
    const above = cell.levels.filter(({ weights }) => weights > keep).map(({ weights }) => weights);
    const counts = [...above, keep];
    this.#tell = tell;
    this.#levels = counts.length;
    const store = this.#storeOf(cell, asked);
    store.skipTo(counts.length);
    const training = { ...cell.training, epochs };
    const settings = {
      criterion,
      pruning: cell.pruning,
      counts,
      untilDisconnected: false,
      training,
    };
    const dataset = { train: this.#training(), test: this.#test };
    const jobs = [{ dense: this.#denseResult(), settings, store }];
    await runTrajectories(this.#engine(epochs), dataset, jobs);
  }

  /** The run's, or one like its first by another criterion, which has no files to be compared with. */
  #cellOf(criterion: Criterion): LiveCell {
    const { cells } = this.#payload;
    return cells.find((cell) => cell.criterion === criterion) ?? cells[0]!;
  }

  #storeOf(cell: LiveCell, { criterion, epochs }: AskedTuning): MemoryLevelStore {
    const name = `${criterion}, ${epochs}`;
    const compared =
      cell.criterion === criterion && cell.training.epochs === epochs && cell.engine === "sparse";
    const dense = { result: this.#denseResult(), digests: this.denseDigests() };
    const store =
      this.#stores.get(name) ??
      new MemoryLevelStore(cell, dense, compared, (made, network) =>
        this.#tell({
          kind: "level",
          made,
          levels: this.#levels,
          state: stateOf(network, this.#test),
        }),
      );
    this.#stores.set(name, store);
    return store;
  }

  /** SHA-256 of the dense network's files, encoded here. */
  denseDigests(): Digests {
    this.#digests ??= digestsOf(this.#dense, provenanceOf(this.#payload.dense.origin));
    return this.#digests;
  }

  #training(): Images {
    this.#train ??= trainingImages(this.#payload.images);
    if (!this.#train) throw new Error("the page does not have the training images");
    return this.#train;
  }

  #denseResult(): LevelResult {
    const network = this.#dense;
    const tested = sparseEngine().evaluate(network, this.#test);
    const same = { testBefore: tested, testAfter: tested, trainAfter: tested };
    return {
      network,
      performance: performanceOf({ level: 0, before: network, after: network, ...same }),
      confusion: { before: tested.confusion, after: tested.confusion },
    };
  }

  /** The sparse engine, which shows the network between epochs. */
  #engine(epochs: number) {
    const engine = sparseEngine();
    const trainMany: typeof engine.trainMany = (jobs, images) =>
      jobs.map(({ network, settings }) =>
        engine.train(network, images, settings, (epoch, loss, now) => {
          const level = Number(/ level (\d+)$/.exec(settings.seed)?.[1]);
          const state = stateOf(now(), this.#test);
          this.#tell({ kind: "epoch", level, levels: this.#levels, epoch, epochs, loss, state });
        }),
      );
    return { ...engine, trainMany };
  }
}
