import type { Images } from "../../data/dataset.js";
import { UserError } from "../../error.js";
import { area } from "../../geometry.js";
import type { Network } from "../../network.js";
import { checkFit, classesOf } from "../checks.js";
import type { Gradients } from "../engine.js";
import type { Arena } from "./arena.js";
import { convolutionMemory } from "./convolution-memory.js";
import { packInputs } from "./dense-images.js";
import {
  type LayerDescriptor,
  type SessionDescriptor,
  writeLayers,
  writeSession,
} from "./descriptors.js";
import type { Kernels } from "./kernels.js";
import { layerMemory } from "./layer-memory.js";
import type { PackedImages } from "./lit-images.js";
import {
  LANES,
  type Parameters,
  parameters,
  readParameters,
  writeParameters,
} from "./parameters.js";
import { type LayerPlan, plan } from "./plan.js";
import { scratchBytes } from "./tiles.js";
import { borrow, giveBack, keptImages, type Workspace } from "./workspace.js";

/** Images worked through at a time: a larger batch is summed from several chunks. */
const LARGEST_CHUNK = 256;

/** A lit pixel's place has 24 bits; see assembly/lit-pixels.ts. */
const LARGEST_WIDTH = 1 << 24;

export interface Scores {
  /** Sums over images since the last `clearScores`. */
  readonly loss: number;
  readonly entropy: number;
  /** classes x classes, row = true class. */
  readonly confusion: Uint32Array;
}

/** A network and images in the memory of a WebAssembly instance, ready for passes over batches. */
export interface TrainingSession {
  readonly kernels: Kernels;
  readonly arena: Arena;
  /** How many numbers an array of parameters has. */
  readonly parameters: { readonly count: number };
  /** Addresses of arrays of parameters. */
  readonly weight: number;
  readonly gradient: number;
  /** A new array of the parameters' form, all zeros. */
  parameterArray(): number;
  /**
   * Sets the order in which `run` visits the images.
   * @param epoch of training: names the streams of what is drawn anew in each batch.
   */
  setOrder(order: Uint32Array, epoch?: { readonly seed: string; readonly number: number }): void;
  /** One pass over a batch: adds to the scores and, with `learn`, computes the gradients. */
  run(first: number, images: number, learn: boolean): void;
  /** Makes changed weights known to the kernels. */
  distribute(): void;
  /** Logits of the first `images` images, at most 32, of the batch that ran last, image by image. */
  logits(images: number): Float32Array;
  scores(): Scores;
  clearScores(): void;
  /** The network with its numbers as they are now. */
  trained(): Network;
  /** Those that the last `run` computed. */
  gradients(): Omit<Gradients, "loss">;
  /** Ends the session: its memory serves the next one. */
  close(): void;
}

/** The session of a network that is a chain: each panel goes through all its layers and back. */
export class Session implements TrainingSession {
  readonly kernels: Kernels;
  readonly arena: Arena;
  readonly parameters: Parameters;
  /** Addresses of arrays of parameters. */
  readonly weight: number;
  readonly gradient: number;
  readonly #workspace: Workspace;
  readonly #network: Network;
  readonly #layers: readonly LayerPlan[];
  readonly #classes: number;
  readonly #images: number;
  readonly #order: number;
  readonly #scores: number;
  readonly #session: number;
  /** Address of the last layer's values in a panel. */
  readonly #outputs: number;

