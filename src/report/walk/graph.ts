/** Rows that draw a graph of the walk: places, layers, units, pixels, edges of one cell. */
import { layerName } from "../format.js";
import { strongestRows, type WalkCell } from "../inputs/walk-cells.js";
import type { Rows } from "../rows.js";

/** Rows of a portrait table at the levels of the walk. */
function portraitRows({ portrait, levels }: WalkCell): number[] {
  const wanted = new Set(levels.map(({ level }) => level));
  const level = portrait.uint32("level");
  return [...level.keys()].filter((row) => wanted.has(level[row]!));
}

export const depthOf = ({ portrait }: WalkCell) =>
  portrait.uint8("layer").reduce((most, layer) => Math.max(most, layer), 0);

/** Side of the image that the inputs are laid out as; 0 where they are a column. */
export function sideOf({ portrait }: WalkCell): number {
  const [level, layer, x] = [
    portrait.uint32("level"),
    portrait.uint8("layer"),
    portrait.float32("x"),
  ];
  let inputs = 0;
  const places = new Set<number>();
  for (let row = 0; row < level.length; row++) {
    if (layer[row] !== 0 || level[row] !== level[0]) continue;
    inputs++;
    places.add(x[row]!);
  }
  const side = Math.sqrt(inputs);
  return side >= 4 && places.size === side ? side : 0;
}

/** 1 where the signs of weights are known. */
export function isSigned({ edges }: WalkCell): 0 | 1 {
  return edges?.int32("sign").some((sign) => sign !== 0) ? 1 : 0;
}

/** Units of the longest column; pixels of an image are no column. */
export function longestColumn(walk: WalkCell): number {
  const units = new Map<number, number>();
  const { portrait } = walk;
  const level = portrait.uint32("level");
  const first = sideOf(walk) > 0 ? 1 : 0;
  for (const [row, layer] of portrait.uint8("layer").entries())
    if (level[row] === level[0] && layer >= first) units.set(layer, (units.get(layer) ?? 0) + 1);
  return Math.max(1, ...units.values());
}

/** All nodes but pixels without a drawn edge. */
export function placeRows(walk: WalkCell): Rows {
  const { portrait, edges, cell } = walk;
  const [node, layer, level] = [
    portrait.uint32("node"),
    portrait.uint8("layer"),
    portrait.uint32("level"),
  ];
  const drawn = new Set(strongestRows(edges).map((row) => edges!.uint32("source")[row]!));
  const [depth, side] = [depthOf(walk), sideOf(walk)];
  const rows = [...level.keys()].filter((row) => level[row] === level[0]);
  const outputs = rows.find((row) => layer[row] === depth) ?? 0;
  return rows
    .filter((row) => layer[row]! > 0 || side === 0 || drawn.has(node[row]!))
    .map((row) => ({
      cell: cell.cell,
      node: node[row]!,
      layer: layer[row]!,
      x: Number(portrait.float32("x")[row]!.toFixed(3)),
      y: Number(portrait.float32("y")[row]!.toFixed(3)),
      output: layer[row] === depth ? node[row]! - node[outputs]! : null,
    }));
}

/** Live and all units of each layer. */
export function layerRows(walk: WalkCell): Rows {
  const { portrait, cell } = walk;
  const depth = depthOf(walk);
  const [level, layer, live] = [
    portrait.uint32("level"),
    portrait.uint8("layer"),
    portrait.uint8("live"),
  ];
  const counts = new Map<number, { units: number; live: number }>(); // by level and layer
  for (const row of portraitRows(walk)) {
    const key = level[row]! * 256 + layer[row]!;
    const count = counts.get(key) ?? { units: 0, live: 0 };
    counts.set(key, { units: count.units + 1, live: count.live + live[row]! });
  }
  return [...counts].map(([key, count]) => ({
    cell: cell.cell,
    level: Math.floor(key / 256),
    layer: key % 256,
    name: layerName(key % 256, depth),
    ...count,
  }));
}

/** Nodes with edges, other than pixels. */
export function unitRows(walk: WalkCell): Rows {
  const { portrait, cell } = walk;
  const isPixel = sideOf(walk) > 0;
  return portraitRows(walk).flatMap((row) => {
    const degree = portrait.uint32("in_degree")[row]! + portrait.uint32("out_degree")[row]!;
    if (degree === 0 || (isPixel && portrait.uint8("layer")[row] === 0)) return [];
    return [
      {
        cell: cell.cell,
        level: portrait.uint32("level")[row]!,
        node: portrait.uint32("node")[row]!,
        degree,
        live: portrait.uint8("live")[row]!,
        colour: portrait.uint8("colour")[row]!,
      },
    ];
  });
}

/** Pixels with edges. */
export function pixelRows(walk: WalkCell): Rows {
  const { portrait, cell } = walk;
  const side = sideOf(walk);
  if (side === 0) return [];
  return portraitRows(walk).flatMap((row) => {
    const degree = portrait.uint32("out_degree")[row]!;
    if (degree === 0 || portrait.uint8("layer")[row] !== 0) return [];
    const pixel = portrait.uint32("node")[row]!;
    return [{ cell: cell.cell, level: portrait.uint32("level")[row]!, pixel, degree, side }];
  });
}

const signs = ["negative", "not known", "positive"] as const;

export function edgeRows({ edges, cell, levels }: WalkCell): Rows {
  if (!edges) return [];
  const wanted = new Set(levels.map(({ level }) => level));
  const level = edges.uint32("level");
  return strongestRows(edges)
    .filter((row) => wanted.has(level[row]!))
    .map((row) => ({
      cell: cell.cell,
      level: level[row]!,
      source: edges.uint32("source")[row]!,
      target: edges.uint32("target")[row]!,
      weight: Number(edges.float32("weight")[row]!.toPrecision(3)),
      sign: signs[edges.int32("sign")[row]! + 1]!,
      live: edges.uint8("live")[row]!,
    }));
}
