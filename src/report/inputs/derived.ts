/** Statistics that the charts want and topology.arrow holds only by layer. */
import type { Table } from "../../arrow/table.js";

/**
 * A column of topology.arrow, or `live_hidden`: live hidden units over all of them, which it has for graphs
 * of layers alone. Undefined where topology.arrow has nothing to make it of.
 */
export function wholeColumn(topology: Table, statistic: string): Float64Array | undefined {
  const known = topology.has(statistic) ? topology.float64(statistic) : undefined;
  if (statistic !== "live_hidden") return known;
  const ofChains = liveHidden(topology);
  return (
    known?.map((share, row) => (Number.isNaN(share) ? (ofChains?.[row] ?? share) : share)) ??
    ofChains
  );
}

function liveHidden(topology: Table): Float64Array | undefined {
  const layers = columnsOf(topology.names, "live_share").filter(({ layer }) => layer > 0);
  const outputs = layers.reduce((last, { layer }) => Math.max(last, layer), 0);
  const hidden = layers.filter(({ layer }) => layer < outputs).sort((a, b) => a.layer - b.layer);
  if (hidden.length === 0) return undefined;
  const units = unitsOf(
    topology,
    hidden.map(({ layer }) => layer),
  );
  if (!units) return undefined;
  const shares = hidden.map(({ name }) => topology.float64(name));
  return Float64Array.from({ length: topology.rows }, (_, row) => {
    const live = shares.reduce((sum, share, i) => sum + share[row]! * units[i]![row]!, 0);
    return live / units.reduce((sum, of) => sum + of[row]!, 0);
  });
}

/**
 * Units of each hidden layer in units of the first one's, row by row: an edge of the dense network
 * leaves one unit and arrives at another, so mean out-degree x units is mean in-degree x units of the
 * next layer. Undefined where topology.arrow lacks the degrees.
 */
function unitsOf(topology: Table, layers: readonly number[]): Float64Array[] | undefined {
  const steps = layers.slice(1).map((layer) => ({
    from: `out_degree_mean_layer${layer - 1}`,
    to: `in_degree_mean_layer${layer}`,
  }));
  if (!steps.every(({ from, to }) => topology.has(from) && topology.has(to))) return undefined;
  const dense = denseRows(topology);
  const units = [new Float64Array(topology.rows).fill(1)];
  for (const { from, to } of steps) {
    const [out, into] = [topology.float64(from), topology.float64(to)];
    units.push(units.at(-1)!.map((n, row) => (n * out[dense[row]!]!) / into[dense[row]!]!));
  }
  return units;
}

/** The row of each row's own dense network; itself where that is missing. */
export function denseRows(topology: Table): Uint32Array {
  const [cell, level] = [topology.text("cell"), topology.uint32("level")];
  const dense = new Map<string, number>();
  for (let row = 0; row < topology.rows; row++) if (level[row] === 0) dense.set(cell[row]!, row);
  return Uint32Array.from({ length: topology.rows }, (_, row) => dense.get(cell[row]!) ?? row);
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
