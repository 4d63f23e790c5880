/**
 * A network that is a graph of layers, and images, in the memory of a WebAssembly instance. Normalisation
 * over a batch needs all its images at once: so a batch is worked node by node, each over all panels; those
 * nodes that need not wait for the other panels are worked panel by panel together.
 */
import type { Images } from "../../data/dataset.js";
import { layerOffsets, type Network } from "../../network.js";
import { classesOf } from "../checks.js";
import type { Gradients } from "../engine.js";
import type { Arena } from "./arena.js";
import { BatchStatistics } from "./batch-statistics.js";
import {
  activationNode,
  concatenateNode,
  dropoutNode,
  multiplyNode,
  poolNode,
  transposeNode,
} from "./channel-nodes.js";
import { usedChannels } from "./channels.js";
import { convolutionNode } from "./convolution-node.js";
import { fullNode } from "./full-node.js";
import { GradientPlan } from "./gradient-plan.js";
import { checkBytes, chunkOf, tileBytes } from "./graph-bytes.js";
import type { Context, Epoch, Worked } from "./graph-context.js";
import { graphInput } from "./graph-input.js";
import { graphParameters, readParts } from "./graph-parameters.js";
import { allocateValues, homesOf, passingSums } from "./graph-values.js";
import type { Kernels } from "./kernels.js";
import { layerNormalisationNode } from "./layer-normalisation-node.js";
import { inputsOf, type Node, nodesOf } from "./nodes.js";
import { LANES } from "./parameters.js";
import { handOver, inStretches, type Pass, runStretches, type Stretch } from "./passes.js";
import { scoring } from "./scoring.js";
import type { Scores, TrainingSession } from "./session.js";
import { sumNode } from "./sum-node.js";
import { borrow, giveBack, type Workspace } from "./workspace.js";

export class GraphSession implements TrainingSession {
  readonly kernels: Kernels;
  readonly arena: Arena;
  readonly parameters: { readonly count: number };
  readonly weight: number;
  readonly gradient: number;
  readonly #workspace: Workspace;
  readonly #network: Network;
  readonly #context: Context;
  readonly #worked: readonly Worked[];
  readonly #forward: readonly Stretch[];
  readonly #all: readonly Stretch[];
  readonly #input: ReturnType<typeof graphInput>;
  readonly #scoring: ReturnType<typeof scoring>;
  readonly #chunk: number;
  #epoch: Epoch | undefined;

