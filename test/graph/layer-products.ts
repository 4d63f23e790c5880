/** Which values of a graph of layers depend on which, by the formulas of geometry.ts: slow and obvious. */
import { resolveLayers } from "../../src/layer-graph.js";
import type { Network } from "../../src/network.js";

/** A dependence of one value on another, through a weight or as it is. */
export interface Product {
  readonly from: string;
  readonly to: string;
  /** Row of the table. */
  readonly weight?: number;
}

/** Values are "place channel row column", the input's place being -1. */
export function productsOf(network: Network): {
  readonly products: Product[];
  readonly inputs: string[];
  readonly outputs: string[];
} {
  const graph = network.graph!;
  const layers = resolveLayers(graph);
  const imageOf = (place: number) => (place < 0 ? graph.input : layers[place]!);
  const name = (place: number, c: number, y: number, x: number) => `${place} ${c} ${y} ${x}`;
  const values = (place: number) => {
    const { channels, height, width } = imageOf(place);
    const found: [number, number, number][] = [];
    for (let c = 0; c < channels; c++)
      for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) found.push([c, y, x]);
    return found;
  };
  const products: Product[] = [];
  layers.forEach((own, place) => {
    const [input] = own.inputs as [number];
    const read = imageOf(input);
    const inside = (y: number, x: number) => y >= 0 && x >= 0 && y < read.height && x < read.width;
    if (own.weights) {
      const { index, layer } = own.weights;
      network.layer.forEach((l, e) => {
        if (l !== index) return;
        const [s, t, tap] = [network.source[e]!, network.target[e]!, network.tap[e]!];
        if (layer.kind === "full") {
          const [c, y, x] = values(input)[s]!;
          products.push({ from: name(input, c, y, x), to: name(place, t, 0, 0), weight: e });
          return;
        }
        const [a, b] = [Math.floor(tap / layer.kernel.width), tap % layer.kernel.width];
        for (let i = 0; i < own.height; i++)
          for (let j = 0; j < own.width; j++) {
            const y = i * layer.stride.down + a * layer.dilation.down - layer.top;
            const x = j * layer.stride.right + b * layer.dilation.right - layer.left;
            if (inside(y, x))
              products.push({ from: name(input, s, y, x), to: name(place, t, i, j), weight: e });
          }
      });
    } else if (own.pool) {
      const { pool } = own;
      for (const [c, i, j] of values(place))
        for (let a = 0; a < pool.height; a++)
          for (let b = 0; b < pool.width; b++) {
            const [y, x] = [
              i * pool.stride.down + a - pool.top,
              j * pool.stride.right + b - pool.left,
            ];
            if (inside(y, x))
              products.push({ from: name(input, c, y, x), to: name(place, c, i, j) });
          }
    } else if (own.layer.kind === "transpose") {
      for (const [c, y, x] of values(input))
        products.push({ from: name(input, c, y, x), to: name(place, y * read.width + x, 0, c) });
    } else if (own.layer.kind === "multiply") {
      for (const from of own.inputs) {
        const one = imageOf(from).height * imageOf(from).width === 1;
        for (const [c, y, x] of values(place))
          products.push({
            from: one ? name(from, c, 0, 0) : name(from, c, y, x),
            to: name(place, c, y, x),
          });
      }
    } else {
      let begin = 0;
      for (const from of own.inputs) {
        for (const [c, y, x] of values(from))
          products.push({ from: name(from, c, y, x), to: name(place, begin + c, y, x) });
        if (own.layer.kind === "concatenate") begin += imageOf(from).channels;
      }
    }
  });
  const names = (place: number) => values(place).map(([c, y, x]) => name(place, c, y, x));
  return { products, inputs: names(-1), outputs: names(layers.length - 1) };
}

/** Rows of the table that are in a product on some path from an input to an output. */
export function weightsOnPaths(network: Network): Set<number> {
  const { products, inputs, outputs } = productsOf(network);
  const ahead = reached(inputs, products, "from", "to");
  const back = reached(outputs, products, "to", "from");
  return new Set(
    products.flatMap(({ from, to, weight }) =>
      weight !== undefined && ahead.has(from) && back.has(to) ? [weight] : [],
    ),
  );
}

function reached(
  begin: readonly string[],
  products: readonly Product[],
  near: "from" | "to",
  far: "from" | "to",
): Set<string> {
  const next = new Map<string, string[]>();
  for (const product of products)
    next.set(product[near], [...(next.get(product[near]) ?? []), product[far]]);
  const found = new Set(begin);
  for (const value of found) for (const other of next.get(value) ?? []) found.add(other);
  return found;
}
