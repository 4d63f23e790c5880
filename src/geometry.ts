/**
 * The geometry of one weight layer: what it reads, how its kernels and windows lie, what it leaves.
 *
 * A unit of a convolution is a channel: it has one bias and, at every position of its plane, a value
 *   y[t, i, j] = bias[t] + sum over s, a, b of w[s, t, a * columns + b]
 *                          * x[s, i * down + a * rows - top, j * right + b * across - left]
 * with x = 0 outside its plane; a * columns + b is the edge's tap, columns those of the kernel, rows and
 * across its dilation. With groups s runs over the sources of t's own group.
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
  /** How far apart the taps of a kernel lie: 1 where they are neighbours. */
  readonly dilation: Steps;
  /** Sources and targets are joined within so many equal parts of them: 1 where all are. */
  readonly groups: number;
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

/** What a convolution is besides its pooling. */
interface Kernels extends Omit<ConvolutionSettings, "pool"> {
  readonly dilation?: Pair;
  readonly groups?: number;
}

/**
 * A convolution that reads such a plane, without pooling.
 * @param where names it in messages.
 * @throws UserError where its kernel is larger than what it reads, or groups do not divide channels.
 */
export function convolutionLayer(
  { kernel, stride, padding, dilation = 1, groups = 1 }: Kernels,
  sources: number,
  targets: number,
  input: Plane,
  where: string,
): Convolution {
  const [height, width] = pair(kernel);
  const [down, right] = pair(stride);
  const [rows, columns] = pair(dilation);
  const { top, bottom, left, right: last } = zerosOf(padding === "same" ? "valid" : padding);
  const outer = { height: input.height + top + bottom, width: input.width + left + last };
  const reach = { height: (height - 1) * rows + 1, width: (width - 1) * columns + 1 };
  if (reach.height > outer.height || reach.width > outer.width)
    throw new UserError(
      `${where}: expected a kernel no larger than its input of ${inputWords(input, outer)}, found ${reach.height} x ${reach.width}`,
    );
  if (height * width > MOST_TAPS)
    throw new UserError(
      `${where}: expected a kernel of at most ${MOST_TAPS} taps, found ${height} x ${width}`,
    );
  if (sources % groups !== 0 || targets % groups !== 0)
    throw new UserError(
      `${where}: expected channels that ${groups} groups divide, found ${sources} -> ${targets}`,
    );
  const [vertical, horizontal] =
    padding === "same"
      ? [alongSame(input.height, reach.height, down), alongSame(input.width, reach.width, right)]
      : [
          along(input.height, reach.height, down, [top, bottom]),
          along(input.width, reach.width, right, [left, last]),
        ];
  const output = { height: vertical.outputs, width: horizontal.outputs };
  return {
    kind: "convolution",
    sources,
    targets,
    kernel: { height, width },
    stride: { down, right },
    dilation: { down: rows, right: columns },
    groups,
    top: vertical.before,
    left: horizontal.before,
    input,
    output,
    pooled: output,
  };
}

/** The layer with pooling after it, if any. */
export function withPool(
  layer: Convolution,
  settings: PoolSettings | undefined,
  where: string,
): Convolution {
  return settings ? { ...layer, ...poolLayer(settings, layer.output, where) } : layer;
}

/** The column `tap` of a network's table has 16 bits. */
const MOST_TAPS = 65536;

function inputWords(input: Plane, outer: Plane): string {
  const words = `${input.height} x ${input.width}`;
  return area(outer) === area(input)
    ? words
    : `${words}, with its padding ${outer.height} x ${outer.width}`;
}

/** A pooling and the plane that it leaves. @param where names it in messages. */
export function poolLayer(
  { kind, size = 1, stride = size, padding = 0, ceil = false }: PoolSettings,
  plane: Plane,
  where: string,
): { pool: Pool; pooled: Plane } {
  if (kind === "global-average") {
    if (padding !== 0 || ceil)
      throw new UserError(
        `${where}: global-average pooling takes neither padding nor ceil; leave them out`,
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
      `${where}: expected a pooling window no larger than its input of ${inputWords(plane, outer)}, found ${height} x ${width}`,
    );
  if (2 * top > height || 2 * left > width)
    throw new UserError(
      `${where}: expected pooling padding of at most half a window of ${height} x ${width}, found ${top} x ${left}`,
    );
  if (ceil && kind === "average")
    throw new UserError(
      `${where}: "ceil" is not supported of average pooling, whose last windows would count fewer values; leave it out or pool by maxima`,
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

/** Parts of a layer's sources and targets that are joined each to its own. */
export function groupsOf(layer: Layer): number {
  return layer.kind === "full" ? 1 : layer.groups;
}

/** Whether the dense layer joins a source to a target: in a convolution with groups, within one. */
export function joins(layer: Layer, source: number, target: number): boolean {
  const groups = groupsOf(layer);
  if (groups === 1) return true;
  const { sources, targets } = layer;
  return Math.floor((source * groups) / sources) === Math.floor((target * groups) / targets);
}

/** Weights that arrive at a value of the dense layer. */
export function fanIn(layer: Layer): number {
  return (layer.sources / groupsOf(layer)) * taps(layer);
}

/** Weights of one layer of the dense network. */
export function layerWeights(layer: Layer): number {
  return layer.targets * fanIn(layer);
}

/** The same settings with one number for a pair of equal ones: equal geometry has one name. */
export function shortest(settings: ConvolutionSettings): ConvolutionSettings {
  const { kernel, stride, padding, pool } = settings;
  return {
    ...settings,
    kernel: shortestPair(kernel),
    stride: shortestPair(stride),
    padding: shortestPadding(padding),
    ...(pool ? { pool: shortPool(pool) } : {}),
  };
}

/** One number for a pair of equal ones. */
export function shortestPair(value: Pair): Pair {
  return typeof value !== "number" && value[0] === value[1] ? value[0] : value;
}

/** Equal zeros have one form. */
export function shortestPadding(padding: Padding): Padding {
  if (padding === "same" || padding === "valid") return padding;
  const { top, bottom, left, right } = zerosOf(padding);
  if (top !== bottom || left !== right) return { top, bottom, left, right };
  return top === 0 && left === 0 ? "valid" : shortestPair([top, left]);
}

function shortPool({ padding = 0, ceil, ...pool }: PoolSettings): PoolSettings {
  const zeros = shortestPair(padding);
  return {
    ...pool,
    ...(pool.size === undefined ? {} : { size: shortestPair(pool.size) }),
    ...(pool.stride === undefined ? {} : { stride: shortestPair(pool.stride) }),
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

/** A convolution in words. */
export function describeConvolution(settings: ConvolutionSettings): string {
  const { kernel, stride, padding, pool } = shortest(settings);
  return [
    by(kernel),
    `stride ${one(stride)}`,
    paddingWords(padding),
    ...(pool ? [pool.kind, ...windowWords(pool)] : []),
  ].join(" ");
}
