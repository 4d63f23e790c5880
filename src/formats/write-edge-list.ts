/** An edge list as CSV, which everything reads. Of nodes it has the names alone. Bytes, block by block. */
import type { ExportedGraph } from "./exported-graph.js";
import { keyWriter } from "./node-keys.js";
import { encoded, TextBytes } from "./text-bytes.js";

export function* edgeListParts({ directed, nodes, edges }: ExportedGraph): Iterable<Uint8Array> {
  const { source, target, weight, attributes } = edges;
  const names = attributes.map(({ name }) => name);
  const out = new TextBytes();
  out.text(
    `${["source", "target", "weight", ...names, ...(directed ? [] : ["type"])].join(",")}\n`,
  );
  const key = keyWriter(nodes, quoted);
  const comma = encoded(",");
  const end = encoded(directed ? "\n" : ",Undirected\n");
  for (let e = 0; e < edges.count; e++) {
    key(out, source[e]!);
    out.bytes(comma);
    key(out, target[e]!);
    out.bytes(comma);
    out.float32(weight[e]!);
    for (const { values } of attributes) {
      out.bytes(comma);
      out.whole(values[e]!);
    }
    out.bytes(end);
    if (out.isFull) yield out.take();
  }
  yield out.take();
}

function quoted(text: string): string {
  return /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
