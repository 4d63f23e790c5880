/** GraphML, which networkx, igraph, yEd and Gephi read. Bytes, block by block. */
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

export function* graphmlParts(graph: ExportedGraph): Iterable<Uint8Array> {
  const { where, directed, nodes, edges } = graph;
  const ofNodes: Attribute[] = [
    { name: "label", type: "text", of: nodes.label },
    ...nodes.attributes,
  ];
  const out = new TextBytes();
  out.text('<?xml version="1.0" encoding="UTF-8"?>\n');
  out.text('<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n');
  out.text(declared("node", ofNodes));
  out.text(
    declared("edge", [
      { name: "weight", type: "float" },
      ...edges.attributes.map(({ name }) => ({ name, type: "integer" as const })),
    ]),
  );
  out.text(`<graph edgedefault="${directed ? "directed" : "undirected"}">\n`);
  for (let v = 0; v < nodes.count; v++) {
    out.text(`<node id="${xmlText(where, keyOf(nodes, v))}">${data(where, ofNodes, v)}</node>\n`);
    if (out.isFull) yield out.take();
  }
  yield* edgeBytes(out, graph, {
    source: '<edge source="',
    target: '" target="',
    weight: '"><data key="e0">',
    attribute: (_, i) => `</data><data key="e${i + 1}">`,
    end: "</data></edge>\n",
    name: (name) => xmlText(where, name),
  });
  out.text("</graph>\n</graphml>\n");
  yield out.take();
}

function declared(
  of: "node" | "edge",
  attributes: readonly Pick<Attribute, "name" | "type">[],
): string {
  const letter = of === "node" ? "v" : "e";
  return attributes
    .map(
      ({ name, type }, i) =>
        `<key id="${letter}${i}" for="${of}" attr.name="${name}" attr.type="${types[type]}"/>\n`,
    )
    .join("");
}

function data(where: string, attributes: readonly Attribute[], v: number): string {
  let text = "";
  attributes.forEach(({ of }, id) => {
    const value = of(v);
    if (value !== undefined) text += `<data key="v${id}">${xmlText(where, value)}</data>`;
  });
  return text;
}
