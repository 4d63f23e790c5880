/** Rows of the portrait and of the confusion matrices of one cell: a network of 16-12-8-10 units. */
import { log } from "../../src/math.js";
import { type Cell, classes, logistic, type Row, weightsAt } from "./sample-cell.js";

const layers = [16, 12, 8, classes];
const begin = layers.map((_, l) => layers.slice(0, l).reduce((sum, n) => sum + n, 0));

/** Units and edges of the upper part of every layer survive: its share falls with the level. */
function alive(cell: Cell, level: number, layer: number): number {
  const density = weightsAt(cell, level) / cell.prunable;
  return Math.ceil(layers[layer]! * logistic(log(density / cell.critical) + 2));
}

export function portraitRows(cell: Cell, level: number): Row[] {
  return layers.flatMap((units, layer) =>
    Array.from({ length: units }, (_, unit) => {
      const live = unit < alive(cell, level, layer) ? 1 : 0;
      return {
        level,
        node: begin[layer]! + unit,
        layer,
        x: layer === 0 ? ((unit % 4) + 0.5) / 4 : 0.5,
        y: layer === 0 ? (Math.floor(unit / 4) + 0.5) / 4 : (unit + 0.5) / units,
        live,
        in_degree: layer === 0 || live === 0 ? 0 : alive(cell, level, layer - 1),
        out_degree: layer === 3 || live === 0 ? 0 : alive(cell, level, layer + 1),
        strength: live,
        community: live === 0 ? -1 : unit % 3,
        colour: live === 0 ? 0 : (unit % 3) + 1,
      };
    }),
  );
}

/** One edge from each live unit to one of the next layer. */
export function portraitEdgeRows(cell: Cell, level: number): Row[] {
  return [0, 1, 2].flatMap((layer) =>
    Array.from({ length: alive(cell, level, layer) }, (_, unit) => ({
      level,
      source: begin[layer]! + unit,
      target: begin[layer + 1]! + (unit % alive(cell, level, layer + 1)),
      layer,
      weight: 0.1 + unit / 20,
      sign: unit % 2 === 0 ? 1 : -1,
      live: 1,
    })),
  );
}

/** Every pair of a unit and the next layer's, of which the edges above are some: at the first three levels. */
export function portraitBandRows(level: number): Row[] {
  if (level > 2) return [];
  return [0, 1, 2].flatMap((layer) =>
    Array.from({ length: 16 }, (_, band) => ({
      level,
      layer,
      from: band,
      to: 15 - band,
      edges: 1,
      pairs: 1 + (band % 4),
    })),
  );
}

/** Two null models of two levels: the learned edges, led one unit further. */
export function portraitNullRows(cell: Cell): Row[] {
  return [6, 9].flatMap((level) =>
    ["degrees", "layer-random"].flatMap((model, shift) =>
      portraitEdgeRows(cell, level).map(({ layer, target, ...edge }) => {
        const first = begin[Number(layer) + 1]!;
        const units = layers[Number(layer) + 1]!;
        return {
          ...{ level, model, start: "initial", repetition: 0 },
          total: portraitEdgeRows(cell, level).length,
          source: edge["source"]!,
          target: first + ((Number(target) - first + shift + 1) % units),
          ...{ layer: layer!, weight: edge["weight"]!, sign: edge["sign"]!, live: 1 },
        };
      }),
    ),
  );
}

/** Twenty images a class, of which those that are wrong go to the next class. */
export function confusionRows(cell: Cell, level: number): Row[] {
  const density = weightsAt(cell, level) / cell.prunable;
  return ["before", "after"].flatMap((state) => {
    const shift = state === "before" ? 0.5 : 0;
    const right = Math.round(20 * logistic(log(density / cell.critical) - shift));
    return Array.from({ length: classes }, (_, label) => [
      { level, state, label, prediction: label, images: right },
      { level, state, label, prediction: (label + 1) % classes, images: 20 - right },
    ]).flat();
  });
}
