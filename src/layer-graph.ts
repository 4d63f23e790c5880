/**
 * Networks that are no chain: named layers, each of which reads others by name, as in ONNX.
 *
 * A layer stands after those that it reads, so that there are no cycles. Its values are planes of
 * channels, [channels, height, width] an image; after a fully connected layer a channel is a unit and
 * its plane one position. Layers with weights (fully connected, convolution) are numbered in their
 * order: they are the weight layers of the edge table. The last layer's values are the outputs.
 */
import type { ActivationLayer } from "./activations.js";
import { UserError } from "./error.js";
import {
  area,
  convolutionLayer,
  type Image,
  type Layer,
  type Padding,
  type Pair,
  type Plane,
  type Pool,
  type PoolSettings,
  pair,
  poolLayer,
} from "./geometry.js";

/** What a layer does with what it reads. Absent optional keys have the meaning that their remark says. */
export type Operation =
  | {
      readonly kind: "full";
      readonly units: number;
      /** Its units have biases unless this says no. */
      readonly bias?: false;
    }
  | {
      readonly kind: "convolution";
      readonly channels: number;
      readonly kernel: Pair;
      readonly stride: Pair;
      readonly padding: Padding;
      /** How far apart the taps of a kernel lie. Default: 1. */
      readonly dilation?: Pair;
      /** Parts of the channels that are joined each to its own; as many as inputs: depthwise. Default: 1. */
      readonly groups?: number;
      readonly bias?: false;
    }
  /**
   * scale (v - mean) / sqrt(variance + epsilon) + shift, a channel (Ioffe & Szegedy 2015). In training
   * mean and variance are those of the batch, and running ones move by `momentum` towards them (the
   * variance by its unbiased estimate), as PyTorch's do; else they are the running ones.
   */
  | {
      readonly kind: "batch-normalisation";
      readonly epsilon: number;
      readonly momentum: number;
      /** The running ones in training too, which then stay as they are. */
      readonly frozen?: true;
    }
  /** The same with mean and variance over the channels of one position of one image (Ba et al. 2016). */
  | { readonly kind: "layer-normalisation"; readonly epsilon: number }
  | { readonly kind: "relu" }
  | ActivationLayer
  /** Padding of a maximum is never the maximum; of an average it counts as zeros. */
  | ({ readonly kind: "max-pool" | "average-pool" } & Omit<PoolSettings, "kind">)
  | { readonly kind: "global-average-pool" }
  /** The sum of layers of one shape: a residual connection (He et al. 2016). */
  | { readonly kind: "add" }
  /** Two layers value by value, as gates have it; one of them may have one value a channel, for all positions. */
  | { readonly kind: "multiply" }
  /** Channels of the first, then of the next. */
  | { readonly kind: "concatenate" }
  /** In training each value is 0 with this probability, else divided by 1 - rate; else it does nothing. */
  | { readonly kind: "dropout"; readonly rate: number }
  /** Channels become positions, and positions (row by row) channels of one row each. */
  | { readonly kind: "transpose" };

export type GraphLayer = Operation & {
  readonly name: string;
  /** Names of layers, or "input". */
  readonly from: readonly string[];
};

/** What says how layers hang together. */
type Named = Pick<GraphLayer, "name" | "from" | "kind">;

export interface LayerGraph {
  readonly input: Image;
  readonly layers: readonly GraphLayer[];
}

/** A layer with the shape of its values. */
export interface ResolvedLayer extends Plane {
  readonly layer: GraphLayer;
  /** Places in the list of those that it reads; -1 is the input. */
  readonly inputs: readonly number[];
  readonly channels: number;
  /** Of a layer with weights: its geometry, its number among these, and where its biases begin. */
  readonly weights?: { readonly index: number; readonly layer: Layer; readonly bias: number };
  /** Of a normalisation: its number among these, and where its channels begin. */
  readonly normalisation?: { readonly index: number; readonly begin: number };
  readonly pool?: Pool;
}

/** The name that stands for the images. */
export const INPUT = "input";

/**
 * @param whole false: of layers to which others are to come.
 * @throws UserError where a layer reads one that does not stand before it, or shapes do not meet.
 */
