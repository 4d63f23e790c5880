/**
 * Layers as they are put together from operators. Engines compute, layer by layer: weights and biases, a
 * ReLU behind every layer but the last, then pooling. Here it is held that a graph does the same.
 */
import type { Normalise } from "../data/normalise.js";
import { UserError } from "../error.js";
import type { Image, PoolSettings, Zeros } from "../geometry.js";
import { layersOf } from "../layers.js";
import { follows } from "./chain.js";
import { convolutionsOf } from "./complete.js";
import { type Affine, composed, folded } from "./fold.js";
import type { FoundConvolution, FoundLayer, FoundNetwork } from "./found.js";
import { imageNote, normaliseOf } from "./input-scale.js";
import { refuse, type Step } from "./onnx-walk.js";

/** How far the last layer is. */
type Stage = "weights" | "pooled by maxima" | "rectified" | "rectified and pooled";

export class OnnxLayers {
  readonly #layers: FoundLayer[] = [];
  readonly #convolutions: FoundConvolution[] = [];
  readonly #notes: string[] = [];
  #stage: Stage = "weights";
  #flat: boolean;
  #input: Image | undefined;
  /** What happens to inputs before the first layer. */
  #before: Affine | undefined;
  #ended: string | undefined;
  /** Zeros put around planes, which the next window counts as its own. */
  #zeros: Zeros | undefined;

  constructor(
    readonly path: string,
    input: Image | undefined,
  ) {
    this.#input = input;
    this.#flat = input === undefined;
  }

  /** Whether a layer waits for its ReLU, so that it can still be scaled and shifted. */
  get open(): boolean {
    return this.#layers.length > 0 && this.#stage === "weights";
  }

  get begun(): boolean {
    return this.#layers.length > 0;
  }

  /** Whether there are planes, not yet one vector. */
  get planes(): boolean {
    return !this.#flat;
  }

  /** Channels and plane of what flows; nothing once it is a vector, or where the input is not known. */
  get image(): Image | undefined {
    if (this.#flat || !this.#input) return undefined;
    if (this.#layers.length === 0) return this.#input;
    const units = [this.#input.channels, ...this.#layers.map(({ shape }) => shape[0]!)];
    const form = { convolutions: this.#convolutions, input: this.#input };
    const convolutions = convolutionsOf(this.#layers, form);
    const last = layersOf({ units, convolutions }).at(-1)!;
    return last.kind === "full" ? undefined : { channels: last.targets, ...last.pooled };
  }

  /** Outputs of the last layer, or channels of the input. */
  get width(): number | undefined {
    return this.#layers.at(-1)?.shape[0] ?? this.#input?.channels;
  }

  add(step: Step, layer: FoundLayer, convolution?: FoundConvolution): void {
    this.notEnded(step);
    if (this.open || this.#stage === "pooled by maxima")
      refuse(
        this.path,
        step.node,
        `expected a ReLU between "${this.#layers.at(-1)!.name}" and "${layer.name}", found none`,
      );
    const before = this.#layers.at(-1);
    if (before && !follows(before, layer))
      refuse(
        this.path,
        step.node,
        `expected ${before.shape[0]} inputs, as many as "${before.name}" has outputs, found ${layer.shape[1]}`,
      );
    this.#layers.push(layer);
    if (convolution) this.#convolutions.push(convolution);
    this.#stage = "weights";
  }

  /** Scales and shifts what flows: the last layer before its ReLU, or the input. */
  scale(step: Step, affine: Affine, biasName: string): void {
    this.notEnded(step);
    if (this.open) {
      const last = this.#layers.pop()!;
      this.#layers.push(folded(last, affine, biasName));
      return;
    }
    if (this.begun)
      refuse(
        this.path,
        step.node,
        "stands behind a ReLU or a pooling, where it cannot be folded into a layer's weights; expected it right behind a layer",
      );
    this.#before = this.#before ? composed(this.#before, affine) : affine;
  }

  rectify(step: Step): void {
    this.notEnded(step);
    if (!this.begun)
      refuse(this.path, step.node, "expected a layer before a ReLU, found the input");
    if (this.#stage === "weights") this.#stage = "rectified";
    // The larger of maxima and 0 is the maximum of what is rectified.
    if (this.#stage === "pooled by maxima") this.#stage = "rectified and pooled";
  }

  pool(step: Step, pool: PoolSettings): void {
    this.notEnded(step);
    const last = this.#convolutions.at(-1);
    if (!last || this.#flat)
      refuse(this.path, step.node, "expected pooling behind a convolution, found none before it");
    if (last.pool)
      refuse(this.path, step.node, "expected one pooling behind a convolution, found a second");
    if (this.#stage === "weights" && pool.kind !== "max")
      refuse(
        this.path,
        step.node,
        "averages before the ReLU, where a network here rectifies first; expected the ReLU right behind the convolution",
      );
    this.#convolutions[this.#convolutions.length - 1] = { ...last, pool };
    this.#stage = this.#stage === "weights" ? "pooled by maxima" : "rectified and pooled";
  }

  flatten(): void {
    this.#flat = true;
  }

  /** A vector becomes an image before the first layer. */
  reshape(step: Step, image: Image): void {
    if (this.begun) refuse(this.path, step.node, "makes planes of a vector behind a layer");
    this.#input = image;
    this.#flat = false;
  }

  /** Behind this operator none may follow. */
  end(step: Step): void {
    this.notEnded(step);
    this.#ended = step.node.name;
    this.#notes.push(
      `${this.path}: node "${step.node.name}" (${step.node.op}) at the end is left out: networks here give logits`,
    );
  }

  /** Puts zeros around planes. */
  surround(step: Step, zeros: Zeros): void {
    this.notEnded(step);
    if (!this.planes)
      refuse(this.path, step.node, "expected planes to put zeros around, found none");
    this.#zeros = zeros;
  }

  /** Zeros that were put around the planes that a window now reads. */
  takeZeros(): Zeros {
    const zeros = this.#zeros ?? { top: 0, bottom: 0, left: 0, right: 0 };
    this.#zeros = undefined;
    return zeros;
  }

  notEnded({ node }: Step): void {
    if (this.#ended !== undefined)
      refuse(this.path, node, `expected nothing behind "${this.#ended}"`);
    if (this.#zeros)
      refuse(
        this.path,
        node,
        "expected a convolution or a pooling behind the padding, found another",
      );
  }

  note(text: string): void {
    this.#notes.push(`${this.path}: ${text}`);
  }

  /** @param stated a normalisation that the graph leaves to its user. */
  finished(stated: Normalise | "none" | undefined): FoundNetwork {
    if (!this.begun) throw new UserError(`${this.path}: expected layers, found none`);
    if (!this.open)
      throw new UserError(
        `${this.path}: expected the last layer "${this.#layers.at(-1)!.name}" to give logits, found a ReLU or a pooling behind it`,
      );
    const own = this.#before && normaliseOf(this.path, this.#before, (text) => this.note(text));
    if (own && stated !== undefined)
      throw new UserError(
        `${this.path}: the graph normalises its inputs itself; leave "normalise" out of the architecture`,
      );
    if (!own && stated === undefined) this.note(imageNote);
    const normalise = own ?? (stated === "none" ? undefined : stated);
    return {
      layers: this.#layers,
      convolutions: this.#convolutions,
      ...(this.#input && { input: this.#input }),
      ...(normalise && { normalise }),
      notes: this.#notes,
    };
  }
}
