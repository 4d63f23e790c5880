/**
 * Whether communities follow classes.
 *
 * alignment = adjusted mutual information of community and preferred class (preferred-class.ts) over the
 * hidden units that reach an output: 0 where communities know nothing of classes, 1 where they are the
 * classes. NaN for fewer than two such units.
 *
 * Where outputs are many and joined to much, some are drawn, and hidden units prefer one of those: units that
 * reach none of them do not count.
 */
import { adjustedMutualInformation } from "../community/mutual-information.js";
import { type Graph, Role } from "../graph/graph.js";
import { type Limits, noClass, preferredClasses } from "./preferred-class.js";

export interface ClassAlignment {
  readonly value: number;
  /** Outputs drawn; undefined where all were used. */
  readonly outputs?: number;
}

/** @param community of each node; nodes without edges do not matter. */
export function classAlignment(
  graph: Graph,
  community: Uint32Array,
  limits?: Limits,
): ClassAlignment {
  const { classes, outputs, drawn } = preferredClasses(graph, limits);
  const { role } = graph.nodes;
  const isUsed = (v: number) => role[v] === Role.hidden && classes[v] !== noClass;
  const own = community.filter((_, v) => isUsed(v));
  const preferred = classes.filter((_, v) => isUsed(v));
  const value =
    own.length < 2 ? Number.NaN : adjustedMutualInformation(compact(own), compact(preferred));
  return { value, ...(drawn ? { outputs } : {}) };
}

/** Labels numbered from 0 without gaps, in the order of their first use. */
function compact(labels: Uint32Array | Int32Array): Uint32Array {
  let highest = -1;
  for (const label of labels) highest = Math.max(highest, label);
  const number = new Int32Array(highest + 1).fill(-1);
  let count = 0;
  return Uint32Array.from(labels, (label) => {
    if (number[label]! < 0) number[label] = count++;
    return number[label]!;
  });
}
