/** Graphs that a stage measures, without what their files hold beside them: at 10^8 edges a column is 400 MB. */
import { type GraphFiles, readGraph } from "../src/tables/graph.js";
import { noted } from "./noted.js";

/** Graphs of any kind; of the tables only where they come from. */
export function graphInput(path: string, nodesPath?: string): Omit<GraphFiles, "notes"> {
  const { levels, edges, nodes } = noted(readGraph(path, nodesPath, "any"));
  return { levels, edges: edges.withoutColumns(), nodes: nodes?.withoutColumns() };
}
