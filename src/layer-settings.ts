/** Named layers as people write them (schemas/layers.json), and the network that they are for some images. */
import { type ActivationKind, activations } from "./activations.js";
import { UserError } from "./error.js";
import { type Image, shortestPadding, shortestPair } from "./geometry.js";
import {
  type GraphLayer,
  INPUT,
  type LayerGraph,
  type Operation,
  placesRead,
  resolveLayers,
} from "./layer-graph.js";
import { type Repeated, unrolled } from "./layer-repeats.js";
import { validateBy } from "./validate.js";

type Kind = Operation["kind"];

/** As written: what has a default may be left out. */
export type LayerSettings = {
  readonly kind: Kind;
  readonly name?: string;
  readonly from?: string | readonly string[];
} & Readonly<Record<string, unknown>>;

/** Named, with `from` stated and defaults filled in; units and channels are those of width 1. */
export type NamedLayer = Readonly<Record<string, unknown>> &
  Pick<GraphLayer, "name" | "from" | "kind">;

/** What each kind takes, and the defaults; null: none, to be stated or left out. */
const taken: Readonly<Record<Kind, Readonly<Record<string, unknown>>>> = {
  full: { units: null, bias: true },
  convolution: {
    channels: null,
    kernel: 3,
    stride: 1,
    padding: "same",
    dilation: 1,
    groups: 1,
    bias: true,
  },
  "batch-normalisation": { epsilon: 1e-5, momentum: 0.1, frozen: false },
  "layer-normalisation": { epsilon: 1e-5 },
  relu: {},
  ...activationSettings(),
  "max-pool": { size: 2, stride: null, padding: 0, ceil: false },
  "average-pool": { size: 2, stride: null, padding: 0 },
  "global-average-pool": {},
  add: {},
  multiply: {},
  concatenate: {},
  dropout: { rate: 0.5 },
  transpose: {},
};

/** Defaults that stand for nothing, so that equal layers have one form. */
const left: Readonly<Record<string, unknown>> = {
  bias: true,
  dilation: 1,
  groups: 1,
  frozen: false,
  ceil: false,
  ...Object.assign({}, ...Object.values(activationSettings())),
};

/** Of each activation what it takes. */
function activationSettings() {
  const entries = Object.entries(activations).map(([kind, { setting }]) => [
    kind,
    setting ? { [setting.name]: setting.usual } : {},
  ]);
  return Object.fromEntries(entries) as Record<ActivationKind, Readonly<Record<string, number>>>;
}

/**
 * Repeated layers stand as often as they are repeated.
 * @param depth factor on how often, rounded half up.
 * @throws UserError for an unknown kind, or a key or value that a kind does not take.
 */
export function namedLayers(where: string, written: unknown, depth = 1): NamedLayer[] {
  const settings = validateBy<readonly (LayerSettings | Repeated<LayerSettings>)[]>(
    "layers",
    where,
    written,
  );
  const counts = new Map<Kind, number>();
  const named: NamedLayer[] = [];
  const last = () => named.at(-1)?.name ?? INPUT;
  for (const { layer, nameOf } of unrolled(where, settings, depth, last)) {
    const { kind } = layer;
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    const name = layer.name === undefined ? `${kind}${number}` : nameOf(layer.name);
    named.push(namedLayer(where, layer, name, last(), nameOf));
  }
  return named;
}

function namedLayer(
  where: string,
  { name: _, from, kind, ...rest }: LayerSettings,
  name: string,
  before: string,
  nameOf: (name: string) => string,
): NamedLayer {
  const alien = Object.keys(rest).find((key) => !(key in taken[kind]));
  if (alien !== undefined)
    throw new UserError(
      `${where}: layer ${name}: "${alien}" is nothing that ${kind} takes; it takes ${["name", "from", ...Object.keys(taken[kind])].join(", ")}`,
    );
  const read = typeof from === "string" ? [from] : from;
  const { channels } = rest;
  const like = typeof channels === "string" ? { channels: nameOf(channels) } : {};
  return {
    name,
    from: read?.map(nameOf) ?? [before],
    kind,
    ...filled(kind, { ...rest, ...like }),
  };
}

