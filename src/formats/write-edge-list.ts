/** An edge list as CSV, which everything reads. Of nodes it has the names alone. Text, part by part. */
import type { ExportedGraph } from "./exported-graph.js";

export function* edgeListParts({ directed, nodes, edges }: ExportedGraph): Iterable<string> {
  const names = edges.attributes.map(({ name }) => name);
  yield `${["source", "target", "weight", ...names, ...(directed ? [] : ["type"])].join(",")}\n`;
  const end = directed ? "\n" : ",Undirected\n";
  for (let e = 0; e < edges.count; e++) {
    const source = quoted(nodes.key(edges.source[e]!));
    const target = quoted(nodes.key(edges.target[e]!));
    let line = `${source},${target},${edges.weight(e)}`;
    for (const { of } of edges.attributes) line += `,${quoted(of(e) ?? "")}`;
    yield line + end;
  }
}

function quoted(text: string): string {
  return /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
