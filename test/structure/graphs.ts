/** Ten varied graphs on which the structure statistics are compared with other libraries. */
import { type Graph, layeredNodes, Role } from "../../src/graph/graph.js";
import { Random } from "../../src/random.js";
import { graphOf, type Pair, pairsOf, randomLayered } from "../graph/graphs.js";

/** Sources of later numbers get fewer edges: degrees as unequal as after pruning. */
function unequal(units: readonly number[], seed: string): Graph {
  const random = new Random(seed, "unequal");
  const nodes = layeredNodes(units);
  const pairs: Pair[] = [];
  nodes.layer.forEach((l, u) => {
    nodes.layer.forEach((k, v) => {
      if (k === l + 1 && random.uniform() < 2 / (1 + (u % 7)) / (1 + (v % 5))) pairs.push([u, v]);
    });
  });
  return graphOf(
    nodes,
    pairs,
    pairs.map(() => 0.1 + random.uniform()),
  );
}

function withSkips(): Graph {
  const base = randomLayered([6, 7, 6, 4], 0.4, "skips");
  const more: Pair[] = [
    [0, 14],
    [1, 15],
    [7, 19],
    [8, 20],
    [2, 16],
  ];
  const random = new Random(1, "skips");
  const pairs = [...pairsOf(base), ...more];
  return graphOf(
    base.nodes,
    pairs,
    pairs.map(() => 0.1 + random.uniform()),
  );
}

export const structureGraphs: readonly (readonly [name: string, graph: Graph])[] = [
  ["dense", randomLayered([8, 6, 5, 4], 1, "structure 1")],
  ["half", randomLayered([12, 9, 7, 5], 0.5, "structure 2")],
  ["sparse", randomLayered([20, 15, 10, 4], 0.15, "structure 3")],
  ["scattered", randomLayered([20, 20, 20, 5], 0.05, "structure 4")],
  ["one hidden layer", randomLayered([15, 12, 3], 0.3, "structure 5")],
  ["deep", randomLayered([6, 6, 6, 6, 6, 6, 3], 0.4, "structure 6")],
  ["wide", randomLayered([60, 4, 30, 10], 0.3, "structure 7")],
  ["unequal", unequal([30, 20, 12, 6], "structure 8")],
  ["unequal, large", unequal([80, 60, 40, 10], "structure 9")],
  ["with edges that skip layers", withSkips()],
];

/** Community of each node, of no meaning. */
export function someCommunities({ nodes }: Graph): Uint32Array {
  return nodes.id.map((v) => (v * 7 + (v >> 2)) % 4);
}

/** What an oracle needs to know of a graph. */
export function describeGraph(graph: Graph) {
  const of = (role: number) =>
    [...graph.nodes.role.keys()].filter((v) => graph.nodes.role[v] === role);
  return {
    nodes: graph.nodes.id.length,
    layer: [...graph.nodes.layer],
    pairs: pairsOf(graph),
    weights: [...graph.weight],
    layers: [...graph.weightLayer],
    inputs: of(Role.input),
    hidden: of(Role.hidden),
    outputs: of(Role.output),
    community: [...someCommunities(graph)],
  };
}
