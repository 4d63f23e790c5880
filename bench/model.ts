/**
 * Operations and bytes of one epoch of the sparse engine, counted from the network and the images, and
 * the least time that they take at given rates, beside an epoch of a network with one path. What the
 * model leaves out (panels' transposes, pooling, building the network's tables, caches that other work
 * empties) is the rest of a measured time.
 */
import type { Images } from "../src/data/dataset.js";
import { LANES } from "../src/engine/sparse/parameters.js";
import { type LayerPlan, plan } from "../src/engine/sparse/plan.js";
import { Session } from "../src/engine/sparse/session.js";
import { isTiled, PLACES, tilesOf, type Use } from "../src/engine/sparse/tiles.js";
import { area, type Plane } from "../src/geometry.js";
import type { Network } from "../src/network.js";
import type { Rates } from "./rates.js";

/** Of one epoch. */
export interface Work {
  /** Multiply-adds an image. */
  readonly forward: number;
  readonly gradient: number;
  readonly backward: number;
  /** The part of `forward` whose panels are too wide for the nearest cache. */
  readonly wide: number;
  /** The parts of `forward` and `backward` together, and of `gradient`, that are in convolutions. */
  readonly convolution: number;
  readonly correlation: number;
  /** The same of convolutions that are worked tile by tile, which are not among those. */
  readonly tiledProduct: number;
  readonly tiledGradient: number;
  /** Transforms of a panel's tiles for them: for products, for gradients. */
  readonly productTransforms: Transforms;
  readonly gradientTransforms: Transforms;
  /** The same of fully connected layers of which no edge is pruned, but a first layer over lit pixels. */
  readonly fullProduct: number;
  readonly fullGradient: number;
  /** Rows of all products, an epoch. */
  readonly rows: number;
  /** Numbers that the optimiser moves. */
  readonly parameters: number;
  /** The first layer goes over lit pixels. */
  readonly lit: boolean;
  /** Bytes an epoch: reading images; edges and their sums, panel by panel; Adam and what follows it. */
  readonly pixels: number;
  readonly edges: number;
  readonly optimizer: number;
}

/** How many of each kind: assembly/tile.ts. */
export interface Transforms {
  readonly inputs: number;
  readonly outputs: number;
  readonly slopes: number;
}

export interface Limits {
  /** Milliseconds an epoch without edges: copying images, batch order, biases, softmax. */
  readonly fixed: number;
  /** Of each part at full rate. */
  readonly products: number;
  readonly gradients: number;
  readonly rows: number;
  readonly pixels: number;
  readonly optimizer: number;
  /** All of them. */
  readonly all: number;
}

export function workOf(network: Network, images: Images, batch: number): Work {
  const layers = plan(network);
  const session = new Session(network, images, batch);
  const parameters = session.parameters.count;
  const lit = session.parameters.blocks !== undefined;
  session.close();
  const pixels = litPixels(layers[0]!, images);
  const terms = layers.map((layer, l) => termsOf(layer, l === 0 && lit ? pixels : undefined));
  const sum = (of: (l: number) => number) => layers.reduce((all, _, l) => all + of(l), 0);
  const tiles = layers.map((layer, l) => tilesOfLayer(layer, l === 0));
  const ways = ["forward", "backward"] as const;
  /** Of one of a layer's products. */
  const work = (l: number, way: keyof LayerTiles) =>
    l === 0 && way === "backward" ? 0 : (tiles[l]![way]?.products ?? terms[l]!);
  const products = (l: number) => work(l, "forward") + work(l, "backward");
  const tiled = (l: number, way: keyof LayerTiles, of: keyof Tiles) => tiles[l]![way]?.[of] ?? 0;
  /** Over taps. */
  const swept = (l: number, way: keyof LayerTiles) =>
    layers[l]!.convolution && !tiles[l]![way] ? work(l, way) : 0;
  const both = (of: (way: "forward" | "backward") => number) => of(ways[0]) + of(ways[1]);
  const isFull = (l: number) => isComplete(layers[l]!) && !(lit && l === 0);
  const edges = sum((l) => (lit && l === 0 ? 0 : layers[l]!.edges.length));
  const listed = edges - sum((l) => (isFull(l) ? layers[l]!.edges.length : 0));
  const panels = Math.ceil(batch / LANES) * Math.ceil(images.count / batch);
  const steps = Math.ceil(images.count / batch);
  return {
    forward: sum((l) => work(l, "forward")),
    gradient: sum((l) => work(l, "gradient")),
    backward: sum((l) => work(l, "backward")),
    wide: sum((l) => (isWide(layers[l]!) && !isFull(l) ? terms[l]! : 0)),
    convolution: sum((l) => both((way) => swept(l, way))),
    correlation: sum((l) => swept(l, "gradient")),
    tiledProduct: sum((l) => both((way) => tiled(l, way, "products"))),
    tiledGradient: sum((l) => tiled(l, "gradient", "products")),
    productTransforms: {
      inputs: panels * sum((l) => both((way) => tiled(l, way, "read"))),
      outputs: panels * sum((l) => both((way) => tiled(l, way, "written"))),
      slopes: 0,
    },
    gradientTransforms: {
      inputs: panels * sum((l) => tiled(l, "gradient", "read")),
      outputs: 0,
      slopes: panels * sum((l) => tiled(l, "gradient", "written")),
    },
    fullProduct: sum((l) => (isFull(l) ? products(l) : 0)),
    fullGradient: sum((l) => (isFull(l) ? terms[l]! : 0)),
    rows: panels * sum((l) => rowsOf(layers[l]!, l === 0, lit)),
    parameters,
    lit,
    pixels: images.count * pixelBytes(layers[0]!, images.width, pixels, lit),
    // weight forward and backward and four lanes, read and written, of the gradient; an index for each of the three
    edges: panels * (edges * (4 + 4 + 32) + listed * (4 + 4 + 4)),
    // parameters and moments; the lanes summed and cleared, the copy in the order by target
    optimizer: steps * (28 * parameters + (36 + 12) * edges),
  };
}

