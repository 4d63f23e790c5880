// What the explorer says of a graph and of a unit in it.

(() => {
  const { state, graphData, graphStage, explored } = window.pcrit;
  if (!state.view) return;
  const { filterOf } = explored;
  const { count } = graphStage;
  const several = (n, one) => `${count(n)} ${one}${n === 1 ? "" : "s"}`;
  const percent = (share) => `${Number((100 * share).toPrecision(2))}\u00a0%`;

  function headOf({ title, edges, total, level, cell, model }, filter) {
    const { density } = cell.levels.find((own) => own.level === level) ?? {};
    const left = edges.filter(filter).length;
    const drawn =
      edges.length < total
        ? `the strongest ${count(edges.length)} of ${count(total)} edges`
        : `all ${count(total)} edges`;
    const some = left < edges.length ? `; shown ${count(left)}` : "";
    const dense = model || density === undefined ? "" : `, density ${percent(density)}`;
    return `${model ? "Null model" : "Learned"}, ${title}${dense}: ${drawn}${some}`;
  }

  function summary({ units, depth, names }) {
    const layers = Array.from({ length: depth + 1 }, (_, l) => {
      const own = units.filter(({ layer }) => layer === l);
      const live = own.filter((unit) => unit.live || (l === 0 && unit.out.some((e) => e.live)));
      const called = names ? ` (${names[l]})` : "";
      const where = l === 0 ? "inputs" : l === depth ? "outputs" : `in layer ${l}${called}`;
      return `${count(live.length)} of ${count(own.length)} ${where}`;
    });
    return `On a path: ${layers.join(", ")}.`;
  }

  function unitWords(graph, node) {
    const unit = graph.units[node];
    const { nodes, edges } = graphData.pathsOf(graph, node, filterOf(graph));
    const at = (layer) => [...nodes].filter((n) => graph.units[n].layer === layer).length;
    const ends = [
      ...(unit.layer > 0 ? [several(at(0), "input")] : []),
      ...(unit.layer < graph.depth ? [several(at(graph.depth), "output")] : []),
    ];
    const weights = [...edges].filter(({ identity }) => !identity);
    const some = graph.edges.length < graph.total ? " of those drawn" : "";
    const group = unit.pixel ? "" : unit.colour > 0 ? `, community ${unit.colour}` : "";
    const name = unit.name[0].toUpperCase() + unit.name.slice(1);
    const live = unit.live || (unit.layer === 0 && unit.out.some((e) => e.live));
    return `${name}: ${several(unit.into.length, "edge")} in, ${count(unit.out.length)} out${some}${group}, ${live ? "on a path" : "on no path"}. Its paths: ${several(weights.length, "edge")}, ${ends.join(", ")}.`;
  }

  window.pcrit.explorerWords = { percent, headOf, summary, unitWords };
})();
