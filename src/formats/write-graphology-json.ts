/** What graphology's import() takes, as JSON. Bytes, block by block. */
import { type Attribute, type ExportedGraph, keyOf } from "./exported-graph.js";
import { keyWriter } from "./node-keys.js";
import { type Encoded, encoded, TextBytes } from "./text-bytes.js";

export function* graphologyJsonParts(graph: ExportedGraph): Iterable<Uint8Array> {
  const { directed, parallel, nodes } = graph;
  const options = {
    type: directed ? "directed" : "undirected",
    multi: parallel,
    allowSelfLoops: true,
  };
  const out = new TextBytes();
  out.text(`{"options":${JSON.stringify(options)},"attributes":{},"nodes":[`);
  const ofNodes: Attribute[] = [
    { name: "label", type: "text", of: nodes.label },
    ...nodes.attributes,
  ];
  for (let v = 0; v < nodes.count; v++) {
    const key = JSON.stringify(keyOf(nodes, v));
    out.text(`${v > 0 ? "," : ""}\n{"key":${key},"attributes":${object(ofNodes, v)}}`);
    if (out.isFull) yield out.take();
  }
  out.text('\n],"edges":[');
  yield* edgeParts(out, graph);
  out.text("\n]}\n");
  yield out.take();
}

function* edgeParts(out: TextBytes, graph: ExportedGraph): Iterable<Uint8Array> {
  const { directed, nodes, edges } = graph;
  const key = keyWriter(nodes, (name) => JSON.stringify(name));
  const { source, target, weight, attributes } = edges;
  const parts = ['{"key":"', '","source":', ',"target":', ',"attributes":{"weight":'].map(encoded);
  const [edge, from, to, heavy] = parts as [Encoded, Encoded, Encoded, Encoded];
  const own = attributes.map(({ name, values }) => ({ values, before: encoded(`,"${name}":`) }));
  const end = encoded(directed ? "}}" : '},"undirected":true}');
  const [line, next] = [encoded("\n"), encoded(",\n")];
  for (let e = 0; e < edges.count; e++) {
    out.bytes(e > 0 ? next : line);
    out.bytes(edge);
    out.whole(e);
    out.bytes(from);
    key(out, source[e]!);
    out.bytes(to);
    key(out, target[e]!);
    out.bytes(heavy);
    out.float32(weight[e]!);
    for (const { values, before } of own) {
      out.bytes(before);
      out.whole(values[e]!);
    }
    out.bytes(end);
    if (out.isFull) yield out.take();
  }
}

function object(attributes: readonly Attribute[], i: number): string {
  const parts: string[] = [];
  for (const { name, type, of } of attributes) {
    const value = of(i);
    if (value !== undefined)
      parts.push(`"${name}":${type === "text" ? JSON.stringify(value) : value}`);
  }
  return `{${parts.join(",")}}`;
}
