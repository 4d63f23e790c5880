/** What is left of a run as pieces of work for a scheduler: what one process makes, and what it needs. */
import { groupsOf } from "../experiment/groups.js";
import { makersOf } from "../experiment/makers.js";
import { runFiles } from "../experiment/paths.js";
import type { Target } from "../experiment/target.js";

/** Each is made from what those before it make, and from its own. */
export const phases = ["data", "dense", "trajectories", "measures", "run"] as const;
export type Phase = (typeof phases)[number];

export interface Piece {
  /** Its first target names it. */
  readonly name: string;
  readonly targets: readonly string[];
  readonly phase: Phase;
  /** Expected on one core. */
  readonly seconds: number;
  readonly megabytes: number;
}

export function piecesOf(all: readonly Target[], left: ReadonlySet<string>): Piece[] {
  const open = all.filter(({ target }) => left.has(target));
  const groups = groupsOf(open.filter((target) => phaseOf(target) !== "run"));
  // What is made once from all cells is made in its order, by one process.
  const last = open.filter((target) => phaseOf(target) === "run");
  return [...groups, ...(last.length > 0 ? [last] : [])].map((members) => ({
    name: members[0]!.target,
    targets: members.map(({ target }) => target),
    phase: phaseOf(members[0]!),
    seconds: members.reduce((sum, { seconds }) => sum + seconds, 0),
    megabytes: memoryOf(members),
  }));
}

/** Of pieces, those that hang on others: name -> names of the pieces that it is made from. */
export function needsOf(
  all: readonly Target[],
  pieces: readonly Piece[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const makerOf = makersOf(all);
  const byTarget = new Map(all.map((target) => [target.target, target]));
  const pieceOf = new Map(
    pieces.flatMap(({ name, targets }) => targets.map((target) => [target, name] as const)),
  );
  const needs = new Map<string, ReadonlySet<string>>();
  for (const { name, targets } of pieces) {
    const inputs = targets.flatMap((target) => byTarget.get(target)!.inputs);
    const from = inputs.map((path) => pieceOf.get(makerOf(path)?.target ?? ""));
    needs.set(name, new Set(from.filter((one) => one !== undefined && one !== name) as string[]));
  }
  return needs;
}

/** Pieces of one phase that hang together, in their order: one task makes them. */
export function bundlesOf(
  pieces: readonly Piece[],
  needs: ReadonlyMap<string, ReadonlySet<string>>,
): Piece[][] {
  const own = new Map(pieces.map((piece) => [piece.name, [piece]]));
  for (const { name } of pieces)
    for (const other of needs.get(name) ?? []) {
      const [bundle, from] = [own.get(name)!, own.get(other)];
      if (!from || from === bundle) continue;
      from.push(...bundle);
      for (const piece of bundle) own.set(piece.name, from);
    }
  const place = new Map(pieces.map(({ name }, i) => [name, i]));
  return [...new Set(own.values())].map((bundle) =>
    bundle.sort((a, b) => place.get(a.name)! - place.get(b.name)!),
  );
}

function phaseOf({ target, stage }: Target): Phase {
  if (target === runFiles.dataset) return "data";
  if (target.startsWith("dense/")) return "dense";
  if (!target.startsWith("cells/")) return "run";
  return stage === "trajectory" ? "trajectories" : "measures";
}

/** A process that makes several keeps some of each: a tenth is more than it is. */
function memoryOf(members: readonly Target[]): number {
  const sizes = members.map(({ megabytes }) => megabytes);
  const most = Math.max(...sizes);
  return most + (sizes.reduce((sum, size) => sum + size, 0) - most) / 10;
}
