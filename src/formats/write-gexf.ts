/** GEXF 1.2, which Gephi, networkx and graphology read. Text, part by part. */
import type { Attribute, AttributeType, ExportedGraph } from "./exported-graph.js";
import { xmlText } from "./write-xml.js";

const types: Readonly<Record<AttributeType, string>> = {
  integer: "long",
  float: "double",
  text: "string",
  boolean: "boolean",
};

export function* gexfParts(graph: ExportedGraph): Iterable<string> {
  const { where, directed, nodes, edges } = graph;
  const word = directed ? "directed" : "undirected";
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield '<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n';
  yield `<graph mode="static" defaultedgetype="${word}">\n`;
  yield declared("node", nodes.attributes);
  yield declared("edge", edges.attributes);
  yield "<nodes>\n";
  for (let v = 0; v < nodes.count; v++) {
    const key = xmlText(where, nodes.key(v));
    const label = xmlText(where, nodes.label(v));
    yield `<node id="${key}" label="${label}">${values(where, nodes.attributes, v)}</node>\n`;
  }
  yield "</nodes>\n<edges>\n";
  for (let e = 0; e < edges.count; e++) {
    const source = xmlText(where, nodes.key(edges.source[e]!));
    const target = xmlText(where, nodes.key(edges.target[e]!));
    yield `<edge id="${e}" source="${source}" target="${target}" weight="${edges.weight(e)}">${values(where, edges.attributes, e)}</edge>\n`;
  }
  yield "</edges>\n</graph>\n</gexf>\n";
}

function declared(of: "node" | "edge", attributes: readonly Attribute[]): string {
  if (attributes.length === 0) return "";
  const each = attributes.map(
    ({ name, type }, i) => `<attribute id="${i}" title="${name}" type="${types[type]}"/>\n`,
  );
  return `<attributes class="${of}">\n${each.join("")}</attributes>\n`;
}

function values(where: string, attributes: readonly Attribute[], i: number): string {
  let text = "";
  attributes.forEach(({ of }, id) => {
    const value = of(i);
    if (value !== undefined) text += `<attvalue for="${id}" value="${xmlText(where, value)}"/>`;
  });
  return text && `<attvalues>${text}</attvalues>`;
}
