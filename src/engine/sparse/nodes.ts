/**
 * What the sparse engine works of a graph of layers: nodes that each make one value. Batch normalisations,
 * sums and rectifiers that only follow one another are one node, worked in one pass.
 */

import type { ActivationLayer } from "../../activations.js";
import type { Convolution, FullyConnected, Image, Pool } from "../../geometry.js";
import { type LayerGraph, type ResolvedLayer, resolveLayers } from "../../layer-graph.js";

/** A batch normalisation; its channels begin there among all normalised ones. */
export interface BatchNormalisation {
  readonly name: string;
  readonly begin: number;
  readonly epsilon: number;
  readonly momentum: number;
  readonly frozen: boolean;
}

/** What a sum adds: a value, normalised or as it is. */
export interface Term {
  readonly value: number;
  readonly normalisation?: BatchNormalisation;
}

/** Of a layer with weights. */
interface Weighted<Geometry> {
  readonly input: number;
  readonly layer: Geometry;
  /** Its number among the weight layers, and where its biases begin. */
  readonly index: number;
  readonly bias: number;
  /** Its units have biases. */
  readonly biased: boolean;
}

export type Work =
  | { readonly kind: "input" }
  | ({ readonly kind: "convolution" } & Weighted<Convolution>)
  | ({ readonly kind: "full" } & Weighted<FullyConnected>)
  /** One term or more; then the rectifier, if any. */
  | { readonly kind: "sum"; readonly terms: readonly Term[]; readonly rectify: boolean }
  | {
      readonly kind: "layer-normalisation";
      readonly input: number;
      readonly begin: number;
      readonly epsilon: number;
    }
  | { readonly kind: "activation"; readonly input: number; readonly layer: ActivationLayer }
  | { readonly kind: "transpose"; readonly input: number }
  | { readonly kind: "pool"; readonly input: number; readonly pool: Pool }
  | { readonly kind: "concatenate"; readonly inputs: readonly number[] }
  | { readonly kind: "multiply"; readonly inputs: readonly number[] }
  | {
      readonly kind: "dropout";
      readonly input: number;
      readonly rate: number;
      readonly name: string;
    };

/** A value and how it is made: nodes are numbered, the input first, each after those it reads. */
export type Node = Work & { readonly image: Image };

/** The nodes that a node reads. */
export function inputsOf(node: Work): readonly number[] {
  if (node.kind === "input") return [];
  if (node.kind === "sum") return node.terms.map(({ value }) => value);
  return "inputs" in node ? node.inputs : [node.input];
}

/** Whether a node needs all images of a batch before it can go on. */
export function waits(node: Node): boolean {
  return (
    node.kind === "sum" &&
    node.terms.some(({ normalisation }) => normalisation && !normalisation.frozen)
  );
}

/** Of each node how many are waited for until it is worked: those of one number are worked panel by panel together. */
export function stretchesOf(nodes: readonly Node[]): number[] {
  let stretch = 0;
  return nodes.map((node) => {
    if (waits(node)) stretch++;
    return stretch;
  });
}

const known = new WeakMap<LayerGraph, readonly Node[]>();

/** Worked out once a graph: levels of a pruning share theirs. */
export function nodesOf(graph: LayerGraph): readonly Node[] {
  const nodes = known.get(graph) ?? readNodes(graph);
  known.set(graph, nodes);
  return nodes;
}

function readNodes(graph: LayerGraph): Node[] {
  const layers = resolveLayers(graph);
  const joins = joinedLayers(layers);
  const nodes: Node[] = [{ kind: "input", image: graph.input }];
  const numbers = new Map([[-1, 0]]);
  const term = (place: number): Term => {
    const own = layers[place];
    return own && joins.has(place)
      ? { value: numbers.get(own.inputs[0]!)!, normalisation: normalisationOf(own) }
      : { value: numbers.get(place)! };
  };
  layers.forEach((own, place) => {
    if (joins.has(place)) return;
    numbers.set(place, nodes.length);
    nodes.push({ ...work(own), image: own });
  });
  return nodes;

  function work(own: ResolvedLayer): Work {
    const { layer, inputs, weights, pool } = own;
    const input = () => numbers.get(inputs[0]!)!;
    switch (layer.kind) {
      case "full":
      case "convolution": {
        const { layer: geometry, index, bias } = weights!;
        const rest = { input: input(), index, bias, biased: layer.bias !== false };
        return geometry.kind === "full"
          ? { kind: "full", layer: geometry, ...rest }
          : { kind: "convolution", layer: geometry, ...rest };
      }
      case "batch-normalisation": {
        const normalised = { value: input(), normalisation: normalisationOf(own) };
        return { kind: "sum", terms: [normalised], rectify: false };
      }
      case "add":
        return { kind: "sum", terms: inputs.map(term), rectify: false };
      case "relu": {
        const below = layers[inputs[0]!];
        const sum = below?.layer.kind === "add" && joins.has(inputs[0]!);
        return {
          kind: "sum",
          terms: (sum ? below.inputs : inputs).map(term),
          rectify: true,
        };
      }
      case "layer-normalisation": {
        const { begin } = own.normalisation!;
        return { kind: "layer-normalisation", input: input(), begin, epsilon: layer.epsilon };
      }
      case "max-pool":
      case "average-pool":
      case "global-average-pool":
        return { kind: "pool", input: input(), pool: pool! };
      case "multiply":
        return { kind: "multiply", inputs: inputs.map((i) => numbers.get(i)!) };
      case "concatenate":
        return { kind: "concatenate", inputs: inputs.map((i) => numbers.get(i)!) };
      case "dropout":
        return { kind: "dropout", input: input(), rate: layer.rate, name: layer.name };
      case "transpose":
        return { kind: "transpose", input: input() };
      default:
        return { kind: "activation", input: input(), layer };
    }
  }
}

function normalisationOf({ layer, normalisation }: ResolvedLayer): BatchNormalisation {
  if (layer.kind !== "batch-normalisation") throw new Error(`${layer.name} normalises no batch`);
  const { epsilon, momentum, frozen = false } = layer;
  return { name: layer.name, begin: normalisation!.begin, epsilon, momentum, frozen };
}

/** Batch normalisations that one sum or rectifier alone reads, and sums that one rectifier alone does. */
function joinedLayers(layers: readonly ResolvedLayer[]): Set<number> {
  const joined = new Set<number>();
  layers.forEach(({ layer }, place) => {
    const readers = layers.filter(({ inputs }) => inputs.includes(place));
    const reader = readers.length === 1 ? readers[0]!.layer.kind : undefined;
    if (layer.kind === "batch-normalisation" && (reader === "add" || reader === "relu"))
      joined.add(place);
    if (layer.kind === "add" && reader === "relu") joined.add(place);
  });
  return joined;
}
