/**
 * Where to draw the nodes of a layered graph, the same at all levels, so that a picture of one level
 * can be laid over the next. Each unit layer is a box from (0, 0), top left, to (1, 1).
 *
 *   inputs   as many as a square image has: its pixels row by row, from the top left
 *   others   a column from top to bottom, of several strands side by side where it is long
 *
 * Along a column, units stand at the barycentre of what they are joined to (Sugiyama, Tagawa and
 * Toda, IEEE Trans. SMC 11:109, 1981), which keeps crossings few. Inputs and outputs keep their
 * order. Every level counts the same, whatever its number of edges: edges that survive long pull
 * most. Ties keep the order of the nodes. A unit takes room as the square of the number of levels at
 * which it is live, so that what is left at the end does not crowd where much was before.
 * O(sweeps x layers x edges of all levels).
 */
import { type Graph, layerSizes, type Nodes, Role } from "../graph/graph.js";
import { liveness } from "../graph/reach.js";

/** Nodes in a strand of a column at most. */
const strand = 64;
const sweeps = 6;

export interface Places {
  /** From left to right of the layer's box, one a node. */
  readonly x: Float32Array;
  /** From top to bottom. */
  readonly y: Float32Array;
}

/** @param levels graphs over the same nodes. */
export function places(levels: readonly Graph[]): Places {
  const { nodes } = levels[0]!;
  const columns = columnsOf(nodes);
  const x = new Float32Array(nodes.id.length);
  const y = new Float64Array(nodes.id.length);
  const room = roomOf(levels);
  for (const column of columns) stand(column, room, x, y);
  if (isSquare(columns[0]!.length)) image(columns[0]!, x, y);
  const hidden = columns.slice(1, -1);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const order = sweep % 2 === 0 ? hidden.keys() : [...hidden.keys()].reverse();
    for (const l of order) {
      const centre = barycentres(levels, y, l + 1);
      hidden[l]!.sort((a, b) => centre[a]! - centre[b]! || a - b);
      stand(hidden[l]!, room, x, y);
    }
  }
  return { x, y: Float32Array.from(y) };
}

/** Nodes of each unit layer, in the order of the file. */
function columnsOf(nodes: Nodes): number[][] {
  const columns = layerSizes(nodes).map((): number[] => []);
  for (const [v, l] of nodes.layer.entries()) columns[l]!.push(v);
  return columns;
}

/** Height that each node takes in its column, in any unit. */
function roomOf(levels: readonly Graph[]): Float64Array {
  const { role } = levels[0]!.nodes;
  const lives = new Float64Array(role.length);
  for (const graph of levels)
    liveness(graph).live.forEach((live, v) => {
      lives[v]! += live;
    });
  return lives.map((n, v) => (role[v] === Role.hidden ? (n + 1) * (n + 1) : 1));
}

/** Puts a column's nodes below one another, in strands taken in turn. */
function stand(
  column: readonly number[],
  room: Float64Array,
  x: Float32Array,
  y: Float64Array,
): void {
  const strands = Math.ceil(column.length / strand);
  const whole = column.reduce((sum, v) => sum + room[v]!, 0);
  let above = 0;
  for (const [rank, v] of column.entries()) {
    x[v] = ((rank % strands) + 0.5) / strands;
    y[v] = (above + room[v]! / 2) / whole;
    above += room[v]!;
  }
}

function image(inputs: readonly number[], x: Float32Array, y: Float64Array): void {
  const side = Math.sqrt(inputs.length);
  for (const [pixel, v] of inputs.entries()) {
    x[v] = ((pixel % side) + 0.5) / side;
    y[v] = (Math.floor(pixel / side) + 0.5) / side;
  }
}

/** Whether so many inputs are laid out as an image. */
export function isSquare(inputs: number): boolean {
  return inputs >= 16 && Number.isInteger(Math.sqrt(inputs));
}

/** Mean height of the neighbours of a layer's nodes over all levels; their own without any. */
function barycentres(levels: readonly Graph[], y: Float64Array, layer: number): Float64Array {
  const sum = new Float64Array(y.length);
  const mass = new Float64Array(y.length);
  for (const { nodes, source, target, weight } of levels) {
    const total = weight.reduce((all, w) => all + w, 0);
    if (total === 0) continue;
    for (let e = 0; e < source.length; e++) {
      const [from, to] = [source[e]!, target[e]!];
      const w = weight[e]! / total;
      if (nodes.layer[from] === layer) {
        sum[from]! += w * y[to]!;
        mass[from]! += w;
      } else if (nodes.layer[to] === layer) {
        sum[to]! += w * y[from]!;
        mass[to]! += w;
      }
    }
  }
  return sum.map((s, v) => (mass[v]! > 0 ? s / mass[v]! : y[v]!));
}
