/** Which nodes each of some values has to do with. */

/** Nodes of value v, ascending and each once, from begin[v] to begin[v + 1]. */
export interface Relation {
  readonly begin: Uint32Array;
  readonly node: Uint32Array;
}

/** Each value has a node of its own, in their order. */
export function oneEach(first: number, values: number): Relation {
  return {
    begin: Uint32Array.from({ length: values + 1 }, (_, v) => v),
    node: Uint32Array.from({ length: values }, (_, v) => first + v),
  };
}

/**
 * @param each tells of every pair of a value and a node, in any order and as often as it likes; it is called twice and
 * tells the same. @param most pairs. @param tooMany is thrown where there are more.
 */
export function related(
  values: number,
  each: (visit: (value: number, node: number) => void) => void,
  most: number,
  tooMany: () => Error,
): Relation {
  const begin = new Uint32Array(values + 1);
  let pairs = 0;
  each((value) => {
    begin[value + 1]!++;
    if (++pairs > most) throw tooMany();
  });
  for (let v = 0; v < values; v++) begin[v + 1]! += begin[v]!;
  const node = new Uint32Array(pairs);
  const next = begin.slice(0, values);
  each((value, own) => {
    node[next[value]!++] = own;
  });
  return distinct({ begin, node });
}

/** Nodes that stand in no order or twice, put in order. */
function distinct({ begin, node }: Relation): Relation {
  const values = begin.length - 1;
  const kept = new Uint32Array(values + 1);
  let count = 0;
  for (let v = 0; v < values; v++) {
    const own = node.subarray(begin[v]!, begin[v + 1]!);
    if (!ascends(own)) own.sort();
    for (let i = 0; i < own.length; i++)
      if (i === 0 || own[i] !== own[i - 1]) node[count++] = own[i]!;
    kept[v + 1] = count;
  }
  return { begin: kept, node: count < node.length ? node.slice(0, count) : node };
}

function ascends(nodes: Uint32Array): boolean {
  for (let i = 1; i < nodes.length; i++) if (nodes[i - 1]! >= nodes[i]!) return false;
  return true;
}

/** How many nodes each value has. */
export function counts({ begin }: Relation): Uint32Array {
  return Uint32Array.from({ length: begin.length - 1 }, (_, v) => begin[v + 1]! - begin[v]!);
}
