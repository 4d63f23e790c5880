/** Training of R networks at once: every step is one batched program. */
import type { Images } from "../../data/dataset.js";
import type { Network } from "../../network.js";
import { Random } from "../../random.js";
import { allFinite, diverged } from "../checks.js";
import type { Job, TrainingSettings } from "../engine.js";
import type { Backend } from "./backend.js";
import { type Batches, batches } from "./batches.js";
import type { Program } from "./learning.js";
import type { Tensor } from "./library.js";
import { type Moving, optimizer, type Steps } from "./optimizer.js";
import { download, downloadRunning, type Masks, masks, upload } from "./parameters.js";
import { programOf } from "./program.js";

type OnEpoch = (epoch: number, meanLosses: readonly number[]) => void;

/** @param jobs of one group: the same units, the same settings but for the seed. */
export async function trainGroup(
  backend: Backend,
  jobs: readonly Job[],
  images: Images,
  onEpoch?: OnEpoch,
): Promise<Network[]> {
  const { settings } = jobs[0]!;
  const training = new Training(backend, jobs, images);
  try {
    for (let epoch = 1; epoch <= settings.epochs; epoch++) {
      training.epoch(jobs.map(({ settings: { seed } }) => order(seed, epoch, images.count)));
      const losses = await training.losses();
      if (!losses.every(Number.isFinite)) throw diverged(epoch, settings);
      onEpoch?.(epoch, losses);
    }
    const networks = await training.networks();
    // the last step may diverge too, and no loss follows it
    if (!networks.every(({ weight, bias }) => allFinite(weight) && allFinite(bias))) {
      throw diverged(settings.epochs, settings);
    }
    return networks;
  } finally {
    training.dispose();
  }
}

/** The same named stream as in the sparse engine. */
function order(seed: string, epoch: number, images: number): Uint32Array {
  return new Random(seed, `batches, epoch ${epoch}`).permutation(images);
}

class Training {
  readonly #backend: Backend;
  readonly #networks: readonly Network[];
  readonly #settings: TrainingSettings;
  readonly #images: number;
  readonly #program: Program;
  readonly #source: Batches;
  readonly #masks: Masks;
  readonly #steps: Steps;
  /** Replaced by new tensors with every step. */
  #state: Moving;
  /** Running means and variances of normalisations, likewise. */
  #running: readonly Tensor[];
  /** Cross-entropy of each network summed over the epoch so far, [R]. */
  #loss: Tensor;

  constructor(backend: Backend, jobs: readonly Job[], images: Images) {
    this.#backend = backend;
    this.#networks = jobs.map((job) => job.network);
    this.#settings = jobs[0]!.settings;
    this.#images = images.count;
    this.#steps = optimizer(backend, this.#settings);
    this.#program = programOf(backend, this.#networks[0]!);
    this.#source = batches(backend, this.#networks[0]!, images);
    this.#masks = masks(backend, this.#program.layers, this.#networks);
    const { parameters, running } = upload(backend, this.#program, this.#networks);
    this.#running = running;
    this.#state = { parameters, memory: this.#steps.memory(parameters) };
    this.#loss = backend.tf.zeros([jobs.length]);
  }

  /** One pass over the images, in an order of its own for each network. */
  epoch(orders: readonly Uint32Array[]): void {
    const { tf } = this.#backend;
    this.#source.setOrders(orders);
    this.#loss.dispose();
    this.#loss = tf.zeros([orders.length]);
    const { batch } = this.#settings;
    for (let first = 0; first < this.#images; first += batch) {
      this.#step(first, Math.min(batch, this.#images - first));
    }
  }

  #step(first: number, count: number): void {
    const { tf } = this.#backend;
    const [state, loss, running] = tf.tidy(() => {
      const scale = tf.scalar(1 / count);
      const batch = this.#source.batch(first, count);
      const { parameters } = this.#state;
      const before = { parameters, running: this.#running };
      const now = this.#program.learn(this.#masks, before, batch, scale);
      const next = this.#steps.step(this.#state, now.gradients);
      return [next, tf.add(this.#loss, now.loss), now.running] as [Moving, Tensor, Tensor[]];
    });
    this.#release();
    this.#state = state;
    this.#loss = loss;
    this.#running = running;
  }

  #release(): void {
    this.#backend.tf.dispose([this.#state, this.#loss, this.#running] as never);
  }

  /** Mean cross-entropy of each network over the epoch. */
  async losses(): Promise<number[]> {
    return Array.from(await this.#loss.data<"float32">(), (sum) => sum / this.#images);
  }

  /** The networks as they are by now. */
  async networks(): Promise<Network[]> {
    const values = await download(this.#program, this.#networks, this.#state.parameters);
    const running = await downloadRunning(this.#program, this.#networks, this.#running);
    return this.#networks.map((network, r) => {
      const { weight, bias, scale, shift } = values[r]!;
      const own = scale && shift && { normalisations: { scale, shift, ...running[r]! } };
      return { ...network, weight, bias, ...own };
    });
  }

  dispose(): void {
    this.#release();
    this.#backend.tf.dispose(this.#masks.filter((mask) => mask !== undefined));
    this.#source.dispose();
    this.#steps.dispose();
  }
}
