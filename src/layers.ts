/**
 * What the weight layers of a network are: convolutions first, if any, then fully connected layers.
 *
 * A unit of a convolution is a channel: it has one bias and, at every position of its plane, a value
 *   y[t, i, j] = max(0, bias[t] + sum over s, a, b of w[s, t, a * kernel + b]
 *                                                    * x[s, i * stride + a - top, j * stride + b - left])
 * with x = 0 outside its plane; a * kernel + b is the edge's tap. Pooling follows, each channel by
 * itself. The first fully connected layer reads every value: its sources count channel by channel,
 * row by row (channel * height * width + row * width + column).
 */
import { UserError } from "./error.js";

/** A convolution as an experiment file states it, its channels already scaled. */
export interface ConvolutionSettings {
  readonly channels: number;
  /** Rows and columns of the kernel. */
  readonly kernel: number;
  readonly stride: number;
  /** same: zeros around, ceil(input / stride) outputs, odd zeros at the end; valid: no zeros. */
  readonly padding: "same" | "valid";
  readonly pool?: PoolSettings;
}

export interface PoolSettings {
  /** global-average: one value a channel. */
  readonly kind: "max" | "average" | "global-average";
  /** Rows and columns of the window; not of global-average. */
  readonly size?: number;
  /** Default: the size. */
  readonly stride?: number;
}

export interface Plane {
  readonly height: number;
  readonly width: number;
}

/** The convolutions of a network, and the plane of its inputs, which have one channel. */
export interface Convolutions {
  readonly input: Plane;
  readonly layers: readonly ConvolutionSettings[];
}

/** The dense form of a network; a Network is one. */
export interface Shape {
  /** Units per layer, inputs first: pixels, or one channel where convolutions follow. */
  readonly units: readonly number[];
  readonly convolutions?: Convolutions;
}

export interface FullyConnected {
  readonly kind: "full";
  readonly sources: number;
  readonly targets: number;
}

/** Windows lie `stride` apart and never reach over the edge: what is left at the end is not used. */
export interface Pool {
  readonly kind: "max" | "average";
  /** The window. */
  readonly height: number;
  readonly width: number;
  readonly stride: number;
}

export interface Convolution {
  readonly kind: "convolution";
  /** Channels. */
  readonly sources: number;
  readonly targets: number;
  readonly kernel: number;
  readonly stride: number;
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
 * The dense form of a network for images of so many pixels.
 * @throws UserError where convolutions do not fit the images, or these are not square.
 */
export function shapeFor(
  pixels: number,
  classes: number,
  hidden: readonly number[],
  convolutions: readonly ConvolutionSettings[] = [],
): Shape {
  if (convolutions.length === 0) return { units: [pixels, ...hidden, classes] };
  const side = Math.round(Math.sqrt(pixels));
  if (side * side !== pixels)
    throw new UserError(`convolutions need square images: found images of ${pixels} pixels`);
  const channels = convolutions.map((layer) => layer.channels);
  const shape = {
    units: [1, ...channels, ...hidden, classes],
    convolutions: { input: { height: side, width: side }, layers: convolutions },
  };
  layersOf(shape);
  return shape;
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

function convolution(
  { kernel, stride, padding, pool: settings }: ConvolutionSettings,
  sources: number,
  targets: number,
  input: Plane,
  l: number,
): Convolution {
  if (kernel > input.height || kernel > input.width)
    throw new UserError(
      `convolution ${l + 1}: expected a kernel no larger than its input of ${input.height} x ${input.width}, found ${kernel} x ${kernel}`,
    );
  const vertical = along(input.height, kernel, stride, padding);
  const horizontal = along(input.width, kernel, stride, padding);
  const output = { height: vertical.outputs, width: horizontal.outputs };
  const pool = settings && poolOf(settings, output, l);
  return {
    kind: "convolution",
    sources,
    targets,
    kernel,
    stride,
    top: vertical.zeros,
    left: horizontal.zeros,
    input,
    output,
    ...(pool ? { pool } : {}),
    pooled: pool ? pooledPlane(output, pool) : output,
  };
}

/** Outputs along one axis, and zeros before the first input. */
function along(inputs: number, kernel: number, stride: number, padding: "same" | "valid") {
  if (padding === "valid") return { outputs: Math.floor((inputs - kernel) / stride) + 1, zeros: 0 };
  const outputs = Math.ceil(inputs / stride);
  const zeros = Math.max(0, (outputs - 1) * stride + kernel - inputs);
  return { outputs, zeros: Math.floor(zeros / 2) };
}

function poolOf({ kind, size = 1, stride = size }: PoolSettings, plane: Plane, l: number): Pool {
  if (kind === "global-average") return { kind: "average", ...plane, stride: 1 };
  if (size > plane.height || size > plane.width)
    throw new UserError(
      `convolution ${l + 1}: expected a pooling window no larger than its input of ${plane.height} x ${plane.width}, found ${size} x ${size}`,
    );
  return { kind, height: size, width: size, stride };
}

function pooledPlane(plane: Plane, { height, width, stride }: Pool): Plane {
  return {
    height: Math.floor((plane.height - height) / stride) + 1,
    width: Math.floor((plane.width - width) / stride) + 1,
  };
}

/** The pooling of a convolution; windows of one position where it has none. */
export function windowOf({ pool }: Convolution): Pool {
  return pool ?? { kind: "max", height: 1, width: 1, stride: 1 };
}

/** Positions of a plane. */
export function area({ height, width }: Plane): number {
  return height * width;
}

/** Taps of one kernel: 1 in a fully connected layer. */
export function taps(layer: Layer): number {
  return layer.kind === "full" ? 1 : layer.kernel * layer.kernel;
}

/** Weights of one layer of the dense network. */
export function layerWeights(layer: Layer): number {
  return layer.sources * layer.targets * taps(layer);
}

/** Pixels of an image. */
export function inputValues({ units, convolutions }: Shape): number {
  return units[0]! * (convolutions ? area(convolutions.input) : 1);
}

function windowWords({ kind, size, stride }: PoolSettings): string[] {
  if (kind === "global-average") return [];
  return [`${size}x${size}`, `every ${stride ?? size}`];
}

/** A shape in words, for messages and for naming random streams. */
export function describeShape({ units, convolutions }: Shape): string {
  const sizes = units.join("-");
  if (!convolutions) return sizes;
  const { input, layers } = convolutions;
  const parts = layers.map(({ kernel, stride, padding, pool }) =>
    [
      `${kernel}x${kernel}`,
      `stride ${stride}`,
      padding,
      ...(pool ? [pool.kind, ...windowWords(pool)] : []),
    ].join(" "),
  );
  return `${sizes}, convolutions on ${input.height}x${input.width}: ${parts.join("; ")}`;
}
