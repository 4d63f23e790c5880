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
}

export interface Engine {
  readonly name: string;
  /** Trains with a fresh optimiser; the surviving edges stay the same, their weights change. */
  train(
    network: Network,
    images: Images,
    settings: TrainingSettings,
    onEpoch?: (epoch: number, meanLoss: number) => void,
  ): Network;
  evaluate(network: Network, images: Images): Evaluation;
  /** Mean cross-entropy over all the images as one batch, and its gradients. */
  gradients(network: Network, images: Images): Gradients;
}