/** Of a convolution that is worked tile by tile: multiply-adds an image, and transforms a panel. */
interface Tiles {
  readonly products: number;
  readonly read: number;
  readonly written: number;
}

/** Each product of a layer, where it is worked so. */
type LayerTiles = Readonly<Partial<Record<"forward" | "gradient" | "backward", Tiles>>>;

function tilesOfLayer(
  { convolution, edges, sources, targets }: LayerPlan,
  first: boolean,
): LayerTiles {
  if (!convolution) return {};
  const of = (use: Use, read: number, written: number, plane: Plane): Tiles | undefined =>
    isTiled(use, convolution, edges.length, read, written, plane)
      ? {
          products: tilesOf(plane) * PLACES * read * written,
          read: tilesOf(plane) * read,
          written: tilesOf(plane) * written,
        }
      : undefined;
  const { input, output } = convolution;
  const [s, t] = [sources.length, targets.length];
  const forward = of("products", s, t, output);
  const gradient = of("gradients", s, t, output);
  const backward = first ? undefined : of("products", t, s, input);
  return {
    ...(forward && { forward }),
    ...(gradient && { gradient }),
    ...(backward && { backward }),
  };
}

/** Rows a panel: targets forward, sources for the gradient and, above the first layer, backward. */
function rowsOf(
  { convolution, sources, targets }: LayerPlan,
  first: boolean,
  lit: boolean,
): number {
  if (convolution) return 0; // its sums stay in registers from position to position
  const blocks = Math.ceil(targets.length / LANES);
  // over lit pixels: images forward, pixels for the gradient, which goes over four panels at once
  if (first && lit) return blocks * (LANES + sources.length / 4);
  return targets.length + sources.length * (first ? 1 : 2);
}

/** Fully connected, above more units than 32 KiB of a panel hold. */
function isWide({ convolution, sources }: LayerPlan): boolean {
  return !convolution && sources.length > 256;
}

/** Fully connected, and every pair of its units has an edge. */
function isComplete({ convolution, edges, sources, targets }: LayerPlan): boolean {
  return !convolution && edges.length === sources.length * targets.length;
}

/** Multiply-adds an image of one product of a layer. @param lit pixels, if it goes over those. */
function termsOf({ convolution, edges, targets }: LayerPlan, lit?: number): number {
  if (lit !== undefined) return lit * Math.ceil(targets.length / LANES) * LANES;
  return edges.length * (convolution ? area(convolution.output) : 1);
}

/** Lit pixels of an image, on average, among those that the first layer uses. */
function litPixels({ sources, convolution }: LayerPlan, { pixels, width, count }: Images): number {
  const used = new Uint8Array(width).fill(convolution ? 1 : 0);
  for (const pixel of sources) if (!convolution) used[pixel] = 1;
  let lit = 0;
  for (let i = 0; i < count * width; i++) if (pixels[i] !== 0 && used[i % width]) lit++;
  return lit / count;
}

/**
 * Bytes an image: searched for lit pixels, which are listed; then, over lit pixels, unpacked by image and
 * by pixel and read by the two products, or otherwise spread over a panel that was cleared.
 */
function pixelBytes(
  { sources, convolution }: LayerPlan,
  width: number,
  lit: number,
  over: boolean,
) {
  const listed = width + 4 * lit;
  if (over) return listed + lit * (12 + 16 + 16);
  return listed + 8 * lit + 4 * (convolution ? width : sources.length);
}

/**
 * Edges stream while they are computed with: the longer of the two counts.
 * @param adam bytes a second of the optimiser. @param fixed milliseconds of an epoch without edges.
 */
export function limitsOf(
  work: Work,
  images: number,
  rates: Rates,
  adam: number,
  fixed: number,
): Limits {
  const milliseconds = (amount: number, rate: number) => (1000 * amount) / rate;
  const operations = (terms: number, rate: number) => milliseconds(2 * images * terms, rate);
  const apart = work.wide + work.fullProduct + work.convolution + work.tiledProduct;
  const transforms = ({ inputs, outputs, slopes }: Transforms) =>
    milliseconds(inputs, rates.tileInputs) +
    milliseconds(outputs, rates.tileOutputs) +
    milliseconds(slopes, rates.tileSlopes);
  const products =
    operations(work.forward + work.backward - apart, rates.product) +
    operations(work.wide, rates.wideProduct) +
    operations(work.fullProduct, rates.fullProduct) +
    operations(work.convolution, rates.convolution) +
    operations(work.tiledProduct, rates.tiledProduct) +
    transforms(work.productTransforms);
  // a lit first layer's gradient is a product, too
  const asProduct = work.lit ? work.forward - work.backward : 0;
  const plain =
    work.gradient - asProduct - work.correlation - work.tiledGradient - work.fullGradient;
  const gradients =
    operations(asProduct, rates.product) +
    operations(plain, rates.gradient) +
    operations(work.fullGradient, rates.fullGradient) +
    operations(work.correlation, rates.correlation) +
    operations(work.tiledGradient, rates.tiledGradient) +
    transforms(work.gradientTransforms);
  const pixels = milliseconds(work.pixels, rates.memory);
  const optimizer = milliseconds(work.optimizer, adam);
  const rows = milliseconds(work.rows, rates.rows);
  const arithmetic = Math.max(products + gradients, milliseconds(work.edges, rates.memory));
  const all = fixed + arithmetic + rows + pixels + optimizer;
  return { fixed, products, gradients, rows, pixels, optimizer, all };
}
