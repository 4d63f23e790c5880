/** A graph of layers as it is put together from operators, with the tensors that its layers have. */
import type { Normalise } from "../data/normalise.js";
import { UserError } from "../error.js";
import type { OnnxNode } from "../formats/onnx.js";
import { area, type Image, type Zeros } from "../geometry.js";
import { type GraphLayer, INPUT, type Operation, resolveLayers } from "../layer-graph.js";
import { type Affine, composed } from "./fold.js";
import type { FoundLayer, FoundNetwork, FoundNormalisation } from "./found.js";
import { imageNote, normaliseOf } from "./input-scale.js";
import { type Joint, refuse } from "./onnx-walk.js";

/** What flows under one name. */
export interface Flow extends Image {
  /** The layer whose values it is. */
  readonly layer: string;
  /** Channels, rows and columns have become one dimension. */
  readonly flat: boolean;
  /** What happens to inputs before the first layer. */
  readonly before?: Affine;
  /** Zeros put around planes, which the next window counts as its own. */
  readonly zeros?: Zeros;
  /** Nothing may read it: what stands at the end is left out. */
  readonly ended?: string;
}

export class GraphBuilder {
  readonly #flows = new Map<string, Flow>();
  readonly #layers: GraphLayer[] = [];
  readonly #weights: FoundLayer[] = [];
  readonly #normalisations: FoundNormalisation[] = [];
  readonly #notes: string[] = [];
  #scaled: Affine | undefined;

  constructor(
    readonly path: string,
    input: string,
    readonly image: Image,
  ) {
    this.#flows.set(input, { ...image, layer: INPUT, flat: false });
  }

  /** What flows into an operator, by place among what flows. */
  flow({ node, moving }: Joint, place = 0): Flow {
    const flow = this.#flows.get(moving[place] ?? "");
    if (!flow) refuse(this.path, node, `reads "${moving[place] ?? ""}", which nothing gives`);
    if (flow.ended !== undefined)
      refuse(this.path, node, `expected nothing behind "${flow.ended}"`);
    return flow;
  }

  /** The only thing that flows into it. */
  only(joint: Joint): Flow {
    if (joint.moving.length !== 1)
      refuse(this.path, joint.node, `expected one input that flows, found ${joint.moving.length}`);
    return this.flow(joint);
  }

  /** What an operator gives without being a layer. */
  pass({ node }: Joint, flow: Flow): void {
    this.#flows.set(node.outputs[0]!, flow);
  }

  /** Adds a layer that reads these. @returns its name */
  add(joint: Joint, operation: Operation, from: readonly Flow[], wanted?: string): string {
    const { node } = joint;
    const name = this.#free(wanted ?? node.name);
    for (const flow of from) {
      if (flow.zeros)
        refuse(this.path, node, "expected a window behind the padding, found another");
      if (flow.before) this.#before(joint, flow.before);
      const full = operation.kind === "full";
      if (flow.flat && !full && !pointwise.has(operation.kind) && area(flow) !== 1)
        refuse(this.path, node, "expected planes, found them flattened");
    }
    const layer = { ...operation, name, from: from.map((flow) => flow.layer) } as GraphLayer;
    this.#layers.push(layer);
    const { channels, height, width } = this.#resolved(node).at(-1)!;
    const flat = operation.kind === "full" || from.some((flow) => flow.flat);
    this.pass(joint, { layer: name, channels, height, width, flat });
    return name;
  }

  weights(layer: FoundLayer): void {
    this.#weights.push(layer);
  }

  normalisation(own: FoundNormalisation): void {
    this.#normalisations.push(own);
  }

  /** The layer with weights that gave this, where nothing was done to it yet: biases may still be added. */
  withoutBias({ layer }: Flow): FoundLayer | undefined {
    const place = this.#layers.findIndex(({ name }) => name === layer);
    const last = place === this.#layers.length - 1;
    const own = this.#weights.at(-1);
    return last && own?.name === layer && !own.bias ? own : undefined;
  }

  addBias(bias: FoundLayer["bias"], name: string): void {
    const own = this.#weights.pop()!;
    this.#weights.push({ ...own, bias: bias!, names: { ...own.names, bias: name } });
    const layer = this.#layers.pop() as GraphLayer & { bias?: false };
    const { bias: _, ...rest } = layer;
    this.#layers.push(rest as GraphLayer);
  }

  /** Scales and shifts inputs. */
  scaleInput(joint: Joint, flow: Flow, affine: Affine): void {
    if (flow.layer !== INPUT)
      refuse(
        this.path,
        joint.node,
        "multiplies or shifts what flows by a constant behind a layer, which no layer here does",
      );
    this.pass(joint, { ...flow, before: flow.before ? composed(flow.before, affine) : affine });
  }

  note(text: string): void {
    this.#notes.push(`${this.path}: ${text}`);
  }

  /** @param stated a normalisation that the graph leaves to its user. */
  finished(stated: Normalise | "none" | undefined): FoundNetwork {
    if (this.#weights.length === 0)
      throw new UserError(`${this.path}: expected layers with weights, found none`);
    const own = this.#scaled && normaliseOf(this.path, this.#scaled, (text) => this.note(text));
    if (own && stated !== undefined)
      throw new UserError(
        `${this.path}: the graph normalises its inputs itself; leave "normalise" out of the architecture`,
      );
    if (!own && stated === undefined) this.note(imageNote);
    const normalise = own ?? (stated === "none" ? undefined : stated);
    return {
      layers: this.#weights,
      convolutions: [],
      graph: { input: this.image, layers: this.#layers },
      normalisations: this.#normalisations,
      input: this.image,
      ...(normalise && { normalise }),
      notes: this.#notes,
    };
  }

  /** All layers that read the input read it scaled in the same way. */
  #before({ node }: Joint, affine: Affine): void {
    const same = (a: Affine, b: Affine) =>
      a.scale.join() === b.scale.join() && a.shift.join() === b.shift.join();
    if (this.#scaled && !same(this.#scaled, affine))
      refuse(this.path, node, "reads the input scaled otherwise than another layer does");
    this.#scaled = affine;
  }

  #resolved(node: OnnxNode) {
    try {
      return resolveLayers({ input: this.image, layers: this.#layers }, false);
    } catch (error) {
      if (error instanceof UserError) refuse(this.path, node, error.message);
      throw error;
    }
  }

  /** A name of letters, digits and . _ - that no other layer has. */
  #free(wanted: string): string {
    const plain = wanted.replace(/^[^A-Za-z0-9]+/, "").replace(/[^A-Za-z0-9._-]/g, "_");
    const base = (plain || "layer").slice(0, longestName);
    const taken = (name: string) =>
      name === INPUT || this.#layers.some((layer) => layer.name === name);
    if (!taken(base)) return base;
    let n = 2;
    while (taken(`${base}-${n}`)) n++;
    return `${base}-${n}`;
  }
}

const longestName = 90;

const pointwise = new Set<Operation["kind"]>(["relu", "gelu", "dropout", "add"]);
