// The graphs that the explorer shows: edges as the page holds them, units as the walk knows them, and what
// lies on whose paths.

(() => {
  const { read, standing, numbers } = window.pcrit;
  const cells = read("pcrit-explorer");
  const opened = new Map();

  /** Edges in the form of src/report/walk/edge-code.ts. */
  function decoded({ count, largest, code, signed }, nodes) {
    const bytes = Uint8Array.from(atob(code), (c) => c.charCodeAt(0));
    const edges = [];
    let at = 0;
    for (let e = 0, key = 0; e < count; e++) {
      for (let scale = 1, more = true; more; scale *= 128) {
        key += (bytes[at] & 127) * scale;
        more = bytes[at++] > 127;
      }
      edges.push({ source: Math.floor(key / nodes), target: key % nodes });
    }
    for (const [e, edge] of edges.entries()) {
      const byte = bytes[at + e];
      edge.weight = largest * ((byte & 127) / 127) ** 2;
      edge.sign = signed ? (byte > 127 ? -1 : 1) : 0;
    }
    return edges;
  }

  /** What stays the same at all levels of a cell: nodes with their layers, names and places. */
  function frame(cell) {
    if (opened.has(cell.cell)) return opened.get(cell.cell);
    const layers = numbers(cell.layers);
    const ids = cell.ids ? numbers(cell.ids) : layers.map((_, node) => node);
    const begin = Array.from({ length: cell.depth + 1 }, (_, l) => layers.indexOf(l));
    const places = new Map(standing("walk-places", { cell: cell.cell }).map((p) => [p.node, p]));
    const side = cell.side;
    const nodes = layers.map((layer, node) => {
      const number = node - begin[layer];
      const pixel = side > 0 && layer === 0;
      const { x = 0.5, y = 0.5 } = pixel
        ? { x: ((number % side) + 0.5) / side, y: (Math.floor(number / side) + 0.5) / side }
        : (places.get(ids[node]) ?? {});
      return { node, id: ids[node], layer, number, pixel, x, y, name: nameOf(cell, layer, number) };
    });
    const identities = (cell.identities ?? []).flatMap(identityEdges);
    const made = { cell, nodes, begin, depth: cell.depth, names: cell.names, side, identities };
    opened.set(cell.cell, made);
    return made;
  }

  /** What a graph of layers carries without weights, in the form of src/report/walk/explorer.ts. */
  function identityEdges([from, to, units, others]) {
    const edges = [];
    for (let i = 0; i < units; i++)
      for (let j = others ? 0 : i; j < (others || i + 1); j++)
        edges.push({ source: from + i, target: to + j, identity: true });
    return edges;
  }

  function nameOf({ side, depth }, layer, number) {
    if (layer === 0)
      return side > 0
        ? `pixel row ${Math.floor(number / side) + 1}, column ${(number % side) + 1}`
        : `input ${number}`;
    return layer === depth ? `output ${number}` : `layer ${layer} unit ${number}`;
  }

  /** The graph of a level: `units` by node, `edges` with their ends. */
  function levelGraph(cell, level) {
    const own = frame(cell);
    const stored = cell.levels.find((l) => l.level === level);
    const stop = { cell: cell.cell, level };
    const known = new Map(standing("walk-units", stop).map((unit) => [unit.node, unit]));
    const graph = assembled(own, stored, (node) => known.get(node.id));
    return { ...graph, level, title: `level ${level}` };
  }

  /** The graph of a null model, with the communities of the learned network in its places. */
  function nullGraph(cell, stored) {
    const own = frame(cell);
    const stop = { cell: cell.cell, level: stored.level };
    const known = new Map(standing("walk-units", stop).map((unit) => [unit.node, unit.colour]));
    const graph = assembled(own, stored, () => undefined);
    for (const unit of graph.units) unit.colour = known.get(unit.id) ?? 0;
    return { ...graph, level: stored.level, title: nullName(stored) };
  }

  const nullName = ({ level, model, start }) =>
    `${model.replaceAll("-", " ")}, ${start} weights, level ${level}`;

  /** Degrees, and which units lie on a path; of those that are drawn, where the page has no others. */
  function assembled(own, stored, known) {
    const edges = decoded(stored, own.nodes.length);
    const carried = () => ({ into: [], out: [] });
    const units = own.nodes.map((node) => ({
      ...{ ...node, into: [], out: [], colour: 0 },
      carried: carried(),
    }));
    for (const edge of own.identities) {
      units[edge.source].carried.out.push(edge);
      units[edge.target].carried.into.push(edge);
    }
    for (const edge of edges) {
      units[edge.source].out.push(edge);
      units[edge.target].into.push(edge);
    }
    const ahead = reach(units, (unit) => unit.layer === 0, "out", "target");
    const back = reach(units, (unit) => unit.layer === own.depth, "into", "source");
    for (const unit of units) {
      const row = known(unit);
      unit.degree = row?.degree ?? unit.into.length + unit.out.length;
      unit.colour = row?.colour ?? 0;
      unit.live = row ? row.live === 1 : ahead.has(unit.node) && back.has(unit.node);
    }
    // An edge is on a path where both of its ends are: a pixel where it leads to such a unit.
    for (const edge of edges) edge.live = units[edge.target].live && isLive(units[edge.source]);
    return { ...own, edges, units, total: stored.edges, wash: (stored.wash ?? []).map(numbers) };
  }

  const isLive = (unit) => unit.live || unit.layer === 0;

  /** Everything that can be reached from the units of one layer along edges. */
  function reach(units, begins, way, end) {
    const found = new Set(units.filter(begins).map(({ node }) => node));
    for (const node of found) for (const edge of waysOf(units[node], way)) found.add(edge[end]);
    return found;
  }

  const waysOf = (unit, way) =>
    unit.carried[way].length > 0 ? [...unit[way], ...unit.carried[way]] : unit[way];

  /** Units and edges of all paths through a unit, over edges that are shown and identities. */
  function pathsOf({ units }, node, shown) {
    const nodes = new Set([node]);
    const edges = new Set();
    for (const [way, end] of [
      ["out", "target"],
      ["into", "source"],
    ]) {
      const from = new Set([node]);
      for (const at of from)
        for (const edge of waysOf(units[at], way)) {
          if (!edge.identity && !shown(edge)) continue;
          edges.add(edge);
          from.add(edge[end]);
          nodes.add(edge[end]);
        }
    }
    return { nodes, edges };
  }

  window.pcrit.graphData = { cells, levelGraph, nullGraph, nullName, pathsOf };
})();