export function resolveLayers({ input, layers }: LayerGraph, whole = true): ResolvedLayer[] {
  const resolved: ResolvedLayer[] = [];
  const counts = { weights: 0, biases: 0, normalisations: 0, channels: 0 };
  placesRead(layers).forEach((inputs, place) => {
    const read = inputs.map((i) => resolved[i] ?? input);
    resolved.push(resolve(layers[place]!, inputs, read, counts));
  });
  if (whole) checkUses(resolved);
  return resolved;
}

/** The form of what a layer gives that reads such forms. @throws UserError where they do not meet. */
export function formOf(layer: GraphLayer, read: readonly Image[]): Image {
  const counts = { weights: 0, biases: 0, normalisations: 0, channels: 0 };
  const { channels, height, width } = resolve(layer, [], read, counts);
  return { channels, height, width };
}

/**
 * What each layer reads, as places in the list; -1 is the input. It depends on no image.
 * @throws UserError where a layer reads one that does not stand before it, or too few or too many.
 */
export function placesRead(layers: readonly Named[]): number[][] {
  const places = new Map([[INPUT, -1]]);
  const all = new Set(layers.map(({ name }) => name));
  return layers.map((layer, place) => {
    if (places.has(layer.name)) throw wrong(layer, "a name of its own", "the name twice");
    const inputs = layer.from.map((name) => placeOf(layer, name, places, all));
    checkInputs(layer, inputs);
    places.set(layer.name, place);
    return inputs;
  });
}

/** The weight layers, in the order of the edge table. */
export function weightLayersOf(graph: LayerGraph): Layer[] {
  return resolveLayers(graph).flatMap(({ weights }) => (weights ? [weights.layer] : []));
}

/** Units of the input and of each weight layer: channels, or units where fully connected. */
export function unitsOfGraph(graph: LayerGraph): number[] {
  return [graph.input.channels, ...weightLayersOf(graph).map(({ targets }) => targets)];
}

/** Channels of each normalisation. */
export function normalisationSizes(graph: LayerGraph): number[] {
  return resolveLayers(graph).flatMap(({ normalisation, channels }) =>
    normalisation ? [channels] : [],
  );
}

/** Channels of all normalisations: so many scales, shifts, means and variances. */
export function normalisedChannels(graph: LayerGraph): number {
  return normalisationSizes(graph).reduce((sum, n) => sum + n, 0);
}

function placeOf(
  layer: Named,
  name: string,
  places: ReadonlyMap<string, number>,
  all: ReadonlySet<string>,
): number {
  const place = places.get(name);
  if (place !== undefined) return place;
  throw wrong(
    layer,
    "to read layers that stand before it",
    all.has(name) ? `${name}, which does not: a network has no cycles` : `${name}, which is none`,
  );
}

function wrong({ name }: Pick<GraphLayer, "name">, expected: string, found: string): UserError {
  return new UserError(`layer ${name}: expected ${expected}, found ${found}`);
}

function checkInputs(layer: Named, inputs: readonly number[]): void {
  const several = layer.kind === "add" || layer.kind === "concatenate";
  const factors = layer.kind === "multiply";
  if (factors ? inputs.length !== 2 : several ? inputs.length < 2 : inputs.length !== 1)
    throw wrong(
      layer,
      factors ? "two layers to read" : several ? "two or more layers to read" : "one layer to read",
      `${inputs.length}`,
    );
  if ((layer.kind === "add" || factors) && new Set(inputs).size < inputs.length)
    throw wrong(layer, `different layers to ${layer.kind}`, `${layer.from.join(", ")}`);
}

interface Counts {
  weights: number;
  biases: number;
  normalisations: number;
  channels: number;
}

const words = ({ channels, height, width }: Image) => `${channels} x ${height} x ${width}`;

