/**
 * What the weight layers of a network are: convolutions first, if any, then fully connected layers.
 *
 * A unit of a convolution is a channel: it has one bias and, at every position of its plane, a value
 *   y[t, i, j] = max(0, bias[t] + sum over s, a, b of w[s, t, a * columns + b]
 *                                                    * x[s, i * down + a - top, j * right + b - left])
 * with x = 0 outside its plane; a * columns + b is the edge's tap, columns those of the kernel. Pooling
 * follows, each channel by itself. The first fully connected layer reads every value: its sources count
 * channel by channel, row by row (channel * height * width + row * width + column), as do the values of
 * an image.
 */
import { UserError } from "./error.js";

/** One number for both axes, or one each: rows, then columns. */
export type Pair = number | readonly [vertical: number, horizontal: number];

/** Rows and columns of zeros around a plane. */
export interface Zeros {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/**
 * same: zeros around, ceil(input / stride) outputs, odd zeros at the end; valid: no zeros. Numbers: so
 * many on each side, as PyTorch counts them; floor((input + zeros - kernel) / stride) + 1 outputs.
 */
export type Padding = "same" | "valid" | Pair | Zeros;

/** A convolution as an experiment file states it, its channels already scaled. */
export interface ConvolutionSettings {
  readonly channels: number;
  /** Rows and columns of the kernel. */
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
  readonly pool?: PoolSettings;
}

export interface PoolSettings {
  /** global-average: one value a channel. */
  readonly kind: "max" | "average" | "global-average";
  /** Rows and columns of the window; not of global-average. */
  readonly size?: Pair;
  /** Default: the size. */
  readonly stride?: Pair;
  /** Zeros on each side, at most half a window; they count in an average. Default: none. */
  readonly padding?: Pair;
  /** Of maxima: windows that begin inside and reach over the edge count too. */
  readonly ceil?: boolean;
}

export interface Plane {
  readonly height: number;
  readonly width: number;
}

/** An image as planes of its channels. */
export interface Image extends Plane {
  readonly channels: number;
}

/** How far apart windows lie. */
export interface Steps {
  readonly down: number;
  readonly right: number;
}

/** The convolutions of a network, and the plane of its inputs. */
export interface Convolutions {
  readonly input: Plane;
  readonly layers: readonly ConvolutionSettings[];
}

/** The dense form of a network; a Network is one. */
export interface Shape {
  /** Units per layer, inputs first: values of an image, or its channels where convolutions follow. */
  readonly units: readonly number[];
  readonly convolutions?: Convolutions;
}

export interface FullyConnected {
  readonly kind: "full";
  readonly sources: number;
  readonly targets: number;
}

/** Windows lie `stride` apart. */
export interface Pool {
  readonly kind: "max" | "average";
  /** The window. */
  readonly height: number;
  readonly width: number;
  readonly stride: Steps;
  /** Rows and columns of zeros before the first. */
  readonly top: number;
  readonly left: number;
}

export interface Convolution {
  readonly kind: "convolution";
  /** Channels. */
  readonly sources: number;
  readonly targets: number;
  readonly kernel: Plane;
  readonly stride: Steps;
  /** Rows and columns of zeros before the first. */
  readonly top: number;
  readonly left: number;
  readonly input: Plane;
  /** Before pooling. */
  readonly output: Plane;
  readonly pool?: Pool;
  /** After pooling, if any: what the next layer reads. */
  readonly pooled: Plane;
}

export type Layer = FullyConnected | Convolution;

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

function square(values: number): Image {
  const side = Math.round(Math.sqrt(values));
  if (side * side !== values)
    throw new UserError(
      `convolutions need to know the images' channels, height and width, or square images: found images of ${values} pixels that say nothing`,
    );
  return { channels: 1, height: side, width: side };
}

/** The weight layers. @throws UserError where a kernel or a window is larger than its input. */
export function layersOf({ units, convolutions }: Shape): Layer[] {
  const layers: Layer[] = [];
  let plane = convolutions?.input ?? { height: 1, width: 1 };
  for (let l = 0; l + 1 < units.length; l++) {
    const settings = convolutions?.layers[l];
    const [sources, targets] = [units[l]!, units[l + 1]!];
    if (settings) {
      const layer = convolution(settings, sources, targets, plane, l);
      layers.push(layer);
      plane = layer.pooled;
    } else {
      const values = l <= (convolutions?.layers.length ?? 0) ? area(plane) : 1;
      layers.push({ kind: "full", sources: sources * values, targets });
    }
  }
  return layers;
}

/** Rows and columns. */
export function pair(value: Pair): readonly [number, number] {
  return typeof value === "number" ? [value, value] : value;
}

/** Zeros that are stated. */
function zerosOf(padding: Exclude<Padding, "same">): Zeros {
  if (typeof padding === "object" && "top" in padding) return padding;
  const [vertical, horizontal] = padding === "valid" ? [0, 0] : pair(padding);
  return { top: vertical, bottom: vertical, left: horizontal, right: horizontal };
}

/** Outputs along one axis, and zeros before the first input. */
interface Axis {
  readonly outputs: number;
  readonly before: number;
}

function along(inputs: number, window: number, stride: number, zeros: [number, number]): Axis {
  const [before, after] = zeros;
  return { outputs: Math.floor((inputs + before + after - window) / stride) + 1, before };
}

function alongSame(inputs: number, window: number, stride: number): Axis {
  const outputs = Math.ceil(inputs / stride);
  const zeros = Math.max(0, (outputs - 1) * stride + window - inputs);
  return { outputs, before: Math.floor(zeros / 2) };
}

function convolution(
  { kernel, stride, padding, pool: settings }: ConvolutionSettings,
  sources: number,
  targets: number,
  input: Plane,
  l: number,
): Convolution {
  const [height, width] = pair(kernel);
  const [down, right] = pair(stride);
  const { top, bottom, left, right: last } = zerosOf(padding === "same" ? "valid" : padding);
  const outer = { height: input.height + top + bottom, width: input.width + left + last };
  if (height > outer.height || width > outer.width)
    throw new UserError(
      `convolution ${l + 1}: expected a kernel no larger than its input of ${inputWords(input, outer)}, found ${height} x ${width}`,
    );
  if (height * width > MOST_TAPS)
    throw new UserError(
      `convolution ${l + 1}: expected a kernel of at most ${MOST_TAPS} taps, found ${height} x ${width}`,
    );
  const [vertical, horizontal] =
    padding === "same"
      ? [alongSame(input.height, height, down), alongSame(input.width, width, right)]
      : [
          along(input.height, height, down, [top, bottom]),
          along(input.width, width, right, [left, last]),
        ];
  const output = { height: vertical.outputs, width: horizontal.outputs };
  const pooling = settings && poolOf(settings, output, l);
  return {
    kind: "convolution",
    sources,
    targets,
    kernel: { height, width },
    stride: { down, right },
    top: vertical.before,
    left: horizontal.before,
    input,
    output,
    ...(pooling ? { pool: pooling.pool } : {}),
    pooled: pooling?.pooled ?? output,
  };
}

/** The column `tap` of a network's table has 16 bits. */
const MOST_TAPS = 65536;

function inputWords(input: Plane, outer: Plane): string {
  const words = `${input.height} x ${input.width}`;
  return area(outer) === area(input)
    ? words
    : `${words}, with its padding ${outer.height} x ${outer.width}`;
}

/** A pooling and the plane that it leaves. */
function poolOf(
  { kind, size = 1, stride = size, padding = 0, ceil = false }: PoolSettings,
  plane: Plane,
  l: number,
): { pool: Pool; pooled: Plane } {
  if (kind === "global-average") {
    if (padding !== 0 || ceil)
      throw new UserError(
        `convolution ${l + 1}: global-average pooling takes neither padding nor ceil; leave them out`,
      );
    return {
      pool: { kind: "average", ...plane, stride: { down: 1, right: 1 }, top: 0, left: 0 },
      pooled: { height: 1, width: 1 },
    };
  }
  const [height, width] = pair(size);
  const [down, right] = pair(stride);
  const [top, left] = pair(padding);
  const outer = { height: plane.height + 2 * top, width: plane.width + 2 * left };
  if (height > outer.height || width > outer.width)
    throw new UserError(
      `convolution ${l + 1}: expected a pooling window no larger than its input of ${inputWords(plane, outer)}, found ${height} x ${width}`,
    );
  if (2 * top > height || 2 * left > width)
    throw new UserError(
      `convolution ${l + 1}: expected pooling padding of at most half a window of ${height} x ${width}, found ${top} x ${left}`,
    );
  if (ceil && kind === "average")
    throw new UserError(
      `convolution ${l + 1}: "ceil" is not supported of average pooling, whose last windows would count fewer values; leave it out or pool by maxima`,
    );
  const windows = ceil ? windowsBegun : along;
  const pooled = {
    height: windows(plane.height, height, down, [top, top]).outputs,
    width: windows(plane.width, width, right, [left, left]).outputs,
  };
  return { pool: { kind, height, width, stride: { down, right }, top, left }, pooled };
}

/** As `along`, and those that begin before the last input's end. */
function windowsBegun(
  inputs: number,
  window: number,
  stride: number,
  [before, after]: [number, number],
): Axis {
  const outputs = Math.ceil((inputs + before + after - window) / stride) + 1;
  const begun = (outputs - 1) * stride < inputs + before;
  return { outputs: begun ? outputs : outputs - 1, before };
}

const onePosition: Pool = {
  kind: "max",
  height: 1,
  width: 1,
  stride: { down: 1, right: 1 },
  top: 0,
  left: 0,
};

/** The pooling of a convolution; windows of one position where it has none. */
export function windowOf({ pool }: Convolution): Pool {
  return pool ?? onePosition;
}

/** Positions of a plane. */
export function area({ height, width }: Plane): number {
  return height * width;
}

/** Taps of one kernel: 1 in a fully connected layer. */
export function taps(layer: Layer): number {
  return layer.kind === "full" ? 1 : area(layer.kernel);
}

/** Weights of one layer of the dense network. */
export function layerWeights(layer: Layer): number {
  return layer.sources * layer.targets * taps(layer);
}

/** Values of an image. */
export function inputValues({ units, convolutions }: Shape): number {
  return units[0]! * (convolutions ? area(convolutions.input) : 1);
}

/** The same settings with one number for a pair of equal ones: equal geometry has one name. */
export function shortest(settings: ConvolutionSettings): ConvolutionSettings {
  const { kernel, stride, padding, pool } = settings;
  return {
    ...settings,
    kernel: short(kernel),
    stride: short(stride),
    padding: shortPadding(padding),
    ...(pool ? { pool: shortPool(pool) } : {}),
  };
}

function short(value: Pair): Pair {
  return typeof value !== "number" && value[0] === value[1] ? value[0] : value;
}

function shortPadding(padding: Padding): Padding {
  if (padding === "same" || padding === "valid") return padding;
  const { top, bottom, left, right } = zerosOf(padding);
  if (top !== bottom || left !== right) return { top, bottom, left, right };
  return top === 0 && left === 0 ? "valid" : short([top, left]);
}

function shortPool({ padding = 0, ceil, ...pool }: PoolSettings): PoolSettings {
  const zeros = short(padding);
  return {
    ...pool,
    ...(pool.size === undefined ? {} : { size: short(pool.size) }),
    ...(pool.stride === undefined ? {} : { stride: short(pool.stride) }),
    ...(zeros === 0 ? {} : { padding: zeros }),
    ...(ceil ? { ceil } : {}),
  };
}

const by = (value: Pair) => pair(value).join("x");
const one = (value: Pair) => (typeof value === "number" ? String(value) : by(value));

function paddingWords(padding: Padding): string {
  if (padding === "same" || padding === "valid") return padding;
  if (typeof padding === "object" && "top" in padding) {
    const { top, bottom, left, right } = padding;
    return `padding ${[top, bottom, left, right].join("/")}`;
  }
  return `padding ${one(padding)}`;
}

function windowWords({ kind, size = 1, stride = size, padding, ceil }: PoolSettings): string[] {
  if (kind === "global-average") return [];
  return [
    by(size),
    `every ${one(stride)}`,
    ...(padding === undefined ? [] : [`padding ${one(padding)}`]),
    ...(ceil ? ["ceil"] : []),
  ];
}

/** A shape in words, for messages and for naming random streams. */
export function describeShape({ units, convolutions }: Shape): string {
  const sizes = units.join("-");
  if (!convolutions) return sizes;
  const { input, layers } = convolutions;
  const parts = layers
    .map(shortest)
    .map(({ kernel, stride, padding, pool }) =>
      [
        by(kernel),
        `stride ${one(stride)}`,
        paddingWords(padding),
        ...(pool ? [pool.kind, ...windowWords(pool)] : []),
      ].join(" "),
    );
  return `${sizes}, convolutions on ${input.height}x${input.width}: ${parts.join("; ")}`;
}
