/**
 * What the weight layers of a network are: of a chain convolutions first, if any, then fully connected
 * layers, each but the last rectified; else what its graph of layers says (layer-graph.ts).
 *
 * Pooling follows a chain's convolution, each channel by itself. A fully connected layer that reads planes
 * reads every value: its sources count channel by channel, row by row (channel * height * width + row *
 * width + column), as do the values of an image.
 */
import { UserError } from "./error.js";
import {
  area,
  type ConvolutionSettings,
  convolutionLayer,
  describeConvolution,
  type Image,
  type Layer,
  type Plane,
  shortest,
  withPool,
} from "./geometry.js";
import {
  describeLayers,
  type GraphLayer,
  INPUT,
  type LayerGraph,
  type Operation,
  unitsOfGraph,
  weightLayersOf,
} from "./layer-graph.js";

/** The convolutions of a network that is a chain, and the plane of its inputs. */
export interface Convolutions {
  readonly input: Plane;
  readonly layers: readonly ConvolutionSettings[];
}

/** The dense form of a network; a Network is one. */
export interface Shape {
  /**
   * Units per layer, inputs first: values of an image, or its channels where convolutions follow. Of a
   * graph of layers the channels of the input, then the units of each weight layer.
   */
  readonly units: readonly number[];
  readonly convolutions?: Convolutions;
  /** Of a network that is no chain; it then says all, and there are no `convolutions`. */
  readonly graph?: LayerGraph;
}

/**
 * The dense form of a network for images of so many values.
 * @param image what the values are; square grey images where left out.
 * @throws UserError where convolutions do not fit the images.
 */
export function shapeFor(
  values: number,
  classes: number,
  hidden: readonly number[],
  convolutions: readonly ConvolutionSettings[] = [],
  image?: Image,
): Shape {
  if (convolutions.length === 0) return { units: [values, ...hidden, classes] };
  const { channels, height, width } = image ?? square(values);
  if (channels * height * width !== values)
    throw new UserError(
      `expected images of ${values} values, as the data have, found a shape of ${channels} x ${height} x ${width}`,
    );
  const shape = {
    units: [channels, ...convolutions.map((layer) => layer.channels), ...hidden, classes],
    convolutions: { input: { height, width }, layers: convolutions.map(shortest) },
  };
  layersOf(shape);
  return shape;
}

/** The image that values are taken for where nothing is said. @throws UserError where their number is no square. */
export function square(values: number): Image {
  const side = Math.round(Math.sqrt(values));
  if (side * side !== values)
    throw new UserError(
      `convolutions need to know the images' channels, height and width, or square images: found images of ${values} pixels that say nothing`,
    );
  return { channels: 1, height: side, width: side };
}

/** The shape of a graph of layers. */
export function shapeOfGraph(graph: LayerGraph): Shape {
  return { units: unitsOfGraph(graph), graph };
}

/** The weight layers. @throws UserError where a kernel or a window is larger than its input. */
export function layersOf({ units, convolutions, graph }: Shape): Layer[] {
  if (graph) return weightLayersOf(graph);
  const layers: Layer[] = [];
  let plane = convolutions?.input ?? { height: 1, width: 1 };
  for (let l = 0; l + 1 < units.length; l++) {
    const settings = convolutions?.layers[l];
    const [sources, targets] = [units[l]!, units[l + 1]!];
    if (settings) {
      const where = `convolution ${l + 1}`;
      const layer = withPool(
        convolutionLayer(settings, sources, targets, plane, where),
        settings.pool,
        where,
      );
      layers.push(layer);
      plane = layer.pooled;
    } else {
      const values = l <= (convolutions?.layers.length ?? 0) ? area(plane) : 1;
      layers.push({ kind: "full", sources: sources * values, targets });
    }
  }
  return layers;
}

/** A chain as a graph of layers, without what gives each value by itself. */
export function asLayerGraph({ units, convolutions, graph }: Shape): LayerGraph {
  if (graph) return graph;
  const { input, layers: settings } = convolutions ?? {
    input: { height: 1, width: 1 },
    layers: [],
  };
  const layers: GraphLayer[] = [];
  let from = INPUT;
  const add = (operation: Operation, name: string) => {
    layers.push({ ...operation, name, from: [from] });
    from = name;
  };
  units.slice(1).forEach((targets, l) => {
    const own = settings[l];
    if (own) {
      const { pool, ...convolution } = own;
      add({ kind: "convolution", ...convolution }, `layer ${l + 1}`);
      if (pool) add({ ...pool, kind: `${pool.kind}-pool` }, `pool ${l + 1}`);
    } else add({ kind: "full", units: targets }, `layer ${l + 1}`);
  });
  return { input: { channels: units[0]!, ...input }, layers };
}

/** Values of an image. */
export function inputValues({ units, convolutions, graph }: Shape): number {
  if (graph) return graph.input.channels * area(graph.input);
  return units[0]! * (convolutions ? area(convolutions.input) : 1);
}

/** A shape in words, for messages and for naming random streams. */
export function describeShape({ units, convolutions, graph }: Shape): string {
  const sizes = units.join("-");
  if (graph) return `${sizes}, layers ${describeLayers(graph)}`;
  if (!convolutions) return sizes;
  const { input, layers } = convolutions;
  const parts = layers.map(describeConvolution);
  return `${sizes}, convolutions on ${input.height}x${input.width}: ${parts.join("; ")}`;
}