  /** @param learning whether gradients are asked for, and normalisation by the batch. */
  constructor(network: Network, images: Images, batch: number, learning: boolean) {
    checkBytes(network.graph!, batch, learning);
    this.#workspace = borrow();
    this.kernels = this.#workspace.kernels;
    this.arena = this.#workspace.arena;
    this.#network = network;
    const nodes = nodesOf(network.graph!);
    this.#chunk = chunkOf(nodes, batch, learning);
    const panels = this.#chunk / LANES;
    const homes = homesOf(nodes);
    const channels = usedChannels(network, nodes, learning);
    const parameters = graphParameters(this.arena, network, learning);
    const passing = passingSums(nodes, homes);
    const values = allocateValues(this.arena, nodes, homes, passing, panels);
    const { mean, variance } = network.normalisations ?? {};
    const context: Context = {
      network,
      offsets: layerOffsets(network),
      kernels: this.kernels,
      arena: this.arena,
      nodes,
      channels,
      learning,
      values,
      parameters,
      statistics: learning ? statisticsOf(this.#workspace, nodes, values) : new Map(),
      running: {
        mean: Float32Array.from(mean ?? []),
        variance: Float32Array.from(variance ?? []),
      },
      scratch: this.arena.allocate(tileBytes(nodes, learning)),
      panels,
    };
    this.#context = context;
    this.parameters = parameters;
    this.weight = parameters.weight;
    this.gradient = parameters.gradient;
    this.#input = graphInput(context, images);
    this.#worked = nodes.slice(1).map((node, n) => work(context, n + 1, node));
    const gradients = learning
      ? new GradientPlan(this.arena, nodes, homes, values, channels.live, panels)
      : undefined;
    const last = nodes.length - 1;
    const slopes = gradients?.of(last);
    this.#scoring = scoring(context, images, classesOf(network), this.#input.order, slopes);
    const forward = [this.#input.pass, ...this.#worked.flatMap((own) => own.forward)];
    forward.push(this.#scoring.pass);
    const backward = gradients ? backwardPasses(context, this.#worked, gradients, passing) : [];
    this.#forward = inStretches(forward);
    this.#all = inStretches([...forward, ...backward]);
    this.distribute();
  }

  parameterArray(): number {
    return this.arena.allocate(4 * this.parameters.count);
  }

  setOrder(order: Uint32Array, epoch?: Epoch): void {
    this.#input.setOrder(order);
    this.#epoch = epoch;
  }

  run(first: number, images: number, learn: boolean): void {
    const { parameters, statistics, learning } = this.#context;
    if (learn) {
      const { lanes, count } = parameters;
      this.arena.bytes(lanes, 16 * count).fill(0);
      for (const worked of this.#worked) worked.clear?.();
    }
    this.#scoring.share(images);
    for (let done = 0; done < images; done += this.#chunk) {
      const part = Math.min(this.#chunk, images - done);
      this.#input.start(first + done);
      this.#scoring.start(first + done);
      if (learning) for (const own of statistics.values()) own.clear();
      for (const worked of this.#worked) worked.begin?.(first + done, part, this.#epoch);
      runStretches(learn ? this.#all : this.#forward, part);
    }
    if (learn) {
      this.kernels.sumLanes(parameters.count, parameters.lanes, parameters.gradient);
      for (const worked of this.#worked) worked.collect?.();
    }
  }

  distribute(): void {
    for (const worked of this.#worked) worked.distribute?.();
  }

  logits(images: number): Float32Array {
    const classes = classesOf(this.#network);
    const { at, plane } = this.#context.values.at(-1)!;
    const outputs = this.arena.floats(at(0), (classes * plane) / 4);
    return Float32Array.from({ length: images * classes }, (_, i) => {
      const c = i % classes;
      return outputs[(c * plane) / 4 + (i - c) / classes]!;
    });
  }

  scores(): Scores {
    return this.#scoring.scores();
  }

  clearScores(): void {
    this.#scoring.clear();
  }

  trained(): Network {
    const { weight, bias, normalisations } = this.#network;
    const own = { weight: weight.slice(), bias: bias.slice() };
    if (!normalisations) {
      this.#read(this.weight, own);
      return { ...this.#network, ...own };
    }
    const { running } = this.#context;
    const scale = normalisations.scale.slice();
    const shift = normalisations.shift.slice();
    this.#read(this.weight, { ...own, scale, shift });
    const [mean, variance] = [running.mean.slice(), running.variance.slice()];
    return { ...this.#network, ...own, normalisations: { scale, shift, mean, variance } };
  }

  gradients(): Omit<Gradients, "loss"> {
    const { weight, bias, normalisations } = this.#network;
    const channels = normalisations?.scale.length;
    const own = {
      weight: new Float32Array(weight.length),
      bias: new Float32Array(bias.length),
      ...(channels !== undefined && {
        scale: new Float32Array(channels),
        shift: new Float32Array(channels),
      }),
    };
    this.#read(this.gradient, own);
    return own;
  }

  #read(array: number, into: Parameters<typeof readParts>[2]): void {
    const { parameters } = this.#context;
    readParts(this.arena.floats(array, parameters.count), parameters, into);
  }

  close(): void {
    giveBack(this.#workspace);
  }
}

function statisticsOf(
  { kernels, arena }: Workspace,
  nodes: readonly Node[],
  values: Context["values"],
) {
  const statistics = new Map<number, BatchStatistics>();
  for (const node of nodes)
    if (node.kind === "sum")
      for (const { value, normalisation } of node.terms)
        if (normalisation && !normalisation.frozen && !statistics.has(value))
          statistics.set(value, new BatchStatistics(kernels, arena, values[value]!));
  return statistics;
}

function work(context: Context, number: number, node: Node): Worked {
  switch (node.kind) {
    case "convolution":
      return convolutionNode(context, number, node);
    case "full":
      return fullNode(context, number, node);
    case "sum":
      return sumNode(context, number, node);
    case "layer-normalisation":
      return layerNormalisationNode(context, number, node);
    case "activation":
      return activationNode(context, number, node);
    case "pool":
      return poolNode(context, number, node);
    case "concatenate":
      return concatenateNode(context, number, node);
    case "multiply":
      return multiplyNode(context, number, node);
    case "dropout":
      return dropoutNode(context, number, node);
    case "transpose":
      return transposeNode(context, number, node);
    case "input":
      throw new Error("the input is not worked");
  }
}

/**
 * From the last node to the first; those whose gradient is nothing are left out. What is not kept is worked anew
 * where a stretch begins that reads it.
 */
function backwardPasses(
  { nodes, channels }: Context,
  worked: readonly Worked[],
  plan: GradientPlan,
  passing: ReadonlySet<number>,
): Pass[] {
  const passes: Pass[] = [];
  const anew = new Set<number>();
  const reads = nodes.flatMap(inputsOf);
  const passingOf = (input: number) =>
    passing.has(input) && reads.filter((own) => own === input).length === 1
      ? worked[input - 1]!.passing
      : undefined;
  let begin = 0;
  for (let n = nodes.length - 1; n > 0; n--) {
    if (!channels.live[n]!.includes(1)) continue;
    const own = worked[n - 1]!;
    const d = plan.of(n);
    const read = inputsOf(nodes[n]!);
    const inputs = plan
      .pass(n, (place) => own.writes(place))
      .map((gradient, i) => gradient && { ...gradient, passing: passingOf(read[i]!) });
    const made = own.backward(d, inputs);
    for (const input of read)
      if (passing.has(input) && !anew.has(input) && !passingOf(input)?.taken) {
        anew.add(input);
        passes.splice(begin, 0, ...(worked[input - 1]!.again ?? []));
      }
    passes.push(...made);
    begin = passes.findLastIndex(({ after }) => after) + 1;
  }
  handOver(passes);
  return passes;
}
