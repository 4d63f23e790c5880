/** What tensors do not say: padding, what an image is. Asked for by name; what an experiment has a default for is said. */

import type { Rectifier } from "../activations.js";
import { UserError } from "../error.js";
import {
  area,
  type ConvolutionSettings,
  type Image,
  type Pair,
  type PoolSettings,
} from "../geometry.js";
import { type Convolutions, layersOf } from "../layers.js";
import { type Architecture, statedActivation, statedImage } from "./architecture.js";
import {
  type FoundConvolution,
  type FoundLayer,
  type FoundNetwork,
  isConvolution,
} from "./found.js";
import { imageNote, statedNormalise } from "./input-scale.js";
import type { Perceptron } from "./perceptrons.js";
import { chainGraph, perceptronGraph } from "./plain-graph.js";

/** @throws UserError where something of a convolution is not stated, or contradicts the file. */
export function completed(
  path: string,
  layers: readonly FoundLayer[],
  architecture: Architecture,
  blocks?: readonly Perceptron[],
): Omit<FoundNetwork, "notes"> & { notes: string[] } {
  const convolutions = layers.filter(isConvolution);
  checkHidden(path, layers.slice(convolutions.length), architecture);
  const notes: string[] = [];
  const settings = settingsOf(path, convolutions, architecture, notes);
  const activation = statedActivation(path, architecture);
  const taken = blocks ? blocksNote(blocks, architecture) : chainNote(architecture);
  if (taken !== undefined) notes.push(`${path}: ${taken}`);
  if (architecture.normalise === undefined) notes.push(`${path}: ${imageNote}`);
  const input = inputOf(path, layers, settings, architecture, notes);
  const normalise = statedNormalise(architecture);
  const plain = { layers, convolutions: settings, ...(input && { input }), ...normalise, notes };
  const graph = graphOf(layers, settings, activation, architecture, blocks);
  if (!graph) return plain;
  const image = input ?? { channels: layers[0]!.shape[1]!, height: 1, width: 1 };
  return {
    ...plain,
    layers: graph.weights,
    convolutions: [],
    graph: { input: image, layers: graph.layers },
    input: image,
  };
}

/** What is no chain with a ReLU behind each layer but the last; nothing of what is. */
function graphOf(
  layers: readonly FoundLayer[],
  settings: readonly FoundConvolution[],
  activation: Rectifier | undefined,
  { residual = false }: Architecture,
  blocks: readonly Perceptron[] | undefined,
) {
  const gated = blocks?.some(({ gate }) => gate) ?? false;
  const own = activation ?? { kind: gated ? "silu" : "relu" };
  if (blocks && (blocks.length > 1 || gated || residual))
    return perceptronGraph(blocks, own, residual);
  return own.kind === "relu" ? undefined : chainGraph(layers, settings, own);
}

function chainNote({ activation }: Architecture): string | undefined {
  return activation === undefined
    ? "layers are taken to form a chain, a ReLU behind each but the last"
    : undefined;
}

/** What nobody said of perceptrons of transformers. */
function blocksNote(
  blocks: readonly Perceptron[],
  { activation, residual }: Architecture,
): string | undefined {
  const gated = blocks.some(({ gate }) => gate);
  const taken = [
    ...(activation === undefined
      ? [`their activation is taken to be ${gated ? "SiLU, of gates" : "ReLU"} ("activation")`]
      : []),
    ...(residual === undefined
      ? ['each to read the one before alone, without the connection around it ("residual")']
      : []),
  ];
  if (taken.length === 0) return undefined;
  const [{ name, first, second }] = blocks as [Perceptron];
  const count = blocks.length > 1 ? `${blocks.length} perceptrons` : "a perceptron";
  return `${count} of transformers, ${name || first.name} of ${first.shape[1]}-${first.shape[0]}-${second.shape[0]} units first: ${taken.join(", ")}; --architecture states these`;
}

