/** What reports/explorer.js needs: the edges of every portrait, level by level, and of its null models. */
import type { Table } from "../../arrow/table.js";
import { bands } from "../../portrait/bands.js";
import { drawnEdges, shareOfEach } from "../../portrait/strongest.js";
import { type Html, html } from "../html.js";
import type { Results } from "../inputs/results.js";
import { unitGroupsOf } from "../inputs/unit-groups-of.js";
import { stretches, type WalkCell } from "../inputs/walk-cells.js";
import { type Packed, pack } from "../pack.js";
import { type CodedEdges, codeEdges } from "./edge-code.js";
import { depthOf, sideOf } from "./graph.js";

/** Edges of the whole page: about three bytes each, of the six million that a page may take. */
const edgesOfPage = 350_000;

interface Stretch {
  readonly table: Table;
  readonly rows: readonly [begin: number, end: number];
}

/** Cells in the order of the walk. */
export function explorerSettings({ walk }: Results): readonly unknown[] {
  const all = walk.flatMap((cell) => [...levelsOf(cell).values(), ...nullsOf(cell)]);
  const most = shareOfEach(
    all.map(({ rows: [begin, end] }) => end - begin),
    edgesOfPage,
  );
  return walk.map((cell) => explored(cell, most));
}

function explored(walk: WalkCell, most: number) {
  const { cell, series, portrait, levels, bands: places } = walk;
  const ids = nodesOf(portrait);
  const stretch = levelsOf(walk);
  const layer = portrait.uint8("layer").subarray(0, ids.length);
  const code = (found: Stretch | undefined) =>
    found ? coded(found, ids, most) : { count: 0, largest: 0, code: "", signed: 0 };
  return {
    cell: cell.cell,
    series,
    width: cell.width,
    seed: cell.seed,
    side: sideOf(walk),
    depth: depthOf(walk),
    layers: pack([...layer]),
    ...layersOf(portrait),
    ...(ids.every((id, i) => id === i) ? {} : { ids: pack([...ids]) }),
    levels: levels.map(({ level, density, edges }) => ({
      ...{ level, density, edges },
      ...code(stretch.get(level)),
      wash: places ? washOf(places, level) : [],
    })),
    nulls: nullsOf(walk).map((found) => {
      const { table, rows } = found;
      const text = (name: string) => table.text(name)[rows[0]]!;
      const number = (name: string) => table.uint32(name)[rows[0]]!;
      return {
        ...{ level: number("level"), edges: number("total") },
        ...{ model: text("model"), start: text("start") },
        ...code(found),
      };
    }),
  };
}

/**
 * Of a graph of layers: names of its unit layers, those that each weight layer joins, and identities, as places of nodes:
 * [from, to, units, 0] unit by unit, [from, to, units, others] from each to all.
 */
function layersOf(portrait: Table) {
  const found = unitGroupsOf(portrait);
  if (!found) return {};
  const { groups, sources, target, identities } = found;
  const begins = groups.map((_, g) => groups.slice(0, g).reduce((sum, own) => sum + own.units, 0));
  return {
    names: groups.map(({ name }) => name),
    joins: target.map((to, l) => [sources[l]![0]!.group, to]),
    identities: identities.map(({ from, to, pairs }) => [
      begins[from.group]! + from.begin,
      begins[to.group]! + to.begin,
      from.units,
      pairs === "same" ? 0 : to.units,
    ]),
  };
}

function nodesOf(portrait: Table): Uint32Array {
  const [first] = stretches(portrait.uint32("level"));
  return portrait.uint32("node").subarray(0, first![1]);
}

/** Rows of each level's edges. */
function levelsOf({ edges, levels }: WalkCell): Map<number, Stretch> {
  const found = new Map<number, Stretch>();
  if (!edges) return found;
  const wanted = new Set(levels.map(({ level }) => level));
  const level = edges.uint32("level");
  for (const rows of stretches(level))
    if (wanted.has(level[rows[0]]!)) found.set(level[rows[0]]!, { table: edges, rows });
  return found;
}

