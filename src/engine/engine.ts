import type { Images } from "../data/dataset.js";
import type { Network } from "../network.js";

export interface Optimizer {
  readonly optimizer: "adam" | "sgd";
  readonly learningRate: number;
  /** SGD with momentum: v = momentum v + g, w -= learningRate v. */
  readonly momentum: number;
  /** Adam (Kingma & Ba 2015), with bias correction. */
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

export interface TrainingSettings extends Optimizer {
  /** Images per step; the last batch of an epoch may be smaller. */
  readonly batch: number;
  readonly epochs: number;
  /** Names the random stream of the batch order: each epoch visits every image once, shuffled. */
  readonly seed: string;
}

/** What a network does on a set of images. Entropies and information in nats. */
export interface Evaluation {
  readonly accuracy: number;
  /** Mean cross-entropy. */
  readonly loss: number;
  /** Mean entropy of the softmax outputs. */
  readonly predictionEntropy: number;
  /** Entropy of the histogram of predicted classes. */
  readonly outcomeEntropy: number;
  /** Mutual information between true and predicted class. */
  readonly mutualInformation: number;
  /** classes x classes counts, row = true class, column = predicted class. */
  readonly confusion: Uint32Array;
}

export interface Gradients {
  readonly loss: number;
  /** One value an edge, in the order of the network's table. */
  readonly weight: Float32Array;
  readonly bias: Float32Array;
  /** Of the network's normalisations, if it has any. */
  readonly scale?: Float32Array;
  readonly shift?: Float32Array;
}

/** One network to train, among others. */
export interface Job {
  readonly network: Network;
  readonly settings: TrainingSettings;
}

/** A value at once, or later from an engine that waits for a device. */
export type Awaitable<T> = T | Promise<T>;

/**
 * An engine may keep what it worked out of images and of a network's edges: whoever changes those makes new arrays.
 * Weights and biases may change in place.
 */
export interface Engine {
  readonly name: string;
  /** What computes, where an engine leaves that to others: the rounding of results depends on it. */
  readonly backend?: string;
  /** Trains with a fresh optimiser; the surviving edges stay the same, their weights change. */
  train(
    network: Network,
    images: Images,
    settings: TrainingSettings,
    onEpoch?: (epoch: number, meanLoss: number) => void,
  ): Awaitable<Network>;
  /**
   * Trains each job's network as `train` would one by one, together where the engine gains from it.
   * @param onEpoch is told the mean loss of each job, by its place in `jobs`.
   */
  trainMany(
    jobs: readonly Job[],
    images: Images,
    onEpoch?: (job: number, epoch: number, meanLoss: number) => void,
  ): Awaitable<Network[]>;
  evaluate(network: Network, images: Images): Awaitable<Evaluation>;
  /** Evaluates each network as `evaluate` would. */
  evaluateMany(networks: readonly Network[], images: Images): Awaitable<Evaluation[]>;
  /** The outputs before softmax, image by image: images x classes. */
  logits(network: Network, images: Images): Awaitable<Float32Array>;
  /**
   * Mean cross-entropy over all the images as one batch, and its gradients; normalisation by that batch as
   * in training, nothing dropped.
   */
  gradients(network: Network, images: Images): Awaitable<Gradients>;
}

/** An engine whose answers are there when its methods return. */
export interface ImmediateEngine extends Engine {
  /** @param onEpoch may look at the network as it is then; its training goes on unchanged. */
  train(
    network: Network,
    images: Images,
    settings: TrainingSettings,
    onEpoch?: (epoch: number, meanLoss: number, now: () => Network) => void,
  ): Network;
  trainMany(...input: Parameters<Engine["trainMany"]>): Network[];
  evaluate(...input: Parameters<Engine["evaluate"]>): Evaluation;
  evaluateMany(...input: Parameters<Engine["evaluateMany"]>): Evaluation[];
  logits(...input: Parameters<Engine["logits"]>): Float32Array;
  gradients(...input: Parameters<Engine["gradients"]>): Gradients;
}