/** @throws UserError where the stated units are not the file's. */
export function checkHidden(
  path: string,
  full: readonly FoundLayer[],
  { hidden }: Architecture,
): void {
  const found = full.slice(0, -1).map(({ shape }) => shape[0]!);
  if (hidden === undefined || hidden.join() === found.join()) return;
  throw new UserError(
    `${path}: expected hidden layers of [${hidden.join(", ")}] units, as the architecture says, found [${found.join(", ")}]`,
  );
}

const example =
  '"convolutions": [{ "stride": 1, "padding": 2, "pool": { "kind": "max", "size": 2 } }]';

function settingsOf(
  path: string,
  layers: readonly FoundLayer[],
  { convolutions }: Architecture,
  notes: string[],
): FoundConvolution[] {
  if (convolutions === undefined && layers.length > 0)
    throw new UserError(
      `${path}: "${layers[0]!.name}" is a convolution, whose stride, padding and pooling the file does not say; state them in --architecture, one entry a convolution: ${example}`,
    );
  const stated = convolutions ?? [];
  if (stated.length !== layers.length)
    throw new UserError(
      `${path}: expected ${stated.length} convolutions, as the architecture says, found ${layers.length}`,
    );
  const taken = stated.flatMap(({ stride, pool }, i) => [
    ...(stride === undefined ? [`stride 1 of convolution ${i + 1}`] : []),
    ...(pool && lacksSize(pool) ? [`pooling windows of 2 x 2 behind convolution ${i + 1}`] : []),
  ]);
  if (taken.length > 0)
    notes.push(`${path}: as in an experiment that does not say it: ${taken.join(", ")}`);
  return layers.map((layer, i) => settingOf(path, layer, stated[i]!, i));
}

const lacksSize = ({ kind, size }: PoolSettings) => kind !== "global-average" && size === undefined;

function settingOf(
  path: string,
  layer: FoundLayer,
  settings: NonNullable<Architecture["convolutions"]>[number],
  i: number,
): FoundConvolution {
  const { name, shape } = layer;
  const {
    channels,
    kernel,
    stride = 1,
    padding,
    pool,
  } = isLine(layer) ? alongLine(settings) : settings;
  // An experiment takes "same" where nothing is said, PyTorch no zeros: nobody's default will do.
  if (padding === undefined)
    throw new UserError(
      `${path}: "${name}" is a convolution, of which convolutions[${i}] of the architecture states no padding; for example ${example}`,
    );
  const [rows, columns] = sides(kernel ?? [shape[2]!, shape[3]!]);
  if ((channels ?? shape[0]) !== shape[0] || rows !== shape[2] || columns !== shape[3])
    throw new UserError(
      `${path}: expected "${name}" to have ${channels ?? shape[0]} channels and a kernel of ${rows} x ${columns}, as the architecture says, found ${shape[0]} and ${shape[2]} x ${shape[3]}`,
    );
  const sized = pool && lacksSize(pool) ? { ...pool, size: 2 } : pool;
  return { stride, padding, ...(sized ? { pool: sized } : {}) };
}

/** Of one dimension, so that a number is one of columns. */
const isLine = ({ names }: FoundLayer) => names.dimensions === 3;

function alongLine(settings: Partial<ConvolutionSettings>): Partial<ConvolutionSettings> {
  const { kernel, stride, padding, pool } = settings;
  const columns = (rows: number, value: Pair | undefined) =>
    typeof value === "number" ? ([rows, value] as const) : value;
  const own = typeof padding === "number" ? ([0, padding] as const) : padding;
  return {
    ...settings,
    ...(kernel !== undefined && { kernel: columns(1, kernel)! }),
    stride: columns(1, stride ?? 1)!,
    ...(own !== undefined && { padding: own }),
    ...(pool && { pool: pool.kind === "global-average" ? pool : linePool(pool, columns) }),
  };
}

