/** One batch normalisation of one value: what its channels are multiplied by and shifted, and its gradients. */
import { UserError } from "../../error.js";
import { area } from "../../geometry.js";
import type { BatchStatistics } from "./batch-statistics.js";
import type { Context } from "./graph-context.js";
import type { BatchNormalisation } from "./nodes.js";

export class Normaliser {
  /** Mean and variance are those of the batch. */
  readonly ofBatch: boolean;
  /** Channels whose result is a number that parameters tell: it is in `shift`. */
  readonly known: Uint8Array;
  /** Address of a number a channel, as of those below: a channel's result is factor x + shift. */
  readonly factor: number;
  readonly shift: number;
  readonly mean: number;
  /** Address of two sums a channel, in double precision: of gradients d, and of d (x - mean). */
  readonly sums: number;
  /** The gradient of x is factor d + byValue x + constant. */
  readonly byValue: number;
  readonly constant: number;
  readonly #channels: number;
  readonly #inverse: Float64Array;
  readonly #context: Context;
  readonly #own: BatchNormalisation;
  readonly #statistics: BatchStatistics | undefined;
  /** Values of a channel of one image; where biases of the units that are normalised begin. */
  readonly #positions: number;
  readonly #bias: number;
  #values = 0;

  constructor(
    context: Context,
    value: number,
    own: BatchNormalisation,
    known: Uint8Array,
    statistics: BatchStatistics | undefined,
  ) {
    const node = context.nodes[value]!;
    const { channels } = node.image;
    this.ofBatch = context.learning && !own.frozen;
    this.known = known;
    const numbers = () => context.arena.allocate(4 * channels);
    this.#channels = channels;
    this.factor = numbers();
    this.shift = numbers();
    this.mean = numbers();
    this.byValue = numbers();
    this.constant = numbers();
    this.sums = context.arena.allocate(context.learning ? 16 * channels : 0);
    this.#inverse = new Float64Array(channels);
    this.#context = context;
    this.#own = own;
    this.#statistics = this.ofBatch ? statistics : undefined;
    this.#positions = area(node.image);
    this.#bias = node.kind === "convolution" || node.kind === "full" ? node.bias : 0;
  }

  /** Takes changed parameters. */
  read(): void {
    if (this.ofBatch) return;
    const { mean, variance } = this.#context.running;
    this.#set((c) => [mean[this.#own.begin + c]!, variance[this.#own.begin + c]!]);
  }

  /** Takes what the batch's panels have added up, and moves the running mean and variance towards it. */
  takeStatistics(images: number): void {
    const { begin, momentum, name } = this.#own;
    const running = this.#context.running;
    const n = images * this.#positions;
    if (n === 1)
      throw new UserError(
        `layer ${name}: expected a batch with two values a channel or more to normalise, found one image; choose another batch size`,
      );
    this.#values = n;
    const moments = this.#statistics!.moments();
    const bias = this.#parameters(this.#context.parameters.bias + this.#bias);
    this.#set((c) => {
      const [middle, sum] = this.known[c]
        ? [bias[c]!, 0]
        : [moments[3 * c + 1]!, moments[3 * c + 2]!];
      const at = begin + c;
      running.mean[at] = (1 - momentum) * running.mean[at]! + momentum * middle;
      running.variance[at] = (1 - momentum) * running.variance[at]! + (momentum * sum) / (n - 1);
      return [middle, sum / n];
    });
  }

  /** @param moments mean and variance of a channel. */
  #set(moments: (channel: number) => readonly [number, number]): void {
    const { parameters } = this.#context;
    const scale = this.#parameters(parameters.scale + this.#own.begin);
    const shift = this.#parameters(parameters.shift + this.#own.begin);
    const bias = this.#parameters(parameters.bias + this.#bias);
    const [factors, shifts, means] = [this.factor, this.shift, this.mean].map((at) =>
      this.#numbers(at),
    );
    for (let c = 0; c < this.#channels; c++) {
      const [mean, variance] = moments(c);
      const inverse = 1 / Math.sqrt(variance + this.#own.epsilon);
      const factor = scale[c]! * inverse;
      this.#inverse[c] = inverse;
      factors![c] = factor;
      means![c] = mean;
      shifts![c] = this.known[c]
        ? shift[c]! + factor * (bias[c]! - mean)
        : shift[c]! - factor * mean;
    }
  }

  /** Those of all channels at an address. */
  #numbers(at: number): Float32Array {
    return this.#context.arena.floats(at, this.#channels);
  }

  /** Adds its shifts to those of others. */
  addShifts(to: Float64Array): void {
    this.#numbers(this.shift).forEach((shift, c) => {
      to[c]! += shift;
    });
  }

  #parameters(first: number): Float32Array {
    const { arena, parameters } = this.#context;
    return arena.floats(parameters.weight + 4 * first, this.#channels);
  }

  /** Before a batch. */
  clear(): void {
    this.#context.arena.bytes(this.sums, 16 * this.#channels).fill(0);
  }

  /** After all gradients of the batch's panels are summed. */
  differentiate(channels: readonly number[]): void {
    const sums = this.#context.arena.doubles(this.sums, 2 * this.#channels);
    const [factors, means] = [this.#numbers(this.factor), this.#numbers(this.mean)];
    const [byValues, constants] = [this.#numbers(this.byValue), this.#numbers(this.constant)];
    for (const c of channels) {
      const inverse = this.#inverse[c]!;
      const factor = factors[c]!;
      const byValue = (-factor * inverse * inverse * sums[2 * c + 1]!) / this.#values;
      byValues[c] = byValue;
      constants[c] = (-factor * sums[2 * c]!) / this.#values - byValue * means[c]!;
    }
  }

  /** Writes the gradients of scales and shifts. */
  collect(channels: readonly number[]): void {
    const { arena, parameters } = this.#context;
    const { begin } = this.#own;
    const sums = arena.doubles(this.sums, 2 * this.#channels);
    const gradient = arena.floats(parameters.gradient, parameters.count);
    for (const c of channels) {
      gradient[parameters.shift + begin + c] = sums[2 * c]!;
      gradient[parameters.scale + begin + c] = sums[2 * c + 1]! * this.#inverse[c]!;
    }
  }
}
