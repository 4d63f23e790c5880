/** Named layers as people write them (schemas/layers.json), and the network that they are for some images. */
import { UserError } from "./error.js";
import { type Image, shortestPadding, shortestPair } from "./geometry.js";
import {
  type GraphLayer,
  INPUT,
  type LayerGraph,
  type Operation,
  resolveLayers,
} from "./layer-graph.js";
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
  gelu: {},
  "max-pool": { size: 2, stride: null, padding: 0, ceil: false },
  "average-pool": { size: 2, stride: null, padding: 0 },
  "global-average-pool": {},
  add: {},
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
};

/** @throws UserError for an unknown kind, or a key or value that a kind does not take. */
export function namedLayers(where: string, written: unknown): NamedLayer[] {
  const settings = validateBy<readonly LayerSettings[]>("layers", where, written);
  const counts = new Map<Kind, number>();
  const names: string[] = [];
  return settings.map((own) => {
    const { name, from, kind, ...rest } = own;
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    const named = name ?? `${kind}${number}`;
    const alien = Object.keys(rest).find((key) => !(key in taken[kind]));
    if (alien !== undefined)
      throw new UserError(
        `${where}: layer ${named}: "${alien}" is nothing that ${kind} takes; it takes ${["name", "from", ...Object.keys(taken[kind])].join(", ")}`,
      );
    const before = from ?? names.at(-1) ?? INPUT;
    names.push(named);
    return {
      name: named,
      from: typeof before === "string" ? [before] : before,
      kind,
      ...filled(kind, rest),
    };
  });
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
 * @throws UserError where layers do not meet.
 */
export function layerGraph(
  where: string,
  layers: readonly NamedLayer[],
  input: Image,
  classes: number,
  width = 1,
): LayerGraph {
  const out: GraphLayer[] = [];
  const graph = {
    input: { channels: input.channels, height: input.height, width: input.width },
    layers: out,
  };
  const located = <T>(run: () => T): T => {
    try {
      return run();
    } catch (error) {
      if (error instanceof UserError) throw new UserError(`${where}: ${error.message}`);
      throw error;
    }
  };
  layers.forEach((layer, place) => {
    out.push(sized(where, graph, layer, width, place === layers.length - 1 ? classes : undefined));
  });
  const last = located(() => resolveLayers(graph)).at(-1)!;
  if (last.channels !== classes)
    throw new UserError(
      `${where}: layer ${last.layer.name}: expected one value a class, ${classes}, of the last layer, found ${last.channels}`,
    );
  return graph;
}

function sized(
  where: string,
  before: LayerGraph,
  layer: NamedLayer,
  width: number,
  classes: number | undefined,
): GraphLayer {
  const scaled = (n: unknown) => Math.max(1, Math.round(Number(n) * width));
  const missing = (key: string) =>
    new UserError(`${where}: layer ${layer.name}: expected "${key}", found none`);
  if (layer.kind === "full") {
    const units = layer["units"] === undefined ? classes : scaled(layer["units"]);
    if (units === undefined) throw missing("units");
    return { ...layer, units } as GraphLayer;
  }
  if (layer.kind !== "convolution") return layer as unknown as GraphLayer;
  const depthwise = layer["groups"] === "depthwise";
  const read = depthwise ? channelsRead(before, layer) : undefined;
  const channels = layer["channels"] === undefined ? read : scaled(layer["channels"]);
  if (channels === undefined) throw missing("channels");
  return { ...layer, channels, ...(depthwise && { groups: read }) } as unknown as GraphLayer;
}

/** Channels of what a layer reads; 1 where it reads nothing known, which is refused after. */
function channelsRead({ input, layers }: LayerGraph, { from }: NamedLayer): number {
  if (from[0] === INPUT) return input.channels;
  const place = layers.findIndex(({ name }) => name === from[0]);
  return place < 0 ? 1 : resolveLayers({ input, layers }, false)[place]!.channels;
}
