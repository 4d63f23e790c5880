// Where units stand: in layers, as src/portrait/places.ts has put them, or as forces put them.

(() => {
  /** Layers from left to right in a box of pixels; y from the top. */
  function layered(graph, { width, height }) {
    const { side, depth } = graph;
    const top = 40; // names of the layers
    const high = height - top - 8;
    const panel = side > 0 ? Math.min(high, width * 0.34) : 0;
    const last = width - (width < 560 ? 24 : 44);
    const first = side > 0 ? panel + Math.max(30, width * 0.09) : width / depth / 2 + 20;
    const step = depth > 1 ? (last - first) / (depth - 1) : 0;
    const breadth = Math.min(40, step * 0.35);
    const above = top + (high - panel) / 2;
    const columns = Array.from({ length: depth + 1 }, (_, l) =>
      l === 0 ? (side > 0 ? panel / 2 : 18) : depth === 1 ? last : first + step * (l - 1),
    );
    const at = ({ layer, pixel, x, y }) =>
      pixel
        ? [x * panel, above + y * panel]
        : [columns[layer] + (x - 0.5) * breadth, top + y * high];
    return { at: graph.units.map(at), columns, top, high, panel, above, step };
  }

  const iterations = 240;

  /**
   * ForceAtlas2 from the layered places, so that the same graph comes out the same; a slice of
   * iterations at a time, each told to `step`. Ends without a word where `isWanted` says no.
   */
  async function forced(graph, start, { isWanted, step }) {
    const made = new graphs.Graph({ type: "directed" });
    for (const unit of graph.units) {
      if (unit.into.length + unit.out.length === 0) continue;
      const [x, y] = start.at[unit.node];
      made.addNode(unit.node, { x, y });
    }
    const largest = graph.edges.reduce((most, { weight }) => Math.max(most, weight), 0) || 1;
    for (const { source, target, weight } of graph.edges)
      made.mergeEdge(source, target, { weight: 0.05 + weight / largest });
    if (made.order === 0) return start.at;
    const settings = {
      ...graphs.forceAtlas2.inferSettings(made),
      barnesHutOptimize: made.order > 400,
      strongGravityMode: true,
      gravity: 0.08,
    };
    for (let done = 0; done < iterations; ) {
      const begin = performance.now();
      while (done < iterations && performance.now() - begin < 24) {
        graphs.forceAtlas2.assign(made, { iterations: 8, settings });
        done += 8;
      }
      if (!isWanted()) return undefined;
      step(spread(graph, made, start), done / iterations);
      await new Promise((resolve) => setTimeout(resolve));
    }
    return spread(graph, made, start);
  }

  /** Into the box of the layers; units without edges have no place. */
  function spread(graph, made, { box: { width, height } }) {
    const all = made.mapNodes((_, { x, y }) => [x, y]);
    const [xs, ys] = [0, 1].map((i) => all.map((place) => place[i]));
    const range = (values) =>
      values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]);
    const [[x0, x1], [y0, y1]] = [range(xs), range(ys)];
    const margin = 16;
    // One scale for both: what is near is near.
    const scale = Math.min(
      (width - 2 * margin) / (x1 - x0 || 1),
      (height - 2 * margin) / (y1 - y0 || 1),
    );
    return graph.units.map(({ node }) => {
      if (!made.hasNode(node)) return undefined;
      const { x, y } = made.getNodeAttributes(node);
      return [width / 2 + (x - (x0 + x1) / 2) * scale, height / 2 + (y - (y0 + y1) / 2) * scale];
    });
  }

  window.pcrit.graphLayout = {
    layered: (graph, box) => ({ ...layered(graph, box), box }),
    forced,
  };
})();
