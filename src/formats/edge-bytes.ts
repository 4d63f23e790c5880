/** Edges of a graph as bytes, block by block, in whatever form a format gives them. */
import type { ExportedGraph } from "./exported-graph.js";
import { keyWriter } from "./node-keys.js";
import { encoded, type TextBytes } from "./text-bytes.js";

/** What stands around the values of an edge, in the order of writing. */
export interface EdgeForm {
  /** Between an edge and the next. */
  readonly between?: string;
  /** Before an edge's number, of a format that has it. */
  readonly number?: string;
  readonly source: string;
  readonly target: string;
  readonly weight: string;
  /** After the weight. */
  readonly begin?: string;
  /** Around the value of an attribute, by its name and its number. */
  readonly attribute: (name: string, i: number) => string;
  readonly after?: string;
  readonly end: string;
  /** A node's name as the format has it. */
  readonly name: (name: string) => string;
}

export function* edgeBytes(
  out: TextBytes,
  { nodes, edges }: ExportedGraph,
  form: EdgeForm,
): Iterable<Uint8Array> {
  const key = keyWriter(nodes, form.name);
  const { source, target, weight, attributes } = edges;
  const own = attributes.map(({ name, values }, i) => ({
    values,
    before: encoded(form.attribute(name, i)),
  }));
  const between = encoded(form.between ?? "");
  const number = form.number === undefined ? undefined : encoded(form.number);
  const from = encoded(form.source);
  const to = encoded(form.target);
  const heavy = encoded(form.weight);
  const begin = encoded(form.begin ?? "");
  const after = encoded(form.after ?? "");
  const end = encoded(form.end);
  for (let e = 0; e < edges.count; e++) {
    if (e > 0) out.bytes(between);
    if (number) {
      out.bytes(number);
      out.whole(e);
    }
    out.bytes(from);
    key(out, source[e]!);
    out.bytes(to);
    key(out, target[e]!);
    out.bytes(heavy);
    out.float32(weight[e]!);
    out.bytes(begin);
    for (const { values, before } of own) {
      out.bytes(before);
      out.whole(values[e]!);
      out.bytes(after);
    }
    out.bytes(end);
    if (out.isFull) yield out.take();
  }
}
