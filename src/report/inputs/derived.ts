/** Statistics that the charts want and topology.arrow holds only by layer. */
import type { Table } from "../../arrow/table.js";

/**
 * A column of topology.arrow, or `live_hidden`: the mean over the hidden layers of the share of
 * live units (each layer counts equally). Undefined where topology.arrow has nothing to make it of.
 */
export function wholeColumn(topology: Table, statistic: string): Float64Array | undefined {
  if (statistic !== "live_hidden")
    return topology.has(statistic) ? topology.float64(statistic) : undefined;
  const layers = columnsOf(topology.names, "live_share").filter(({ layer }) => layer > 0);
  const outputs = layers.reduce((last, { layer }) => Math.max(last, layer), 0);
  const hidden = layers.filter(({ layer }) => layer < outputs);
  if (hidden.length === 0) return undefined;
  const mean = new Float64Array(topology.rows);
  for (const { name } of hidden)
    topology.float64(name).forEach((share, row) => {
      mean[row]! += share / hidden.length;
    });
  return mean;
}

/** Columns of a statistic that is given by layer. */
export function columnsOf(names: readonly string[], statistic: string) {
  return names.flatMap((name) => {
    const layer = name.startsWith(`${statistic}_layer`)
      ? name.slice(statistic.length + "_layer".length)
      : "";
    return /^\d+$/.test(layer) ? [{ name, layer: Number(layer) }] : [];
  });
}
