/** The groups of the graph `units` in the form of unit-groups.ts: runs of nodes in place of channels. */
import type { LayerGraph } from "../layer-graph.js";
import type { IdentityEdges } from "./graph.js";
import type { GroupSlice, Identities, UnitGroups } from "./unit-groups.js";
import { type ValueNodes, valueNodes } from "./value-nodes.js";

/** O(nodes + identity edges). */
export function valueGroups(graph: LayerGraph): UnitGroups {
  const values = valueNodes(graph);
  const groupAt = groupFinder(values);
  return {
    groups: values.groups,
    target: values.weights.map(({ group }) => group),
    sources: values.weights.map(({ reads }) => runsOf(reads.node.slice().sort(), groupAt)),
    identities: identityRuns(values.identities, groupAt),
  };
}

type GroupAt = (node: number) => GroupSlice;

/** The group of a node, and its place there. */
function groupFinder({ groups, begins }: ValueNodes): GroupAt {
  return (node) => {
    let group = groups.length - 1;
    while (begins[group]! > node) group--;
    return { group, begin: node - begins[group]!, units: 1 };
  };
}

/** @param nodes ascending, any of them several times. */
function runsOf(nodes: Uint32Array, groupAt: GroupAt): GroupSlice[] {
  const runs: GroupSlice[] = [];
  nodes.forEach((node, i) => {
    if (i > 0 && node === nodes[i - 1]) return;
    const [own, last] = [groupAt(node), runs.at(-1)];
    if (last && last.group === own.group && last.begin + last.units === own.begin)
      runs[runs.length - 1] = { ...last, units: last.units + 1 };
    else runs.push(own);
  });
  return runs;
}

/**
 * Identities that follow one another: unit by unit, as of a sum of two that are alike; from one to several, as of a
 * factor for all positions; or from several to one, as through a pool. They come by source, then target.
 */
function identityRuns({ source, target, skip }: IdentityEdges, groupAt: GroupAt): Identities[] {
  const runs: Run[] = [];
  /** Those that a pair may go on, by what it has in common with their last one. */
  const open = new Map<string, Run>();
  source.forEach((from, i) => {
    const to = target[i]!;
    const ends = { from: groupAt(from), to: groupAt(to), skip: skip[i] === 1 };
    const next = [`same ${to - from}`, `from ${from}`, `to ${to}`]
      .map((key) => open.get(key))
      .find((run) => run?.takes(from, to, ends));
    const run = next ?? new Run(from, to, ends);
    if (next) next.add(from, to);
    else runs.push(run);
    for (const key of [`same ${to - from}`, `from ${from}`, `to ${to}`]) open.set(key, run);
  });
  return runs.map((run) => run.identities());
}

type Ends = Pick<Identities, "from" | "to" | "skip">;

class Run {
  #length = 1;
  #step: readonly [number, number] | undefined;
  #from: number;
  #to: number;

  constructor(
    from: number,
    to: number,
    private readonly ends: Ends,
  ) {
    [this.#from, this.#to] = [from, to];
  }

  takes(from: number, to: number, { from: source, to: target, skip }: Ends): boolean {
    const { ends } = this;
    const [a, b] = [from - this.#from, to - this.#to];
    const fits = this.#step
      ? a === this.#step[0] && b === this.#step[1]
      : a <= 1 && b <= 1 && a + b > 0;
    return (
      fits &&
      a >= 0 &&
      b >= 0 &&
      source.group === ends.from.group &&
      target.group === ends.to.group &&
      skip === ends.skip
    );
  }

  add(from: number, to: number): void {
    this.#step ??= [from - this.#from, to - this.#to];
    [this.#from, this.#to] = [from, to];
    this.#length++;
  }

  identities(): Identities {
    const { from, to, skip } = this.ends;
    const [a, b] = this.#step ?? [1, 1];
    return {
      from: { ...from, units: a === 1 ? this.#length : 1 },
      to: { ...to, units: b === 1 ? this.#length : 1 },
      pairs: a === b ? "same" : "all",
      skip,
    };
  }
}
