/** Betweenness and participation of many units in a few numbers. */
import { degrees } from "../degree/degree.js";
import { gini } from "../degree/distribution.js";
import { type Graph, Role } from "../graph/graph.js";
import { pearson } from "../statistics/correlation.js";
import { mean } from "../statistics/moments.js";
import { inputOutputBetweenness } from "./betweenness.js";
import { participation } from "./participation.js";

const ofRole = ({ nodes }: Graph, role: number) =>
  [...nodes.role.keys()].filter((v) => nodes.role[v] === role);

export interface BetweennessSummary {
  /** Over hidden units. */
  readonly gini: number;
  /** Largest share of input-output pairs whose shortest paths pass one hidden unit. */
  readonly max: number;
  /** Correlation with degree over hidden units. */
  readonly degree: number;
  /** Outputs used for it. */
  readonly outputs: number;
}

export function betweennessSummary(graph: Graph): BetweennessSummary {
  const { values, outputs } = inputOutputBetweenness(graph);
  const hidden = ofRole(graph, Role.hidden);
  const own = Float64Array.from(hidden, (v) => values[v]!);
  const degree = degrees(graph, "all");
  const pairs = ofRole(graph, Role.input).length * ofRole(graph, Role.output).length;
  return {
    gini: gini(own),
    max: own.reduce((most, b) => Math.max(most, b), 0) / pairs,
    degree: pearson(
      own,
      hidden.map((v) => degree[v]!),
    ),
    outputs,
  };
}

/** @param community of each node. Units without weight do not count. */
export function meanParticipation(graph: Graph, community: Uint32Array) {
  const spread = participation(graph, community);
  const meanOf = (role: number) =>
    mean([...spread].filter((p, v) => !Number.isNaN(p) && graph.nodes.role[v] === role));
  return { hidden: meanOf(Role.hidden), inputs: meanOf(Role.input) };
}

/** The same of all nodes with weight, whatever they are. */
export function participationOfAll(graph: Graph, community: Uint32Array): number {
  return mean([...participation(graph, community)].filter((p) => !Number.isNaN(p)));
}
