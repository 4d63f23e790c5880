/** What measures the graph of every cell, after the graph itself; metrics of one's own come besides. */
export const graphMeasures: readonly string[] = ["graph", "percolation", "degree", "community"];