/** Rows of each null model: those of a level, model and start follow one another. */
function nullsOf({ nulls }: WalkCell): Stretch[] {
  if (!nulls) return [];
  const names = nulls.text("model").map((model, row) => `${model} ${nulls.text("start")[row]}`);
  const distinct = [...new Set(names)];
  const of = nulls
    .uint32("level")
    .map((level, row) => level * distinct.length + distinct.indexOf(names[row]!));
  return stretches(of).map((rows) => ({ table: nulls, rows }));
}

function coded(
  { table, rows: [begin, end] }: Stretch,
  ids: Uint32Array,
  most: number,
): CodedEdges & { signed: 0 | 1 } {
  const weight = table.float32("weight").subarray(begin, end);
  const kept = drawnEdges({ weight, weightLayer: table.uint8("layer").subarray(begin, end) }, most);
  const place = new Map(Array.from(ids, (id, i) => [id, i] as const));
  const ends = (name: string) => kept.map((e) => place.get(table.uint32(name)[begin + e]!)!);
  const sign = kept.map((e) => table.int32("sign")[begin + e]!);
  const edges = { source: ends("source"), target: ends("target"), sign };
  return {
    ...codeEdges({ ...edges, weight: kept.map((e) => weight[e]!) }, ids.length),
    signed: sign.some((s) => s !== 0) ? 1 : 0,
  };
}

/** Of each weight layer, from band to band: share of the pairs that are joined, in 80ths of its square root. */
function washOf(table: Table, level: number): Packed[] {
  const layers: number[][] = [];
  for (const [row, of] of table.uint32("level").entries()) {
    if (of !== level) continue;
    const layer = table.uint8("layer")[row]!;
    layers[layer] ??= new Array<number>(bands * bands).fill(0);
    const share = table.uint32("edges")[row]! / table.float64("pairs")[row]!;
    layers[layer][table.uint8("from")[row]! * bands + table.uint8("to")[row]!] = Math.round(
      80 * Math.sqrt(Math.min(1, share)),
    );
  }
  return Array.from(layers, (own) => pack(own ?? []));
}

/** Controls and the place of the graph; shown by its script where the browser can draw it. */
export function explorerForm(): Html {
  const choice = (name: string, label: string) =>
    html`<label>${label} <select name="${name}"></select></label>
`;
  return html`<div id="explorer-tool" hidden>
<p class="note lead-in">One network, the first seed of a series and width, at the level that the bar says. While they are few, all edges are drawn; of a denser network the strongest of each layer, over a wash that shows where the others run.</p>
<form class="choices" id="explorer-form" aria-label="What the graph shows">
<label>Find <input type="search" name="find" list="explorer-units" placeholder="layer 1 unit 5" autocomplete="off"></label>
<datalist id="explorer-units"></datalist>
${choice("layout", "Layout")}${choice("path", "Edges")}${choice("sign", "Weights")}${choice("community", "Community")}${choice("beside", "Beside")}</form>
<div class="stages"></div>
<p class="readout" id="explorer-readout" role="status"></p>
<p class="legend" id="explorer-legend"></p>
<div class="tools"><button type="button" data-explore="in" aria-label="Zoom in">+</button><button type="button" data-explore="out" aria-label="Zoom out">−</button><button type="button" data-explore="whole">Whole graph</button><button type="button" data-explore="free">Let the unit go</button><button type="button" data-explore="gexf">GEXF</button><button type="button" data-explore="arrow">Arrow</button><button type="button" data-explore="svg">SVG</button></div>
<details class="more"><summary>Keys and gestures</summary><p>Hover over a unit, or choose it by a click, to see its paths from inputs to outputs, along skips too. Drag moves the graph; a wheel with Ctrl or ⌘, or two fingers, zoom. With the graph focused: up and down go through the units of a layer, left and right follow the strongest edge; Escape lets the unit go; + and − zoom, 0 shows the whole, Shift with arrows moves it.</p></details>
</div>
<p class="note" id="explorer-without" hidden>This browser offers no WebGL, which the graph that can be explored needs; the strongest edges are drawn as a figure.</p>
`;
}
