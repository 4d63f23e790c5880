/** A graph of layers as it is put together from operators, with the tensors that its layers have. */
import { UserError } from "../error.js";
import type { NormalisationNames } from "../export/names.js";
import { counter } from "../formats/tensor.js";
import type { Image } from "../geometry.js";
import { formOf, type GraphLayer, INPUT, type Operation } from "../layer-graph.js";
import { mostGraphLayers, mostLayers } from "../limits.js";
import { axesOf, dimensionsOf, exchanged, type Flow } from "./flow.js";
import { type Affine, composed, folded } from "./fold.js";
import type { FoundLayer, FoundNormalisation } from "./found.js";
import { layerName } from "./layer-names.js";
import { type Joint, readersOf, refuse } from "./onnx-walk.js";

/** A layer with its tensors. */
export interface Built {
  readonly layer: GraphLayer;
  readonly weights?: FoundLayer;
  readonly normalisation?: FoundNormalisation;
  /** Maps behind a normalisation, which its scale and shift can take in. */
  readonly behind: readonly Affine[];
}

export class GraphBuilder {
  readonly notes: string[] = [];
  readonly #flows = new Map<string, Flow>();
  readonly #layers = new Map<string, Built>();
  readonly #readers: ReadonlyMap<string, readonly Joint[]>;
  readonly #input: string;
  readonly #count: (size: number) => void;
  #weighted = 0;
  #image: Image;
  /** What happens to inputs before every layer that reads them; undefined before there is one. */
  #scaled: Affine | "nothing" | undefined;

  /**
   * @param input what the graph calls it.
   * @param batch how many images the graph takes at once; 0 where that is open.
   * @param axes of the input, as those of a Flow.
   */
  constructor(
    readonly path: string,
    joints: readonly Joint[],
    input: string,
    readonly batch: number,
    image: Image,
    axes: readonly string[],
  ) {
    this.#readers = readersOf(joints);
    this.#count = counter(path);
    this.#input = input;
    this.#image = image;
    this.#flows.set(input, { ...image, layer: INPUT, alone: true, axes: axesOf(image, axes) });
  }

  /** What an image is. */
  get image(): Image {
    return this.#image;
  }

