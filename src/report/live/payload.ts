/**
 * What the page brings along so that its reader can prune and fine-tune one network: its weights, test images,
 * the SHA-256 of the run's levels, and the engine. Training images are never among it: those that pcrit draws
 * are drawn in the page, byte for byte, and others are too many.
 */
import type { Table } from "../../arrow/table.js";
import type { Images } from "../../data/dataset.js";
import { type GeneratedName, generated, isGenerated } from "../../data/generated.js";
import { glyphNames } from "../../data/glyphs.js";
import { readWhole } from "../../files.js";
import { parseJsonObject } from "../../json.js";
import { fewestLiveImages } from "../../limits.js";
import { formOf, type Network, type Normalisations } from "../../network.js";
import { packageRoot } from "../../package.js";
import { type Criterion, criteria } from "../../prune/prune.js";
import { initialNetwork, type LevelTraining } from "../../trajectory/level.js";
import type { LiveFiles, LiveLevel } from "../inputs/live-files.js";
import { encodeBase85 } from "./base85.js";
import { mostBytes, mostImages, section } from "./limits.js";
import { trainingIn } from "./training.js";

/** Where a file comes from, as its metadata say. */
export interface Origin {
  readonly stage: string;
  readonly settings: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly seed?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A cell of the run: how its levels were made, and what came out. */
export interface LiveCell {
  readonly criterion: Criterion;
  readonly pruning: "iterative" | "one-shot";
  readonly training: LevelTraining;
  /** The engine that trained them: only those of "sparse" are made again with the same bytes. */
  readonly engine: string;
  /** That of any level: levels differ in their number and their weights. */
  readonly origin: Origin;
  readonly levels: readonly { level: number; weights: number; sha256: string }[];
}

export interface LiveImages {
  readonly count: number;
  readonly width: number;
  readonly classes: number;
  readonly names: readonly string[];
  readonly image?: Images["image"];
  /** Of images that pcrit draws: nothing else is needed of them. */
  readonly drawn?: { readonly name: GeneratedName; readonly seed: number; readonly train: number };
  /** Base64 of bytes, in which a zero is followed by how many there are, or of float32. */
  readonly bytes?: string;
  readonly floats?: string;
  readonly labels?: string;
}

export interface LivePayload {
  /** The page's worker, as text. */
  readonly worker: string;
  /** Base64 of files that the library reads, by their names. */
  readonly files: Readonly<Record<string, string>>;
  /** Shape, and what it does with inputs. */
  readonly form: ReturnType<typeof formOf>;
  readonly architecture: string;
  readonly seed: number;
  /** Base64 of float32; what the dense network's table has besides follows from its shape. */
  readonly weight: string;
  readonly bias: string;
  /** Likewise, of a graph of layers that has any. */
  readonly normalisations?: Readonly<Record<keyof Normalisations, string>>;
  readonly images: LiveImages;
  readonly dataset: { readonly name: string; readonly sha256: string };
  readonly dense: { readonly width: number; readonly sha256: string; readonly origin: Origin };
  readonly cells: readonly LiveCell[];
  /** Those to choose from. */
  readonly criteria: readonly Criterion[];
}

/** Or the reason why there can be none. */
export function livePayload(files: LiveFiles): LivePayload | string {
  const { dense, dataset } = files;
  const { network } = dense;
  const other = notAsInitialised(network, dense.seed);
  if (other) return other;
  const recipe = recipeOf(files);
  const without = {
    worker: readWhole(`${packageRoot}dist/${workerFor(network)}`).toString(),
    files: Object.fromEntries(
      ["dist/kernels.wasm", "schemas/network.json", "schemas/units.json"].map((path) => [
        path,
        text(readWhole(`${packageRoot}${path}`)),
      ]),
    ),
    form: formOf(network),
    architecture: dense.architecture,
    seed: dense.seed,
    weight: text(network.weight),
    bias: text(network.bias),
    ...(network.normalisations && { normalisations: texts(network.normalisations) }),
    dataset: { name: dataset.name, sha256: dataset.table.sha256() },
    dense: {
      width: dense.width,
      sha256: dense.edges.sha256(),
      origin: originOf(dense.edges),
    },
    cells: cellsOf(files.levels),
    criteria: offered(files.levels, recipe !== undefined),
  };
  const left = mostBytes - section - JSON.stringify(without).length;
  const images = imagesWithin(files, recipe, left);
  if (images) return { ...without, images };
  return `The collapse cannot be run in the page: the network of ${network.weight.length} weights and ${fewestLiveImages} test images take more than the ${mostBytes / 1e6} MB that are there for them.`;
}

/** That of chains has no engine for graphs of layers: pages have room for what they run alone. */
function workerFor({ graph }: Network): string {
  return graph ? "live-layers.js" : "live.js";
}

function texts({ scale, shift, mean, variance }: Normalisations) {
  return { scale: text(scale), shift: text(shift), mean: text(mean), variance: text(variance) };
}

/** Its table is rebuilt from its shape, and its weights at initialisation from the seed. */
function notAsInitialised(network: Network, seed: number): string | undefined {
  const initial = initialNetwork(network, seed);
  const same = (name: "layer" | "source" | "target" | "tap" | "initial") =>
    network[name]?.length === initial[name]!.length &&
    initial[name]!.every((value, i) => value === network[name]![i]);
  if (
    ["layer", "source", "target", "tap"].every((name) => same(name as "layer")) &&
    same("initial")
  )
    return undefined;
  return "The collapse cannot be run in the page: the dense network is not one that pcrit initialised and trained, every weight of it.";
}

/** How the images are drawn; undefined where they are others. */
function recipeOf({ dataset }: LiveFiles): LiveImages["drawn"] {
  const { train, test } = dataset.dataset;
  const seed = Number(said(dataset.table, "settings")["seed"] ?? 0);
  const { name } = dataset;
  if (!isGenerated(name)) return undefined;
  const same = (split: "train" | "test", images: Images) => {
    const count = Math.min(images.count, mostImages);
    const drawn = generated[name].draw(seed, split, count);
    const part = images.pixels.subarray(0, count * images.width);
    return (
      images.width === drawn.width &&
      images.classes === drawn.classes &&
      drawn.labels.every((label, i) => label === images.labels[i]) &&
      part.every((value, i) => value === drawn.pixels[i])
    );
  };
  if (!same("test", test) || !same("train", train)) return undefined;
  return { name, seed, train: train.count };
}

function imagesWithin(
  { dataset: { dataset } }: LiveFiles,
  drawn: LiveImages["drawn"],
  bytes: number,
): LiveImages | undefined {
  const { test } = dataset;
  const { width, classes, image } = test;
  const numbers = Array.from({ length: classes }, (_, c) => String(c));
  const names = dataset.names ?? (drawn ? glyphNames : numbers);
  const most = Math.min(mostImages, test.count);
  const own = { width, classes, names, ...(image && { image }) };
  for (let count = most; count >= Math.min(fewestLiveImages, most); count -= 20) {
    const images = { ...own, count, ...(drawn ? { drawn } : packed(test, count)) };
    if (JSON.stringify(images).length <= bytes) return images;
  }
  return undefined;
}

function packed({ pixels, labels, width }: Images, count: number) {
  const part = pixels.subarray(0, count * width);
  const values =
    part instanceof Uint8Array ? { bytes: text(zerosCounted(part)) } : { floats: text(part) };
  return { ...values, labels: text(labels.subarray(0, count)) };
}

/** Most pixels are dark: a zero stands for as many as the next byte says. */
function zerosCounted(bytes: Uint8Array): Uint8Array {
  const found: number[] = [];
  for (let i = 0; i < bytes.length; i++) {
    found.push(bytes[i]!);
    if (bytes[i] !== 0) continue;
    let run = 1;
    while (run < 255 && bytes[i + 1] === 0 && i + 1 < bytes.length) {
      run++;
      i++;
    }
    found.push(run);
  }
  return Uint8Array.from(found);
}

function cellsOf(levels: readonly LiveLevel[]): LiveCell[] {
  const names = [...new Set(levels.map(({ cell }) => cell.cell))].sort();
  return names.flatMap((name) => {
    const own = levels.filter(({ cell }) => cell.cell === name).sort((a, b) => a.level - b.level);
    const [{ cell, table }] = own as [LiveLevel];
    const criterion = criteria.find((known) => known === cell.criterion);
    const origin = originOf(table);
    const settings = said(table, "settings");
    if (!criterion || "criterion-sha256" in settings) return [];
    return [
      {
        criterion,
        pruning: cell.pruning === "one-shot" ? "one-shot" : "iterative",
        training: trainingIn(settings, cell.seed),
        engine: String(settings["engine"] ?? "sparse"),
        origin,
        levels: own.map(({ level, weights, sha256 }) => ({ level, weights, sha256 })),
      },
    ];
  });
}

/** The simplest, and those of the run; some look at training images. */
function offered(levels: readonly LiveLevel[], haveImages: boolean): Criterion[] {
  const always = ["magnitude", "layer-magnitude", "random"];
  const look = ["snip", "wanda"];
  const own = new Set([...always, ...levels.map(({ cell }) => cell.criterion)]);
  return criteria.filter((name) => own.has(name) && (haveImages || !look.includes(name)));
}

function originOf(table: Table): Origin {
  const seed = table.metadata.get("pcrit.seed");
  return {
    stage: table.metadata.get("pcrit.stage") ?? "",
    settings: table.metadata.get("pcrit.settings") ?? "{}",
    inputs: said(table, "inputs") as Record<string, string>,
    ...(seed === undefined ? {} : { seed }),
    attributes: said(table, "attributes"),
  };
}

/** What the metadata hold under a key. @throws UserError where that is no JSON object. */
function said({ path, metadata }: Table, key: string): Record<string, unknown> {
  const text = metadata.get(`pcrit.${key}`);
  return text === undefined ? {} : parseJsonObject(`${path}: metadata pcrit.${key}`, text, key);
}

function text(values: Uint8Array | Float32Array): string {
  return encodeBase85(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}
