/**
 * Whether communities follow classes. An output unit is a class; a hidden unit prefers the one to which
 * most of its downstream weight leads, where paths weigh the product of their absolute weights:
 *
 *   a(v, t) = sum over edges v -> u of |w| a(u, t),   a(t, t) = 1
 *
 * alignment = adjusted mutual information of community and preferred class over the hidden units that
 * reach an output: 0 where communities know nothing of classes, 1 where they are the classes. NaN for
 * fewer than two such units. O(classes E).
 */
import { adjustedMutualInformation } from "../community/mutual-information.js";
import { type Graph, Role } from "../graph/graph.js";

export const noClass = -1;

/** Preferred class of each node, as the place of its output among the outputs; noClass without one. */
export function preferredClasses(graph: Graph): Int32Array {
  const { nodes, source, target, weight } = graph;
  const outputs = [...nodes.role.keys()].filter((v) => nodes.role[v] === Role.output);
  const best = new Float64Array(nodes.id.length);
  const preferred = new Int32Array(nodes.id.length).fill(noClass);
  outputs.forEach((output, place) => {
    const reach = new Float64Array(nodes.id.length);
    reach[output] = 1;
    for (let e = source.length - 1; e >= 0; e--)
      reach[source[e]!]! += weight[e]! * reach[target[e]!]!;
    reach.forEach((value, v) => {
      if (value <= best[v]!) return; // the first of equal ones
      best[v] = value;
      preferred[v] = place;
    });
  });
  return preferred;
}

/** @param community of each node; nodes without edges do not matter. */
export function classAlignment(graph: Graph, community: Uint32Array): number {
  const preferred = preferredClasses(graph);
  const used = [...graph.nodes.role.keys()].filter(
    (v) => graph.nodes.role[v] === Role.hidden && preferred[v] !== noClass,
  );
  if (used.length < 2) return Number.NaN;
  return adjustedMutualInformation(
    compact(used.map((v) => community[v]!)),
    compact(used.map((v) => preferred[v]!)),
  );
}

/** Labels numbered from 0 without gaps, in the order of their first use. */
function compact(labels: readonly number[]): Uint32Array {
  const known = new Map<number, number>();
  return Uint32Array.from(labels, (label) => {
    if (!known.has(label)) known.set(label, known.size);
    return known.get(label)!;
  });
}
