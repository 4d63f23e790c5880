/** Graphs in the formats of other programs, by the ending of the file's name. */
import { writeWhole } from "../files.js";
import type { ExportedGraph } from "./exported-graph.js";
import { edgeListParts } from "./write-edge-list.js";
import { gexfParts } from "./write-gexf.js";
import { graphmlParts } from "./write-graphml.js";
import { graphologyJsonParts } from "./write-graphology-json.js";

const writers = {
  ".gexf": gexfParts,
  ".graphml": graphmlParts,
  ".csv": edgeListParts,
  ".json": graphologyJsonParts,
} as const;
export type GraphEnding = keyof typeof writers;
export const graphEndings = Object.keys(writers) as GraphEnding[];

/** All or nothing; a graph of millions of edges takes no more memory than it has itself. */
export function writeForeignGraph(path: string, ending: GraphEnding, graph: ExportedGraph): void {
  writeWhole(path, {
    *[Symbol.iterator]() {
      yield* writers[ending](graph);
    },
  });
}

/** The same as one text. */
export function encodeForeignGraph(ending: GraphEnding, graph: ExportedGraph): string {
  return Buffer.concat([...writers[ending](graph)]).toString();
}
