/** What R networks do on the same images, in passes over parts of them. */
import type { Images } from "../../data/dataset.js";
import { layersOf, type Shape } from "../../layers.js";
import type { Network } from "../../network.js";
import { classesOf } from "../checks.js";
import { evaluation } from "../confusion.js";
import type { Evaluation, Gradients } from "../engine.js";
import type { Backend } from "./backend.js";
import { type Batch, type Batches, batches } from "./batches.js";
import { largestValues } from "./groups.js";
import { download, masks, type Parameters, upload } from "./parameters.js";
import { forward, learn, softmax, tensorLayers } from "./program.js";

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
  const layers = tensorLayers(backend, networks[0]!);
  const parameters = upload(backend, layers, networks);
  const sums = networks.map((network) => new Sums(network, images));
  await inParts(backend, networks, images, async (batch, first, count) => {
    // [3, R, images] in one download: loss, entropy and predicted class of every image
    const scores = tf.tidy(() => {
      const logits = forward(layers, parameters, batch.images).at(-1)!.output;
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
  tf.dispose(parameters);
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
  const layers = tensorLayers(backend, network);
  const parameters = upload(backend, layers, [network]);
  const classes = classesOf(network);
  const values = new Float32Array(images.count * classes);
  await inParts(backend, [network], images, async (batch, first) => {
    const part = tf.tidy(() => forward(layers, parameters, batch.images).at(-1)!.output);
    values.set(await part.data<"float32">(), first * classes);
    part.dispose();
  });
  tf.dispose(parameters);
  return values;
}

/** Mean cross-entropy over all the images and its gradients. */
export async function gradientsOf(
  backend: Backend,
  network: Network,
  images: Images,
): Promise<Gradients> {
  const { tf } = backend;
  const networks = [network];
  const layers = tensorLayers(backend, network);
  const parameters = upload(backend, layers, networks);
  const mask = masks(backend, layers, networks);
  const scale = tf.scalar(1 / images.count);
  let total: Parameters = parameters.map((parameter) => tf.zeros(parameter.shape));
  let loss = 0;
  await inParts(backend, networks, images, async (batch) => {
    const [sums, lossOfPart] = tf.tidy(() => {
      const now = learn(backend, layers, mask, parameters, batch, scale);
      return [total.map((sum, i) => tf.add(sum, now.gradients[i]!)), now.loss] as const;
    });
    tf.dispose(total);
    total = sums;
    loss += (await lossOfPart.data<"float32">())[0]!;
    lossOfPart.dispose();
  });
  const [values] = await download(layers, networks, total);
  tf.dispose([...total, ...parameters, scale, ...mask.filter((one) => one !== undefined)]);
  return { loss: loss / images.count, ...values! };
}

/** Calls `use` with part after part of the images, in their own order, the same for each network. */
async function inParts(
  backend: Backend,
  networks: readonly Network[],
  images: Images,
  use: (batch: Batch, first: number, count: number) => Promise<void>,
): Promise<void> {
  const source: Batches = batches(backend, networks[0]!, images);
  const own = Uint32Array.from({ length: images.count }, (_, i) => i);
  source.setOrders(networks.map(() => own));
  const most = Math.max(1, Math.floor(rowsOfPass(networks[0]!) / networks.length));
  for (let first = 0; first < images.count; first += most) {
    const count = Math.min(most, images.count - first);
    const batch = source.batch(first, count);
    await use(batch, first, count);
    backend.tf.dispose([batch.images, batch.labels]);
  }
  source.dispose();
}
