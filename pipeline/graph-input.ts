/** Graphs that a stage measures, without what their files hold beside them: at 10^8 edges a column is 400 MB. */
import { LastMade } from "../src/same-files.js";
import { type GraphFiles, readGraph } from "../src/tables/graph.js";
import { noted } from "./noted.js";

type GraphInput = Omit<GraphFiles, "notes">;

const last = new LastMade<GraphInput>();

/**
 * Graphs of any kind; of the tables only where they come from. Measures of one cell, which a process makes one
 * after the other, share them, and with them what is kept of a graph.
 */
export function graphInput(path: string, nodesPath?: string): GraphInput {
  return last.of(nodesPath === undefined ? [path] : [path, nodesPath], () => {
    const { levels, edges, nodes } = noted(readGraph(path, nodesPath, "any"));
    return { levels, edges: edges.withoutColumns(), nodes: nodes?.withoutColumns() };
  });
}
