/** GraphML, which networkx, igraph, yEd and Gephi read. Bytes, block by block. */
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
  yield* edgeParts(out, graph);
  out.text("</graph>\n</graphml>\n");
  yield out.take();
}

function* edgeParts(out: TextBytes, { where, nodes, edges }: ExportedGraph): Iterable<Uint8Array> {
  const key = keyWriter(nodes, (name) => xmlText(where, name));
  const { source, target, weight, attributes } = edges;
  const parts = ['<edge source="', '" target="', '"><data key="e0">'].map(encoded);
  const [from, to, heavy] = parts as [Encoded, Encoded, Encoded];
  const own = attributes.map(({ values }, i) => ({
    values,
    before: encoded(`</data><data key="e${i + 1}">`),
  }));
  const end = encoded("</data></edge>\n");
  for (let e = 0; e < edges.count; e++) {
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