  get layers(): readonly Built[] {
    return [...this.#layers.values()];
  }

  /** What happens to inputs before the first layer. */
  get before(): Affine | undefined {
    return this.#scaled === "nothing" ? undefined : this.#scaled;
  }

  /** What flows into an operator, by place among what flows. */
  flow({ node, moving }: Joint, place = 0, zeros = false): Flow {
    const name = moving[place] ?? "";
    const flow = this.#flows.get(name);
    if (!flow) refuse(this.path, node, `reads "${name}", which nothing gives`);
    if (flow.ended !== undefined)
      refuse(this.path, node, `expected nothing behind "${flow.ended}"`);
    if (flow.zeros && !zeros)
      refuse(
        this.path,
        node,
        "expected a convolution or a pooling behind the padding, found another",
      );
    return { ...flow, alone: flow.alone && this.#readers.get(name)?.length === 1 };
  }

  /**
   * The only thing that flows into it.
   * @param zeros whether there may be some around it.
   */
  only(joint: Joint, zeros = false): Flow {
    if (joint.moving.length !== 1)
      refuse(this.path, joint.node, `expected one input that flows, found ${joint.moving.length}`);
    return this.flow(joint, 0, zeros);
  }

  /** The operators that read what this one gives. */
  readers({ node }: Joint): readonly Joint[] {
    return this.#readers.get(node.outputs[0]!) ?? [];
  }

  /** Dimensions behind the batch of what is called so. */
  dimensions(name: string): readonly number[] | undefined {
    const flow = this.#flows.get(name);
    return flow && dimensionsOf(flow);
  }

  /** What an operator gives without being a layer. */
  pass({ node }: Joint, flow: Flow): void {
    this.#flows.set(node.outputs[0]!, flow);
  }

  /** The input is images of this form, in the order of the vector that it was. */
  inputIs(image: Image, axes: readonly string[]): void {
    const flow = this.#flows.get(this.#input)!;
    this.#image = image;
    this.#flows.set(this.#input, { ...flow, ...image, axes: axesOf(image, axes) });
  }

  /** A layer that reads these; what it gives flows on in the same dimensions unless others are said. */
  add(
    { node }: Joint,
    operation: Operation,
    from: readonly Flow[],
    { axes = from[0]!.axes, wanted = node.name } = {},
    own: Pick<Built, "weights" | "normalisation"> = {},
  ): Flow {
    if (this.#layers.size >= mostGraphLayers)
      refuse(this.path, node, `expected at most ${mostGraphLayers} layers, found more`);
    for (const flow of from) if (flow.layer === INPUT) this.#before(node, flow.before);
    if (own.weights) this.#weigh(node, own.weights);
    const name = layerName(wanted, (one) => this.#layers.has(one));
    const layer = { ...operation, name, from: from.map((flow) => flow.layer) } as GraphLayer;
    const image = this.#formed(node, layer, from);
    this.#layers.set(name, { layer, ...own, behind: [] });
    return { ...image, layer: name, alone: true, axes: axesOf(image, axes) };
  }

  /** The same values, positions as channels and channels as positions; nothing where rows part from columns. */
  exchanged(joint: Joint, flow: Flow): Flow | undefined {
    const turned = exchanged(flow);
    const wanted = `${joint.node.name}-turned`;
    return turned && this.add(joint, { kind: "transpose" }, [flow], { axes: turned.axes, wanted });
  }

  /**
   * Scales and shifts inputs, or what a layer gives: that takes it in with its weights or as a normalisation, if
   * nothing else reads it; else a normalisation with fixed statistics does it.
   * @param name of what comes of it: biases, a scale or a shift.
   */
  scale(joint: Joint, flow: Flow, affine: Affine, name: string): Flow {
    if (flow.layer === INPUT)
      return { ...flow, before: flow.before ? composed(flow.before, affine) : affine };
    const own = this.#layers.get(flow.layer)!;
    const names = named(own.normalisation?.names, affine, name);
    if (flow.alone && own.weights)
      this.#layers.set(flow.layer, { ...own, weights: folded(own.weights, affine, name) });
    else if (flow.alone && own.normalisation)
      this.#layers.set(flow.layer, {
        ...own,
        normalisation: { ...own.normalisation, names },
        behind: [...own.behind, affine],
      });
    else
      return this.add(
        joint,
        fixed,
        [flow],
        {},
        {
          normalisation: {
            name: joint.node.name,
            names: named(undefined, affine, name),
            ...affine,
          },
        },
      );
    return flow;
  }

  note(text: string): void {
    this.notes.push(`${this.path}: ${text}`);
  }

  /** All layers that read the input read it scaled in the same way. */
  #before(node: Joint["node"], affine: Affine | undefined): void {
    const own = affine ?? "nothing";
    const same = (a: Affine | "nothing", b: Affine | "nothing") =>
      a === b ||
      (a !== "nothing" &&
        b !== "nothing" &&
        a.scale.join() === b.scale.join() &&
        a.shift.join() === b.shift.join());
    if (this.#scaled && !same(this.#scaled, own))
      refuse(this.path, node, "reads the input scaled otherwise than another layer does");
    this.#scaled = own;
  }

  #weigh(node: Joint["node"], { weight }: FoundLayer): void {
    this.#count(weight.length);
    if (++this.#weighted >= mostLayers)
      refuse(this.path, node, `expected at most ${mostLayers - 1} layers with weights, found more`);
  }

  #formed(node: Joint["node"], layer: GraphLayer, from: readonly Image[]): Image {
    try {
      return formOf(layer, from);
    } catch (error) {
      if (error instanceof UserError) refuse(this.path, node, error.message);
      throw error;
    }
  }
}

/** A scale and a shift of each channel: 1 + epsilon is 1 in 32 bits. */
const fixed = {
  kind: "batch-normalisation",
  epsilon: 1e-12,
  momentum: 0.1,
  frozen: true,
} as const;

/** Names with that of a constant, where the scale or the shift that it is has none. */
function named(
  names: NormalisationNames = { scale: null, shift: null, mean: null, variance: null },
  { scale, shift }: Affine,
  name: string,
): NormalisationNames {
  return {
    ...names,
    ...(scale.some((value) => value !== 1) && { scale: names.scale ?? name }),
    ...(shift.some((value) => value !== 0) && { shift: names.shift ?? name }),
  };
}