function resolve(
  layer: GraphLayer,
  inputs: readonly number[],
  read: readonly Image[],
  counts: Counts,
): ResolvedLayer {
  const [first] = read as [Image];
  const { channels, height, width } = first;
  const same = { layer, inputs, channels, height, width };
  switch (layer.kind) {
    case "full": {
      const own: Layer = { kind: "full", sources: channels * area(first), targets: layer.units };
      return { ...same, ...withWeights(own, counts), height: 1, width: 1 };
    }
    case "convolution": {
      const own = convolutionLayer(layer, channels, layer.channels, first, `layer ${layer.name}`);
      return { ...same, ...withWeights(own, counts), ...own.output };
    }
    case "batch-normalisation":
    case "layer-normalisation": {
      const normalisation = { index: counts.normalisations++, begin: counts.channels };
      counts.channels += channels;
      if (layer.kind === "layer-normalisation" && channels === 1)
        throw wrong(layer, "two or more channels to normalise over", "one: every value would be 0");
      return { ...same, normalisation };
    }
    case "max-pool":
    case "average-pool":
    case "global-average-pool": {
      const { pool, pooled } = poolLayer(poolSettings(layer), first, `layer ${layer.name}`);
      return { ...same, ...pooled, pool };
    }
    case "add": {
      const other = read.find((image) => words(image) !== words(first));
      if (other)
        throw wrong(layer, `layers of one shape to add`, `${words(first)} and ${words(other)}`);
      return same;
    }
    case "multiply": {
      const [large, small] = [...read].sort((a, b) => area(b) - area(a)) as [Image, Image];
      const fits = large.channels === small.channels;
      if (!fits || (area(small) !== 1 && words(large) !== words(small)))
        throw wrong(
          layer,
          "layers of one shape to multiply, or one of them with one value a channel",
          read.map(words).join(" and "),
        );
      return { ...same, height: large.height, width: large.width };
    }
    case "concatenate": {
      const other = read.find((image) => image.height !== height || image.width !== width);
      if (other)
        throw wrong(layer, `layers of one height and width`, `${words(first)} and ${words(other)}`);
      return { ...same, channels: read.reduce((sum, image) => sum + image.channels, 0) };
    }
    case "transpose":
      return { ...same, channels: area(first), height: 1, width: channels };
    default:
      return same;
  }
}

function withWeights(layer: Layer, counts: Counts) {
  const weights = { index: counts.weights++, layer, bias: counts.biases };
  counts.biases += layer.targets;
  return { weights, channels: layer.targets };
}

/** A pooling layer as a convolution of a chain states its pooling. */
export function poolSettings(
  layer: Extract<Operation, { kind: "max-pool" | "average-pool" | "global-average-pool" }>,
): PoolSettings {
  if (layer.kind === "global-average-pool") return { kind: "global-average" };
  const { size, stride, padding, ceil } = layer;
  return {
    kind: layer.kind === "max-pool" ? "max" : "average",
    ...(size === undefined ? {} : { size }),
    ...(stride === undefined ? {} : { stride }),
    ...(padding === undefined ? {} : { padding }),
    ...(ceil === undefined ? {} : { ceil }),
  };
}

/** Every layer but the last is read, the last gives one value a class, and something has weights. */
function checkUses(resolved: readonly ResolvedLayer[]): void {
  const read = new Set(resolved.flatMap(({ inputs }) => inputs));
  const idle = resolved.findIndex((_, place) => place < resolved.length - 1 && !read.has(place));
  if (idle >= 0)
    throw wrong(resolved[idle]!.layer, "another layer to read it, as it is not the last", "none");
  const last = resolved.at(-1);
  if (!last?.layer || !resolved.some(({ weights }) => weights))
    throw new UserError("expected layers with weights, found none");
  if (area(last) !== 1)
    throw wrong(
      last.layer,
      "the last layer to have one value a class",
      `planes of ${last.height} x ${last.width}`,
    );
}

/** What only counts where a layer is wider than one number: for words and names of streams. */
export function describeLayers({ input, layers }: LayerGraph): string {
  const parts = layers.map(({ name, from, kind, ...rest }) => {
    const settings = Object.entries(rest)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => `${key} ${typeof value === "object" ? JSON.stringify(value) : value}`);
    return `${name} = ${[`${kind}(${from.join(" ")})`, ...settings].join(" ")}`;
  });
  return `on ${words(input)}: ${parts.join("; ")}`;
}

/** Rows and columns between taps. */
export function dilationOf({ dilation = 1 }: { readonly dilation?: Pair }) {
  const [down, right] = pair(dilation);
  return { down, right };
}
