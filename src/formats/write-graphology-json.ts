/** What graphology's import() takes, as JSON. Text, part by part. */
import type { Attribute, ExportedGraph } from "./exported-graph.js";

export function* graphologyJsonParts(graph: ExportedGraph): Iterable<string> {
  const { directed, parallel, nodes, edges } = graph;
  const options = {
    type: directed ? "directed" : "undirected",
    multi: parallel,
    allowSelfLoops: true,
  };
  yield `{"options":${JSON.stringify(options)},"attributes":{},"nodes":[`;
  const ofNodes: Attribute[] = [
    { name: "label", type: "text", of: nodes.label },
    ...nodes.attributes,
  ];
  for (let v = 0; v < nodes.count; v++)
    yield `${v > 0 ? "," : ""}\n{"key":${JSON.stringify(nodes.key(v))},"attributes":${object(ofNodes, v)}}`;
  yield '\n],"edges":[';
  const ofEdges: Attribute[] = [
    { name: "weight", type: "float", of: edges.weight },
    ...edges.attributes,
  ];
  for (let e = 0; e < edges.count; e++) {
    const source = JSON.stringify(nodes.key(edges.source[e]!));
    const target = JSON.stringify(nodes.key(edges.target[e]!));
    const undirected = directed ? "" : ',"undirected":true';
    yield `${e > 0 ? "," : ""}\n{"key":"${e}","source":${source},"target":${target},"attributes":${object(ofEdges, e)}${undirected}}`;
  }
  yield "\n]}\n";
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
