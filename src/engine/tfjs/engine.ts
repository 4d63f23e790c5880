/**
 * Networks trained as masked dense tensors in TensorFlow.js, many at once along a leading replica
 * axis: the work is that of the dense networks, whatever the density, and fills a graphics
 * processor where one small network cannot. The same weights, batches and formulas as the sparse
 * engine; the rounding is the backend's own, so results are not the same bytes on every machine.
 *
 * TensorFlow.js keeps one backend per process: use one engine at a time.
 */
import type { Images } from "../../data/dataset.js";
import type { Network } from "../../network.js";
import { checkBatch, checkFit } from "../checks.js";
import type { Engine, Evaluation, Gradients, Job, TrainingSettings } from "../engine.js";
import type { Backend } from "./backend.js";
import { evaluateGroup, gradientsOf, logitsOf } from "./evaluate.js";
import { groups } from "./groups.js";
import { trainGroup } from "./train.js";

export class TensorEngine implements Engine {
  readonly name = "tfjs";
  readonly backend: string;
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.backend = backend.name;
    this.#backend = backend;
  }

  async train(
    network: Network,
    images: Images,
    settings: TrainingSettings,
    onEpoch?: (epoch: number, meanLoss: number) => void,
  ): Promise<Network> {
    const [trained] = await this.trainMany([{ network, settings }], images, (_, epoch, loss) =>
      onEpoch?.(epoch, loss),
    );
    return trained!;
  }

  /** Networks of the same units and settings (but for masks and seeds) share a program. */
  async trainMany(
    jobs: readonly Job[],
    images: Images,
    onEpoch?: (job: number, epoch: number, meanLoss: number) => void,
  ): Promise<Network[]> {
    for (const { network, settings } of jobs) {
      checkFit(network, images);
      checkBatch(settings.batch);
    }
    await this.#backend.tf.setBackend(this.#backend.name);
    const trained: Network[] = [];
    const capped = jobs.map(({ network, settings }) => ({
      network,
      settings: { ...settings, batch: Math.min(settings.batch, images.count) },
    }));
    for (const places of groups(this.#backend, capped)) {
      const members = places.map((place) => capped[place]!);
      const networks = await trainGroup(this.#backend, members, images, (epoch, losses) => {
        places.forEach((place, r) => {
          onEpoch?.(place, epoch, losses[r]!);
        });
      });
      places.forEach((place, r) => {
        trained[place] = networks[r]!;
      });
    }
    return trained;
  }

  async evaluate(network: Network, images: Images): Promise<Evaluation> {
    return (await this.evaluateMany([network], images))[0]!;
  }

  /** Networks of the same units share a program. */
  async evaluateMany(networks: readonly Network[], images: Images): Promise<Evaluation[]> {
    for (const network of networks) checkFit(network, images);
    await this.#backend.tf.setBackend(this.#backend.name);
    const evaluations: Evaluation[] = [];
    const jobs = networks.map((network) => ({ network, settings: { batch: 1 } }));
    for (const places of groups(this.#backend, jobs)) {
      const members = places.map((place) => networks[place]!);
      const found = await evaluateGroup(this.#backend, members, images);
      places.forEach((place, r) => {
        evaluations[place] = found[r]!;
      });
    }
    return evaluations;
  }

  async logits(network: Network, images: Images): Promise<Float32Array> {
    checkFit(network, images);
    await this.#backend.tf.setBackend(this.#backend.name);
    return logitsOf(this.#backend, network, images);
  }

  async gradients(network: Network, images: Images): Promise<Gradients> {
    checkFit(network, images);
    await this.#backend.tf.setBackend(this.#backend.name);
    return gradientsOf(this.#backend, network, images);
  }
}