/** In the order of `taken`, which does not depend on the writer's. */
function filled(kind: Kind, rest: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(taken[kind])) {
    const own = short(key, rest[key] ?? value, kind);
    if (own !== null && !(key in left && left[key] === own)) out[key] = own;
  }
  if (kind === "max-pool" || kind === "average-pool")
    if (out["padding"] === 0) delete out["padding"];
  return out;
}

function short(key: string, value: unknown, kind: Kind): unknown {
  if (key === "padding" && kind === "convolution") return shortestPadding(value as never);
  return Array.isArray(value) ? shortestPair(value as never) : value;
}

/**
 * The network for images of such a form.
 * @param width factor on units and channels, rounded half up; of the last layer's units only where stated.
 * @param classes undefined where they are not known: then any number of outputs will do.
 * @throws UserError where layers do not meet, or a width leaves one empty.
 */
export function layerGraph(
  where: string,
  layers: readonly NamedLayer[],
  input: Image,
  classes: number | undefined,
  width = 1,
): LayerGraph {
  const out: GraphLayer[] = [];
  const graph = {
    input: { channels: input.channels, height: input.height, width: input.width },
    layers: out,
  };
  checkNamed(where, layers);
  layers.forEach((layer, place) => {
    const last = place === layers.length - 1 ? (classes ?? guessedClasses) : undefined;
    out.push(located(where, () => sized(graph, layer, width, last)));
  });
  const last = located(where, () => resolveLayers(graph)).at(-1)!;
  if (classes !== undefined && last.channels !== classes)
    throw new UserError(
      `${where}: layer ${last.layer.name}: expected one value a class, ${classes}, of the last layer, found ${last.channels}`,
    );
  return graph;
}

const guessedClasses = 10;

function sized(
  before: LayerGraph,
  layer: NamedLayer,
  width: number,
  classes: number | undefined,
): GraphLayer {
  const scaled = (n: unknown) => {
    const units = Math.round(Number(n) * width);
    if (units > 0) return units;
    throw new UserError(
      `layer ${layer.name}: expected a width that leaves it units, found ${width}`,
    );
  };
  const missing = (key: string) =>
    new UserError(`layer ${layer.name}: expected "${key}", found none`);
  if (layer.kind === "full") {
    const units = layer["units"] === undefined ? classes : scaled(layer["units"]);
    if (units === undefined) throw missing("units");
    return { ...layer, units } as GraphLayer;
  }
  if (layer.kind !== "convolution") return layer as unknown as GraphLayer;
  const depthwise = layer["groups"] === "depthwise";
  const read = depthwise ? channelsOf(before, layer.from[0]!) : undefined;
  const stated = layer["channels"];
  const channels =
    typeof stated === "string"
      ? channelsOf(before, stated)
      : stated === undefined
        ? read
        : scaled(stated);
  if (channels === undefined) throw missing("channels");
  return { ...layer, channels, ...(depthwise && { groups: read }) } as unknown as GraphLayer;
}

/** Channels of a layer that stands before, or of the input; 1 of what does not, which is refused elsewhere. */
function channelsOf({ input, layers }: LayerGraph, name: string): number {
  if (name === INPUT) return input.channels;
  const place = layers.findIndex((layer) => layer.name === name);
  return place < 0 ? 1 : resolveLayers({ input, layers }, false)[place]!.channels;
}

/**
 * What can be told of named layers without an image.
 * @throws UserError where a layer reads, or is to be as wide as, one that does not stand before it.
 */
export function checkNamed(where: string, layers: readonly NamedLayer[]): void {
  located(where, () => placesRead(layers));
  layers.forEach(({ name, channels }, place) => {
    const known = [INPUT, ...layers.slice(0, place).map((layer) => layer.name)];
    if (typeof channels === "string" && !known.includes(channels))
      throw new UserError(
        `${where}: layer ${name}: expected "channels" to be a number, or a layer before it to be as wide as, found "${channels}"`,
      );
  });
}

/** Errors say where. */
export function located<T>(where: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof UserError) throw new UserError(`${where}: ${error.message}`);
    throw error;
  }
}