function linePool(
  pool: PoolSettings,
  columns: (rows: number, value: Pair | undefined) => Pair | undefined,
): PoolSettings {
  const { size = 2, stride, padding } = pool;
  return {
    ...pool,
    size: columns(1, size)!,
    ...(stride !== undefined && { stride: columns(1, stride)! }),
    ...(padding !== undefined && { padding: columns(0, padding)! }),
  };
}

function sides(value: Pair): readonly [number, number] {
  return typeof value === "number" ? [value, value] : value;
}

/** What an image is: as stated, or the only square one from which the convolutions lead to the layers behind. */
function inputOf(
  path: string,
  layers: readonly FoundLayer[],
  settings: readonly FoundConvolution[],
  architecture: Architecture,
  notes: string[],
): Image | undefined {
  const { input } = architecture;
  const values = layers[0]!.shape[1]!;
  if (settings.length === 0) {
    if (input && (input.channels ?? 1) * input.height * input.width !== values)
      throw new UserError(
        `${path}: expected images of ${input.channels ?? 1} x ${input.height} x ${input.width} values, as the architecture says, found a first layer of ${values} inputs`,
      );
    return statedImage(architecture);
  }
  if (input) {
    if ((input.channels ?? values) !== values)
      throw new UserError(
        `${path}: expected images of ${input.channels} channels, as the architecture says, found a first convolution of ${values}`,
      );
    return { ...input, channels: values };
  }
  const found = sidesThatFit(layers, settings);
  if (found.length !== 1)
    throw new UserError(
      `${path}: how large an image is cannot be told from the file${found.length > 1 ? `, ${found.slice(0, 4).join(", ")} pixels a side would fit` : ""}; state it in --architecture: "input": { "channels": ${values}, "height": ${isLine(layers[0]!) ? 1 : 28}, "width": 28 }`,
    );
  const [width] = found as [number];
  const height = isLine(layers[0]!) ? 1 : width;
  notes.push(
    `${path}: images are taken to be of ${height} x ${width} pixels, the only ${height === width ? "square ones" : "ones of one row"} that fit`,
  );
  return { channels: values, height, width };
}

const largestSide = 1024;

function sidesThatFit(layers: readonly FoundLayer[], settings: readonly FoundConvolution[]) {
  const found: number[] = [];
  for (let side = 1; side <= largestSide; side++) {
    const input = { channels: 0, height: isLine(layers[0]!) ? 1 : side, width: side };
    if (fits(layers, { convolutions: settings, input })) found.push(side);
  }
  return found;
}

/** Messages about shapes do not know the file that has them. */
export function naming<T>(path: string, look: () => T): T {
  try {
    return look();
  } catch (error) {
    if (!(error instanceof UserError) || error.message.startsWith(path)) throw error;
    throw new UserError(`${path}: ${error.message}`);
  }
}

/** The convolutions of a file as a network has them. */
export function convolutionsOf(
  layers: readonly FoundLayer[],
  { convolutions, input }: Pick<FoundNetwork, "convolutions" | "input">,
): Convolutions {
  return {
    input: { height: input!.height, width: input!.width },
    layers: convolutions.map((settings, i) => {
      const [channels, , height, width] = layers[i]!.shape as [number, number, number, number];
      return { channels, kernel: [height, width], ...settings };
    }),
  };
}

/** Whether the first fully connected layer reads just what the convolutions give. */
function fits(
  layers: readonly FoundLayer[],
  network: Pick<FoundNetwork, "convolutions" | "input">,
): boolean {
  const count = network.convolutions.length;
  const units = [layers[0]!.shape[1]!, ...layers.slice(0, count + 1).map(({ shape }) => shape[0]!)];
  try {
    const last = layersOf({ units, convolutions: convolutionsOf(layers, network) })[count - 1]!;
    if (last.kind === "full") return false;
    return last.targets * area(last.pooled) === layers[count]?.shape[1];
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}
