/** GraphML, which networkx, igraph, yEd and Gephi read. Text, part by part. */
import type { Attribute, AttributeType, ExportedGraph } from "./exported-graph.js";
import { xmlText } from "./write-xml.js";

const types: Readonly<Record<AttributeType, string>> = {
  integer: "long",
  float: "double",
  text: "string",
  boolean: "boolean",
};

export function* graphmlParts(graph: ExportedGraph): Iterable<string> {
  const { where, directed, nodes, edges } = graph;
  const ofNodes: Attribute[] = [
    { name: "label", type: "text", of: nodes.label },
    ...nodes.attributes,
  ];
  const ofEdges: Attribute[] = [
    { name: "weight", type: "float", of: edges.weight },
    ...edges.attributes,
  ];
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n';
  yield declared("node", ofNodes);
  yield declared("edge", ofEdges);
  yield `<graph edgedefault="${directed ? "directed" : "undirected"}">\n`;
  for (let v = 0; v < nodes.count; v++)
    yield `<node id="${xmlText(where, nodes.key(v))}">${data(where, "v", ofNodes, v)}</node>\n`;
  for (let e = 0; e < edges.count; e++) {
    const source = xmlText(where, nodes.key(edges.source[e]!));
    const target = xmlText(where, nodes.key(edges.target[e]!));
    yield `<edge source="${source}" target="${target}">${data(where, "e", ofEdges, e)}</edge>\n`;
  }
  yield "</graph>\n</graphml>\n";
}

function declared(of: "node" | "edge", attributes: readonly Attribute[]): string {
  const letter = of === "node" ? "v" : "e";
  return attributes
    .map(
      ({ name, type }, i) =>
        `<key id="${letter}${i}" for="${of}" attr.name="${name}" attr.type="${types[type]}"/>\n`,
    )
    .join("");
}

function data(where: string, letter: string, attributes: readonly Attribute[], i: number): string {
  let text = "";
  attributes.forEach(({ of }, id) => {
    const value = of(i);
    if (value !== undefined) text += `<data key="${letter}${id}">${xmlText(where, value)}</data>`;
  });
  return text;
}
