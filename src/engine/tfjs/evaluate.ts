/** What R networks do on the same images, in passes over parts of them. */
import type { Images } from "../../data/dataset.js";
import { layersOf, type Shape } from "../../layers.js";
import type { Network } from "../../network.js";
import { classesOf } from "../checks.js";
import { evaluation } from "../confusion.js";
import type { Evaluation, Gradients } from "../engine.js";
import type { Backend } from "./backend.js";
import { type Batch, type Batches, batches } from "./batches.js";
import { softmax } from "./cross-entropy.js";
import { largestValues } from "./groups.js";
import { download, masks, type Parameters, upload } from "./parameters.js";
import { programOf } from "./program.js";

/** Images times networks in one pass: as many as keep its largest tensor within 16 MiB. */
export function rowsOfPass(shape: Shape): number {
  const largest = Math.max(...layersOf(shape).map(largestValues));
  return Math.max(1, Math.min(4096, Math.floor(2 ** 22 / largest)));
}

/** @param networks of the same units. */
export async function evaluateGroup(
  backend: Backend,
  networks: readonly Network[],
  images: Images,
): Promise<Evaluation[]> {
  const { tf } = backend;
  const program = programOf(backend, networks[0]!);
  const state = upload(backend, program, networks);
  const sums = networks.map((network) => new Sums(network, images));
  await inParts(backend, networks, images, async (batch, first, count) => {
    // [3, R, images] in one download: loss, entropy and predicted class of every image
    const scores = tf.tidy(() => {
      const logits = program.logits(state, batch.images);
      const { probability, logProbability } = softmax(backend, logits);
      const sum = (weights: typeof logits) => tf.neg(tf.sum(tf.mul(weights, logProbability), -1));
      const predicted = tf.cast(tf.argMax(logits, -1), "float32");
      return tf.stack([sum(batch.labels), sum(probability), predicted]);
    });
    const values = await scores.data<"float32">();
    scores.dispose();
    const part = (which: number, r: number) => {
      const start = (which * networks.length + r) * count;
      return values.subarray(start, start + count);
    };
    sums.forEach((sum, r) => {
      sum.add(first, part(0, r), part(1, r), part(2, r));
    });
  });
  tf.dispose([...state.parameters, ...state.running]);
  return sums.map((sum) => sum.evaluation());
}

/** Sums over images in double precision, in the images' order. */
class Sums {
  #loss = 0;
  #entropy = 0;
  readonly #images: Images;
  readonly #classes: number;
  readonly #confusion: Uint32Array;

  constructor(network: Network, images: Images) {
    this.#images = images;
    this.#classes = classesOf(network);
    this.#confusion = new Uint32Array(this.#classes * this.#classes);
  }

  add(first: number, loss: Float32Array, entropy: Float32Array, predicted: Float32Array): void {
    const { labels } = this.#images;
    for (let i = 0; i < loss.length; i++) {
      this.#loss += loss[i]!;
      this.#entropy += entropy[i]!;
      this.#confusion[labels[first + i]! * this.#classes + predicted[i]!]!++;
    }
  }

  evaluation(): Evaluation {
    const { count } = this.#images;
    return evaluation(this.#confusion, this.#loss / count, this.#entropy / count);
  }
}

/** Outputs before softmax, image by image. */
export async function logitsOf(
  backend: Backend,
  network: Network,
  images: Images,
): Promise<Float32Array> {
  const { tf } = backend;
  const program = programOf(backend, network);
  const state = upload(backend, program, [network]);
  const classes = classesOf(network);
  const values = new Float32Array(images.count * classes);
  await inParts(backend, [network], images, async (batch, first) => {
    const part = tf.tidy(() => program.logits(state, batch.images));
    values.set(await part.data<"float32">(), first * classes);
    part.dispose();
  });
  tf.dispose([...state.parameters, ...state.running]);
  return values;
}

/**
 * Mean cross-entropy over all the images and its gradients; in parts, but where normalisations look at all
 * images at once.
 */
export async function gradientsOf(
  backend: Backend,
  network: Network,
  images: Images,
): Promise<Gradients> {
  const { tf } = backend;
  const networks = [network];
  const program = programOf(backend, network);
  const state = upload(backend, program, networks);
  const { parameters } = state;
  const mask = masks(backend, program.layers, networks);
  const scale = tf.scalar(1 / images.count);
  let total: Parameters = parameters.map((parameter) => tf.zeros(parameter.shape));
  let loss = 0;
  const most = program.normalisations.length > 0 ? images.count : undefined;
  const add = async (batch: Batch) => {
    const [sums, lossOfPart] = tf.tidy(() => {
      const now = program.learn(mask, state, batch, scale);
      return [total.map((sum, i) => tf.add(sum, now.gradients[i]!)), now.loss] as const;
    });
    tf.dispose(total);
    total = sums;
    loss += (await lossOfPart.data<"float32">())[0]!;
    lossOfPart.dispose();
  };
  await inParts(backend, networks, images, add, most);
  const [values] = await download(program, networks, total);
  tf.dispose([
    ...total,
    ...parameters,
    ...state.running,
    scale,
    ...mask.filter((one) => one !== undefined),
  ]);
  return { loss: loss / images.count, ...values! };
}

/** Calls `use` with part after part of the images, in their own order, the same for each network. */
async function inParts(
  backend: Backend,
  networks: readonly Network[],
  images: Images,
  use: (batch: Batch, first: number, count: number) => Promise<void>,
  most = Math.max(1, Math.floor(rowsOfPass(networks[0]!) / networks.length)),
): Promise<void> {
  const source: Batches = batches(backend, networks[0]!, images);
  const own = Uint32Array.from({ length: images.count }, (_, i) => i);
  source.setOrders(networks.map(() => own));
  for (let first = 0; first < images.count; first += most) {
    const count = Math.min(most, images.count - first);
    const batch = source.batch(first, count);
    await use(batch, first, count);
    backend.tf.dispose([batch.images, batch.labels]);
  }
  source.dispose();
}
