// What can be taken along from the explorer, as it is shown: GEXF for Gephi, networkx and others, an Arrow
// table of edges, a picture in SVG. Weights are as the page holds them, to within one percent of the largest.

(() => {
  const { graphStage } = window.pcrit;

  /** Edges that are shown, and the units that they join or that were lit. */
  function taken({ graph, filter, paths }) {
    const edges = graph.edges.filter((edge) => filter(edge) && (!paths || paths.edges.has(edge)));
    const joined = new Set(edges.flatMap(({ source, target }) => [source, target]));
    return { edges, units: graph.units.filter(({ node }) => joined.has(node)) };
  }

  const signs = { 1: "positive", "-1": "negative", 0: "not known" };
  const rounded = (weight) => Number(weight.toPrecision(3));

  function gexf(shown) {
    const { edges, units } = taken(shown);
    const made = new graphs.Graph({ type: "directed" });
    for (const unit of units) {
      const [x, y] = shown.places[unit.node];
      made.addNode(unit.id, {
        ...{ label: unit.name, layer: unit.layer, number: unit.number, degree: unit.degree },
        ...{ community: unit.colour, on_path: unit.live || unit.out.some((e) => e.live) },
        ...{ x, y: -y, color: graphStage.palette().communities[unit.colour] },
      });
    }
    for (const { source, target, weight, sign, live } of edges)
      made.addDirectedEdge(shown.graph.units[source].id, shown.graph.units[target].id, {
        ...{ weight: rounded(weight), sign: signs[sign], on_path: live },
      });
    return graphs.writeGexf(made);
  }

  function arrow(shown, run) {
    const { edges } = taken(shown);
    const { cell, units } = shown.graph;
    const unit = (end, key) => edges.map((edge) => units[edge[end]][key]);
    const same = (value) => edges.map(() => value);
    const columns = {
      ...{
        run: same(run),
        series: same(cell.series),
        width: same(cell.width),
        seed: same(cell.seed),
      },
      ...{ level: same(shown.graph.level), model: same(shown.graph.model ?? "learned") },
      ...{ source: unit("source", "id"), target: unit("target", "id") },
      ...{ source_name: unit("source", "name"), target_name: unit("target", "name") },
      layer: unit("source", "layer"),
      weight: edges.map(({ weight }) => rounded(weight)),
      sign: edges.map(({ sign }) => sign),
      on_path: edges.map(({ live }) => (live ? 1 : 0)),
    };
    const words = new Set(["run", "series", "model", "source_name", "target_name"]);
    const whole = new Set(["seed", "level", "source", "target", "layer", "sign", "on_path"]);
    const type = (name) =>
      words.has(name) ? fl.utf8() : whole.has(name) ? fl.int32() : fl.float64();
    const types = Object.fromEntries(Object.keys(columns).map((name) => [name, type(name)]));
    return fl.tableToIPC(fl.tableFromArrays(columns, { types }), { format: "file" });
  }

  const escaped = (text) =>
    String(text).replace(
      /[&<>"]/g,
      (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c],
    );

  /** Light, on white, with its title, at the size of the page. */
  function svg(shown, title, colours) {
    const { width, height } = shown.box;
    const { edges, units } = taken(shown);
    const number = (v) => Number(v.toFixed(2));
    const place = (node) => shown.places[node].map(number);
    const largest = edges.reduce((most, { weight }) => Math.max(most, weight), 0) || 1;
    const most = Math.max(1, ...units.map(({ degree }) => degree));
    const opacity = graphStage.opacityOf(edges.length);
    const lines = edges
      .toSorted((a, b) => a.weight - b.weight)
      .map(({ source, target, weight, sign, live }) => {
        const [[x1, y1], [x2, y2]] = [place(source), place(target)];
        const wide = number(graphStage.widthOf(Math.sqrt(weight / largest)));
        return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${colours.signs[sign]}" stroke-width="${wide}" stroke-opacity="${number(live ? opacity : opacity * 0.35)}"/>`;
      });
    const dots = units.map((unit) => {
      const [x, y] = place(unit.node);
      const radius = unit.pixel ? 1.5 : number(1.5 + 4 * Math.sqrt(unit.degree / most));
      const fill = unit.pixel ? colours.muted : colours.communities[unit.colour];
      const faint = unit.live || unit.pixel ? "" : ' fill-opacity="0.4"';
      return `<circle cx="${x}" cy="${y}" r="${radius}" fill="${fill}"${faint}><title>${escaped(unit.name)}</title></circle>`;
    });
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height + 40}" viewBox="0 -40 ${width} ${height + 40}" font-family="sans-serif">
<title>${escaped(title)}</title>
<rect y="-40" width="${width}" height="${height + 40}" fill="white"/>
<text x="8" y="-16" font-size="14" font-weight="600" fill="#1c1f23">${escaped(title)}</text>
${lines.join("\n")}
${dots.join("\n")}
</svg>
`;
  }

  window.pcrit.graphTake = { gexf, arrow, svg };
})();
