/** What graphology's import() takes, as JSON. Bytes, block by block. */
import { edgeBytes } from "./edge-bytes.js";
import { type Attribute, type ExportedGraph, keyOf } from "./exported-graph.js";
import { TextBytes } from "./text-bytes.js";

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
  if (graph.edges.count > 0) out.text("\n");
  yield* edgeBytes(out, graph, {
    between: ",\n",
    number: '{"key":"',
    source: '","source":',
    target: ',"target":',
    weight: ',"attributes":{"weight":',
    attribute: (name) => `,"${name}":`,
    end: directed ? "}}" : '},"undirected":true}',
    name: (name) => JSON.stringify(name),
  });
  out.text("\n]}\n");
  yield out.take();
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
