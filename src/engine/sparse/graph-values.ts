/**
 * Where the values of nodes lie: those that a sum alone reads may be overwritten by it, and sums that cost
 * less to work anew than to keep have room for one panel.
 */
import { inputMargins, largest, type Margins, none } from "./margins.js";
import { inputsOf, type Node, stretchesOf } from "./nodes.js";
import { allocatePlanes, layoutName, layoutOf, type PlaneArena, type Planes } from "./planes.js";

/** Of each node those that read it, as often as they do. */
function readersOf(nodes: readonly Node[]): number[][] {
  const readers = nodes.map((): number[] => []);
  nodes.forEach((node, n) => {
    for (const input of inputsOf(node)) readers[input]!.push(n);
  });
  return readers;
}

/** Of each node the one in whose place its values lie. */
export function homesOf(nodes: readonly Node[]): number[] {
  const readers = readersOf(nodes);
  const homes: number[] = [];
  nodes.forEach((node, n) => {
    homes.push(n);
    if (node.kind !== "sum") return;
    const term = node.terms.find(
      ({ value, normalisation }) =>
        !normalisation && mayGo(nodes[value]!, readers[value]!.length === 1),
    );
    if (term) homes[n] = homes[term.value]!;
  });
  return homes;
}

/** Whether nobody needs a value once its only reader, if there is but one, has been worked. */
function mayGo(node: Node, readOnce: boolean): boolean {
  switch (node.kind) {
    case "input":
    case "pool": // its gradient asks where the maximum was
      return false;
    case "sum":
      return !node.rectify && readOnce;
    default:
      return readOnce;
  }
}

/**
 * Sums that are used up between two places where all panels are waited for. The backward passes work them anew
 * from what they add, which is read there anyhow: kept, they would be written and read once more, far from any
 * cache. After the last wait a panel goes on to its backward passes at once.
 */
export function passingSums(nodes: readonly Node[], homes: readonly number[]): Set<number> {
  const stretches = stretchesOf(nodes);
  const last = stretches.at(-1)!;
  const readers = readersOf(nodes);
  const passing = new Set<number>();
  nodes.forEach((node, n) => {
    if (node.kind !== "sum" || stretches[n] === last) return;
    const own = readers[n]!;
    const near = own.every((r) => stretches[r] === stretches[n] && homes[r] !== homes[n]);
    const kept = node.terms.every(({ value }) => homes[n] !== homes[value] && !passing.has(value));
    if (own.length > 0 && near && kept) passing.add(n);
  });
  return passing;
}

/**
 * Of each node whether its planes are to be spaced (planes.ts): those that convolutions write or read, and sums of such,
 * so that their gradients may serve one another.
 */
export function spacedNodes(nodes: readonly Node[]): boolean[] {
  const read = new Set(nodes.flatMap((node) => (node.kind === "convolution" ? node.input : [])));
  const spaced: boolean[] = [];
  nodes.forEach((node, n) => {
    const adds = node.kind === "sum" && node.terms.some(({ value }) => spaced[value]);
    spaced.push(node.kind === "convolution" || read.has(n) || adds);
  });
  return spaced;
}

/** @param panels room for so many, unless a value is among the `passing`. */
export function allocateValues(
  arena: PlaneArena,
  nodes: readonly Node[],
  homes: readonly number[],
  passing: ReadonlySet<number>,
  panels: number,
): Planes[] {
  const zeros = nodes.map((): Margins => none);
  for (const node of nodes)
    if (node.kind === "convolution") {
      const home = homes[node.input]!;
      zeros[home] = largest(zeros[home]!, inputMargins(node.layer));
    }
  const spaced = spacedNodes(nodes);
  const rooms = new Map<string, Planes>();
  const stretches = stretchesOf(nodes);
  const planes: Planes[] = [];
  nodes.forEach(({ image }, n) => {
    const home = homes[n]!;
    if (home !== n) {
      planes.push(planes[home]!);
      return;
    }
    const layout = layoutOf(image, zeros[n]!, spaced[n]!);
    if (!passing.has(n)) {
      planes.push(allocatePlanes(arena, layout, panels));
      return;
    }
    // those of one stretch are in memory together
    const place = [...passing].filter((m) => m < n && stretches[m] === stretches[n]).length;
    const name = `${layoutName(layout)} ${place}`;
    const own = rooms.get(name) ?? allocatePlanes(arena, layout, 1);
    rooms.set(name, own);
    planes.push(own);
  });
  return planes;
}
