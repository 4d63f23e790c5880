import type { Network } from "../../network.js";
import type { Arena } from "./arena.js";
import type { BatchStatistics } from "./batch-statistics.js";
import type { Channels } from "./channels.js";
import type { GraphParameters } from "./graph-parameters.js";
import type { Kernels } from "./kernels.js";
import type { Node } from "./nodes.js";
import type { Pass } from "./passes.js";
import type { Planes } from "./planes.js";

/** What the parts of a session of a graph of layers have in common. */
export interface Context {
  readonly network: Network;
  /** Where the edges of each layer with weights begin. */
  readonly offsets: Uint32Array;
  readonly kernels: Kernels;
  readonly arena: Arena;
  readonly nodes: readonly Node[];
  readonly channels: Channels;
  /** Gradients are asked for, and the statistics of a batch. */
  readonly learning: boolean;
  /** Values of each node; of one that works in place those of the node that it reads. */
  readonly values: readonly Planes[];
  readonly parameters: GraphParameters;
  /** Of the values of each node that batch normalisations read. */
  readonly statistics: ReadonlyMap<number, BatchStatistics>;
  /** Running means and variances of all normalised channels. */
  readonly running: { readonly mean: Float32Array; readonly variance: Float32Array };
  /** Address of what convolutions in tiles share. */
  readonly scratch: number;
  /** Panels of the largest batch. */
  readonly panels: number;
}

/** What the backward passes of a node are told of the gradients of one that it reads. */
export interface GradientOf {
  readonly planes: Planes;
  /** 1: the channel's gradient has been begun, so that this one is added. */
  readonly add: Uint8Array;
  /** The node's own gradient serves: there is nothing to do. */
  readonly shared: boolean;
  /** Of a value that nobody else reads, if it is one. */
  readonly passing?: Passing | undefined;
}

/**
 * A normalised and rectified value that is not kept, but made anew where a backward pass reads it; and its gradient, which
 * the same pass may work: then neither is worked before or after it.
 */
export interface Passing {
  /** What is normalised. */
  readonly planes: Planes;
  /** Channels that are their shift, and addresses: see normaliser.ts. */
  readonly by: {
    readonly known: Uint8Array;
    readonly factor: number;
    readonly shift: number;
    readonly mean: number;
    readonly sums: number;
  };
  /** Channels of which a pass of its reader makes the value anew, and gates and sums the gradient. */
  taken: Uint8Array | undefined;
}

/** A node at work. */
export interface Worked {
  readonly forward: readonly Pass[];
  /** Makes the values of live channels once more, of a batch that has been worked forward. */
  readonly again?: readonly Pass[];
  /** What such values are made of, where that is one value, normalised and rectified. */
  readonly passing?: Passing | undefined;
  /**
   * @param d the gradients of the node's values.
   * @param inputs of the nodes that it reads and that have gradients, in the order of `inputsOf`.
   */
  backward(d: Planes, inputs: readonly (GradientOf | undefined)[]): readonly Pass[];
  /** Channels of the input of that place whose gradients `backward` writes. */
  writes(place: number): Uint8Array;
  /** After each change of parameters. */
  distribute?(): void;
  /** Before the first images of a batch. */
  clear?(): void;
  /** Before images of a batch are worked; of training where its epoch is stated. */
  begin?(first: number, images: number, epoch: Epoch | undefined): void;
  /** After the backward passes of a batch: gradients that are not sums in lanes. */
  collect?(): void;
}

/** Names the streams of what is drawn anew in each batch. */
export interface Epoch {
  readonly seed: string;
  readonly number: number;
}
