/** Random graphs of layers of every kind: blocks with skips and projections, concatenations, groups, … */
import fc from "fast-check";
import { isUserError } from "../../src/error.js";
import { initialise } from "../../src/initialise.js";
import {
  type GraphLayer,
  INPUT,
  type LayerGraph,
  resolveLayers,
  unitsOfGraph,
} from "../../src/layer-graph.js";
import type { Network } from "../../src/network.js";
import { prune } from "../../src/prune/prune.js";

const step = fc.record({
  kind: fc.constantFrom(
    "convolution",
    "depthwise",
    "block",
    "projected",
    "full",
    "pool",
    "concatenate",
    "add",
    "multiply",
    "squeeze",
    "pointwise",
    "transpose",
  ),
  read: fc.nat(100),
  other: fc.nat(100),
  channels: fc.integer({ min: 1, max: 2 }).map((n) => 2 * n),
  kernel: fc.integer({ min: 1, max: 3 }),
  stride: fc.constantFrom(1, 1, 2),
  dilation: fc.constantFrom(1, 1, 2),
  groups: fc.constantFrom(1, 1, 2),
  average: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const plane = fc.integer({ min: 1, max: 4 });
const image = fc.record({
  channels: fc.integer({ min: 1, max: 2 }),
  height: plane,
  width: plane,
});
const onePosition = image.map(({ channels }) => ({ channels, height: 1, width: 1 }));

/** Of three classes. */
export const layerGraphs = graphsOn(image);
/** Every plane has one position and every kernel one tap, so that values are units. */
export const unitLayerGraphs = graphsOn(onePosition, ["transpose", "pool"], 1);

function graphsOn(images: typeof image, without: readonly string[] = [], most = 3) {
  return fc.tuple(images, fc.array(step, { minLength: 1, maxLength: 7 })).map(([input, steps]) =>
    built(
      input,
      steps
        .filter(({ kind }) => !without.includes(kind))
        .map((own) => ({ ...own, kernel: Math.min(most, own.kernel) })),
    ),
  );
}

function built(input: LayerGraph["input"], steps: readonly Step[]): LayerGraph {
  const layers: GraphLayer[] = [];
  const push = (...more: readonly Omit<GraphLayer, "name">[]): string | undefined => {
    const before = layers.length;
    for (const own of more) {
      const name = `l${layers.length}`;
      const from = own.from.map((n) => (n === "before" ? `l${layers.length - 1}` : n));
      layers.push({ ...own, name, from } as unknown as GraphLayer);
    }
    try {
      resolveLayers({ input, layers }, false);
      return layers.at(-1)!.name;
    } catch (error) {
      if (!isUserError(error)) throw error;
      layers.length = before;
      return undefined;
    }
  };
  const sized = () => [
    { name: INPUT, ...input },
    ...resolveLayers({ input, layers }, false).map(({ layer, channels, height, width }) => ({
      ...{ name: layer.name, channels, height, width },
    })),
  ];
  for (const own of steps) {
    const known = sized();
    const x = known[own.read % known.length]!;
    const { kernel, stride, dilation, groups } = own;
    const convolution = (channels: number, from: string, more: object = {}) =>
      ({
        ...{ kind: "convolution", channels, kernel, stride: 1, padding: "same", from: [from] },
        ...{ dilation, groups, ...more },
      }) as unknown as Omit<GraphLayer, "name">;
    const of = (kind: string, from: readonly string[], more: object = {}) =>
      ({ kind, from, ...more }) as unknown as Omit<GraphLayer, "name">;
    const norm = (from: string) =>
      of("batch-normalisation", [from], { epsilon: 1e-5, momentum: 0.1 });
    switch (own.kind) {
      case "convolution":
        push(convolution(own.channels, x.name, { stride }));
        break;
      case "depthwise":
        push(convolution(x.channels, x.name, { stride, groups: x.channels }));
        break;
      case "block":
        push(
          convolution(own.channels, x.name, { groups: 1 }),
          norm("before"),
          of("relu", ["before"]),
          convolution(x.channels, "before"),
          norm("before"),
          of("add", ["before", x.name]),
        );
        break;
      case "projected": {
        const to = `l${layers.length}`;
        push(
          convolution(own.channels, x.name, { groups: 1, stride }),
          convolution(own.channels, x.name, { groups: 1, kernel: 1, dilation: 1, stride }),
          of("add", [to, "before"]),
          of("relu", ["before"]),
        );
        break;
      }
      case "full":
        push(of("full", [x.name], { units: own.channels }));
        break;
      case "pool":
        push(
          of(own.average ? "average-pool" : "max-pool", [x.name], { size: 2, padding: 1, stride }),
        );
        break;
      case "squeeze":
        push(
          of("global-average-pool", [x.name]),
          of("full", ["before"], { units: x.channels }),
          of("sigmoid", ["before"]),
          of("multiply", [x.name, "before"]),
        );
        break;
      case "concatenate":
      case "multiply":
      case "add": {
        const fits = known.filter(
          (y) =>
            y.height === x.height &&
            y.width === x.width &&
            (own.kind === "concatenate" || (y.channels === x.channels && y !== x)),
        );
        if (fits.length > 0) push(of(own.kind, [x.name, fits[own.other % fits.length]!.name]));
        break;
      }
      case "pointwise":
        push(of(own.average ? "gelu" : "relu", [x.name]));
        break;
      case "transpose":
        if (x.name !== INPUT) push(of("transpose", [x.name]));
    }
  }
  finish(layers, sized());
  return { input, layers };
}

/** What nothing reads yet is read at the end. */
function finish(
  layers: GraphLayer[],
  known: readonly { name: string; height: number; width: number }[],
): void {
  const read = new Set(layers.flatMap(({ from }) => from));
  const open = known.filter(
    ({ name }) => !read.has(name) && (name !== INPUT || layers.length === 0),
  );
  const ends = open.map(({ name, height, width }) => {
    if (height * width === 1) return name;
    layers.push({ kind: "global-average-pool", name: `${name}-mean`, from: [name] });
    return `${name}-mean`;
  });
  if (ends.length > 1) layers.push({ kind: "concatenate", name: "all", from: ends });
  const from = ends.length > 1 ? ["all"] : ends;
  layers.push({ kind: "full", units: 3, name: "outputs", from });
}

/** A network of this form, of which so much is left. */
export function prunedLayers(graph: LayerGraph, density: number, seed: string): Network {
  const dense = initialise({ units: unitsOfGraph(graph), graph }, seed);
  return prune(dense, Math.round(density * dense.weight.length), "random", seed);
}
