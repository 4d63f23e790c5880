/** GEXF 1.2, which Gephi, networkx and graphology read. Bytes, block by block. */
import { type Attribute, type AttributeType, type ExportedGraph, keyOf } from "./exported-graph.js";
import { keyWriter } from "./node-keys.js";
import { type Encoded, encoded, TextBytes } from "./text-bytes.js";
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
  yield* edgeParts(out, graph);
  out.text("</edges>\n</graph>\n</gexf>\n");
  yield out.take();
}

function* edgeParts(out: TextBytes, { where, nodes, edges }: ExportedGraph): Iterable<Uint8Array> {
  const key = keyWriter(nodes, (name) => xmlText(where, name));
  const { source, target, weight, attributes } = edges;
  const parts = ['<edge id="', '" source="', '" target="', '" weight="'].map(encoded);
  const [edge, from, to, heavy] = parts as [Encoded, Encoded, Encoded, Encoded];
  const some = attributes.length > 0;
  const begin = encoded(some ? '"><attvalues>' : '">');
  const end = encoded(some ? "</attvalues></edge>\n" : "</edge>\n");
  const own = attributes.map(({ values }, id) => ({
    values,
    before: encoded(`<attvalue for="${id}" value="`),
  }));
  const after = encoded('"/>');
  for (let e = 0; e < edges.count; e++) {
    out.bytes(edge);
    out.whole(e);
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
