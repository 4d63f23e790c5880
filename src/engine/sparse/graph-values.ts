/** Where the values of nodes lie: those that a sum alone reads may be overwritten by it. */
import { inputMargins, largest, type Margins, none } from "./margins.js";
import { inputsOf, type Node } from "./nodes.js";
import { allocatePlanes, layoutOf, type PlaneArena, type Planes } from "./planes.js";

/** Of each node the one in whose place its values lie. */
export function homesOf(nodes: readonly Node[]): number[] {
  const homes: number[] = [];
  nodes.forEach((node, n) => {
    homes.push(n);
    if (node.kind !== "sum") return;
    const term = node.terms.find(
      ({ value, normalisation }) => !normalisation && mayGo(nodes, value),
    );
    if (term) homes[n] = homes[term.value]!;
  });
  return homes;
}

/** Whether nobody needs a value once its only reader has been worked. */
function mayGo(nodes: readonly Node[], value: number): boolean {
  const reads = nodes.flatMap(inputsOf).filter((input) => input === value);
  const node = nodes[value]!;
  switch (node.kind) {
    case "input":
    case "pool": // its gradient asks where the maximum was
      return false;
    case "sum":
      return !node.rectify && reads.length === 1;
    default:
      return reads.length === 1;
  }
}

/** @param panels room for so many. */
export function allocateValues(
  arena: PlaneArena,
  nodes: readonly Node[],
  homes: readonly number[],
  panels: number,
): Planes[] {
  const zeros = nodes.map((): Margins => none);
  for (const node of nodes)
    if (node.kind === "convolution") {
      const home = homes[node.input]!;
      zeros[home] = largest(zeros[home]!, inputMargins(node.layer));
    }
  const planes: Planes[] = [];
  nodes.forEach(({ image }, n) => {
    const home = homes[n]!;
    planes.push(
      home === n ? allocatePlanes(arena, layoutOf(image, zeros[n]!), panels) : planes[home]!,
    );
  });
  return planes;
}
