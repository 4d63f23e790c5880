/** GEXF 1.2, which Gephi, networkx and graphology read. Bytes, block by block. */
import { edgeBytes } from "./edge-bytes.js";
import { type Attribute, type AttributeType, type ExportedGraph, keyOf } from "./exported-graph.js";
import { TextBytes } from "./text-bytes.js";
import { xmlText } from "./write-xml.js";

const types: Readonly<Record<AttributeType, string>> = {
  integer: "long",
  float: "double",
  text: "string",
  boolean: "boolean",
};

export function* gexfParts(graph: ExportedGraph): Iterable<Uint8Array> {
  const { where, directed, nodes, edges } = graph;
  const word = directed ? "directed" : "undirected";
  const out = new TextBytes();
  out.text('<?xml version="1.0" encoding="UTF-8"?>\n');
  out.text('<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n');
  out.text(`<graph mode="static" defaultedgetype="${word}">\n`);
  const ofNodes = nodes.attributes;
  out.text(declared("node", ofNodes));
  out.text(
    declared(
      "edge",
      edges.attributes.map(({ name }) => ({ name, type: "integer" })),
    ),
  );
  out.text("<nodes>\n");
  for (let v = 0; v < nodes.count; v++) {
    const key = xmlText(where, keyOf(nodes, v));
    const label = xmlText(where, nodes.label(v));
    out.text(`<node id="${key}" label="${label}">${values(where, ofNodes, v)}</node>\n`);
    if (out.isFull) yield out.take();
  }
  out.text("</nodes>\n<edges>\n");
  const some = graph.edges.attributes.length > 0;
  yield* edgeBytes(out, graph, {
    number: '<edge id="',
    source: '" source="',
    target: '" target="',
    weight: '" weight="',
    begin: some ? '"><attvalues>' : '">',
    attribute: (_, id) => `<attvalue for="${id}" value="`,
    after: '"/>',
    end: some ? "</attvalues></edge>\n" : "</edge>\n",
    name: (name) => xmlText(where, name),
  });
  out.text("</edges>\n</graph>\n</gexf>\n");
  yield out.take();
}

function declared(
  of: "node" | "edge",
  attributes: readonly Pick<Attribute, "name" | "type">[],
): string {
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