  /**
   * @param batch images a pass at most.
   * @param products how to work the first layer: over lit pixels or over edges; by cost if left out.
   */
  constructor(network: Network, images: Images, batch: number, products?: "lit" | "edges") {
    checkInput(network, images);
    this.#workspace = borrow();
    this.kernels = this.#workspace.kernels;
    this.arena = this.#workspace.arena;
    this.#network = network;
    this.#layers = plan(network);
    this.#classes = classesOf(network);
    this.#images = images.count;
    const { arena } = this;
    const first = this.#layers[0]!;
    const used = usedPixels(first);
    const packed = areBytes(images, network)
      ? keptImages(this.#workspace, images, used)
      : packInputs(arena, images, network.normalise, used);
    this.#order = arena.allocate(4 * images.count);
    this.#scores = arena.allocate(16 + 4 * this.#classes * this.#classes);
    const lit =
      !first.convolution &&
      packed.values === 0 &&
      (products ?? cheaper(first, packed.lit / images.count)) === "lit";
    this.parameters = parameters(this.#layers, lit);
    this.weight = writeParameters(arena, network, this.#layers, this.parameters);
    this.gradient = this.parameterArray();
    const descriptors = this.#layerDescriptors(lit);
    this.#outputs = descriptors.at(-1)!.y;
    const chunk = Math.min(LARGEST_CHUNK, Math.ceil(batch / LANES) * LANES);
    this.#session = writeSession(arena, this.#descriptor(descriptors, packed, chunk));
    this.distribute();
  }

  #layerDescriptors(lit: boolean): LayerDescriptor[] {
    const descriptors: LayerDescriptor[] = [];
    const { edges, biases } = this.parameters;
    const scratch = this.arena.allocate(
      Math.max(...this.#layers.map(({ convolution }) => scratchBytes(convolution, true))),
    );
    for (const [l, layer] of this.#layers.entries()) {
      const addresses = {
        weight: this.weight + 4 * edges[l]!,
        gradient: this.gradient + 4 * edges[l]!,
        bias: this.weight + 4 * biases[l]!,
        biasGradient: this.gradient + 4 * biases[l]!,
      };
      const below = descriptors[l - 1];
      const above = this.#layers[l + 1]?.convolution;
      descriptors.push(
        layer.convolution
          ? convolutionMemory(
              this.arena,
              layer,
              layer.convolution,
              addresses,
              below,
              above,
              scratch,
            )
          : layerMemory(this.arena, layer, addresses, below, lit && l === 0),
      );
    }
    return descriptors;
  }

  #descriptor(
    layers: readonly LayerDescriptor[],
    images: PackedImages,
    chunk: number,
  ): SessionDescriptor {
    const { arena } = this;
    const first = layers[0]!;
    const entries = first.lit * 4 * chunk * images.most;
    const blocks = Math.ceil(first.targets / LANES);
    return {
      layers: layers.length,
      layer: writeLayers(arena, layers),
      chunk,
      classes: this.#classes,
      entries: images.entries,
      first: images.first,
      values: images.values,
      labels: images.labels,
      scores: this.#scores,
      panelLabels: arena.allocate(LANES),
      begin: arena.allocate(first.lit * 4 * (chunk + 1)),
      index: arena.allocate(entries),
      value: arena.allocate(entries),
      counts: arena.allocate(first.lit * 4 * (first.sources + 2)) + 4, // a zero lies before it
      indexByPixel: arena.allocate(entries),
      valueByPixel: arena.allocate(entries),
      rows: arena.allocate(first.lit * 4 * LANES * chunk * blocks),
    };
  }

  parameterArray(): number {
    return this.arena.allocate(4 * this.parameters.count);
  }

  setOrder(order: Uint32Array): void {
    this.arena.integers(this.#order, this.#images).set(order);
  }

  run(first: number, images: number, learn: boolean): void {
    this.kernels.run(this.#session, this.#order + 4 * first, images, learn ? 1 : 0);
  }

  distribute(): void {
    this.kernels.distribute(this.#session);
  }

  logits(images: number): Float32Array {
    const outputs = this.arena.floats(this.#outputs, this.#classes * LANES);
    return Float32Array.from({ length: images * this.#classes }, (_, i) => {
      const c = i % this.#classes;
      return outputs[c * LANES + (i - c) / this.#classes]!;
    });
  }

  scores(): Scores {
    const [loss, entropy] = this.arena.doubles(this.#scores, 2);
    const cells = this.#classes * this.#classes;
    const confusion = this.arena.integers(this.#scores + 16, cells).slice();
    return { loss: loss!, entropy: entropy!, confusion };
  }

  clearScores(): void {
    this.arena.bytes(this.#scores, 16 + 4 * this.#classes * this.#classes).fill(0);
  }

  /** Copies an array of parameters to a network's weights and biases; others stay. */
  read(array: number, into: { weight: Float32Array; bias: Float32Array }): void {
    const values = this.arena.floats(array, this.parameters.count);
    readParameters(values, this.#network, this.#layers, this.parameters, into);
  }

  trained(): Network {
    const { weight, bias } = this.#network;
    const own = { weight: weight.slice(), bias: bias.slice() };
    this.read(this.weight, own);
    return { ...this.#network, ...own };
  }

  gradients(): Omit<Gradients, "loss"> {
    const { weight, bias } = this.#network;
    const own = {
      weight: new Float32Array(weight.length),
      bias: new Float32Array(bias.length),
    };
    this.read(this.gradient, own);
    return own;
  }

  close(): void {
    giveBack(this.#workspace);
  }
}

/** Whether a network reads brightness as it is, of which dark pixels add nothing. */
export function areBytes({ pixels }: Images, { normalise }: Network): boolean {
  return pixels instanceof Uint8Array && normalise === undefined;
}

/** Values of an image that the first layer reads; a convolution reads the whole planes of its channels. */
function usedPixels({ convolution, sources }: LayerPlan): Uint32Array {
  if (!convolution) return sources;
  const positions = area(convolution.input);
  return Uint32Array.from({ length: sources.length * positions }, (_, p) => {
    const position = p % positions;
    return sources[(p - position) / positions]! * positions + position;
  });
}

/**
 * How to work a fully connected first layer. Both ways do 64 operations for 32 images and an edge,
 * or 32 targets and a lit pixel, at much the same speed: measured on MNIST (19 % lit) with 64, 256
 * and 1024 targets, a training step takes equally long either way where there are 0.9 to 1.05 times
 * as many edges as terms. The choice depends on the network and the images alone, never on a clock.
 */
function cheaper(first: LayerPlan, litPixels: number): "lit" | "edges" {
  const terms = litPixels * Math.ceil(first.targets.length / LANES) * LANES;
  return terms < first.edges.length ? "lit" : "edges";
}

/** The kernels trust their input: labels index the logits. */
export function checkInput(network: Network, images: Images): void {
  checkFit(network, images);
  if (images.width > LARGEST_WIDTH) {
    throw new UserError(`expected at most ${LARGEST_WIDTH} pixels an image, found ${images.width}`);
  }
}
