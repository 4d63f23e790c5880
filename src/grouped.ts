/** A number of each edge, below that of the groups. */
type Group = Uint32Array | Uint16Array | Uint8Array;

/** Where the edges of each group (a unit, say) begin when sorted by group: and the end. */
export function rowStarts(group: Group, groups: number): Uint32Array {
  const starts = new Uint32Array(groups + 1);
  for (let e = 0; e < group.length; e++) starts[group[e]! + 1]!++;
  for (let g = 0; g < groups; g++) starts[g + 1]! += starts[g]!;
  return starts;
}

/** The edges sorted by group, within a group in their order (counting sort). */
export function grouped(group: Group, groups: number): Uint32Array {
  const next = rowStarts(group, groups);
  const order = new Uint32Array(group.length);
  for (let e = 0; e < group.length; e++) {
    const g = group[e]!;
    order[next[g]!] = e;
    next[g]!++;
  }
  return order;
}

/** Edges in an order sorted by another group, within a group in that order. */
export function groupedFurther(order: Uint32Array, group: Group, groups: number): Uint32Array {
  const next = rowStarts(group, groups);
  const further = new Uint32Array(order.length);
  for (let i = 0; i < order.length; i++) further[next[group[order[i]!]!]!++] = order[i]!;
  return further;
}
