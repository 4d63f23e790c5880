/**
 * Edges as the page holds them, three characters an edge; reports/graph-data.js reads them. Bytes in base64:
 * first for every edge, sorted by source and target, the step of source x nodes + target from the edge
 * before, seven bits a byte, the lowest first, the highest bit set where more follow; then for every edge
 * one byte: the highest bit is set where its weight is negative, the others are the square root of its weight
 * in 127ths of that of the largest.
 */
export interface CodedEdges {
  readonly count: number;
  /** The largest weight. */
  readonly largest: number;
  readonly code: string;
}

export interface EdgeList {
  /** Places of the nodes in their list. */
  readonly source: ArrayLike<number>;
  readonly target: ArrayLike<number>;
  readonly weight: ArrayLike<number>;
  readonly sign: ArrayLike<number>;
}

/** @param nodes how many there are. */
export function codeEdges({ source, target, weight, sign }: EdgeList, nodes: number): CodedEdges {
  const keys = Float64Array.from(source, (s, e) => s * nodes + target[e]!);
  const order = Array.from(keys.keys());
  if (!keys.every((key, e) => e === 0 || keys[e - 1]! <= key))
    order.sort((a, b) => keys[a]! - keys[b]!);
  const largest = Array.from(weight).reduce((most, w) => Math.max(most, w), 0);
  const bytes: number[] = [];
  let before = 0;
  for (const e of order) {
    let step = keys[e]! - before;
    before = keys[e]!;
    for (; step >= 128; step = Math.floor(step / 128)) bytes.push(128 + (step % 128));
    bytes.push(step);
  }
  for (const e of order) {
    const size = largest > 0 ? Math.round(127 * Math.sqrt(weight[e]! / largest)) : 0;
    bytes.push(size + (sign[e]! < 0 ? 128 : 0));
  }
  const code = Buffer.from(bytes).toString("base64");
  return { count: order.length, largest: Number(largest.toPrecision(4)), code };
}
