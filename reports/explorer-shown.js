// What the explorer shows: the graph at the level of the bar, what stands beside it, which of its edges.

(() => {
  const { state, graphData } = window.pcrit;
  if (!state.view) return;

  /** Not every series and width has a portrait: then the graph stays what it was. */
  let cell = graphData.cells[0];
  function cellNow() {
    cell = state.within(graphData.cells, cell).cell;
    return cell;
  }
  const levelNow = () => state.within(graphData.cells, cell).level.level;

  const kept = new Map();
  /** The last few graphs stay decoded: going back and forth between levels is usual. */
  function keptGraph(key, make) {
    if (!kept.has(key)) kept.set(key, make());
    if (kept.size > 8) kept.delete(kept.keys().next().value);
    return kept.get(key);
  }

  const mainGraph = () => {
    const [cell, level] = [cellNow(), levelNow()];
    return keptGraph(`${cell.cell} ${level}`, () => graphData.levelGraph(cell, level));
  };

  /** "level-12", or "degrees-initial": the null model whose level is nearest. Undefined: none. */
  function besideOf() {
    const { beside } = state.get();
    const cell = cellNow();
    if (beside === null) return undefined;
    const level = /^level-(\d+)$/.exec(beside);
    if (level) return cell.levels.find((own) => own.level === Number(level[1]));
    const away = (stored) => Math.abs(stored.level - levelNow());
    return cell.nulls
      .filter((stored) => keyOf(stored) === beside)
      .sort((a, b) => away(a) - away(b))[0];
  }

  const keyOf = ({ model, start }) => `${model}-${start}`;

  function besideGraph() {
    const stored = besideOf();
    const cell = cellNow();
    if (!stored) return undefined;
    if (!stored.model)
      return keptGraph(`${cell.cell} ${stored.level}`, () =>
        graphData.levelGraph(cell, stored.level),
      );
    return keptGraph(`${cell.cell} ${stored.level} ${keyOf(stored)}`, () => ({
      ...graphData.nullGraph(cell, stored),
      model: keyOf(stored),
    }));
  }

  /** Which edges the choices leave. */
  function filterOf({ units }) {
    const { path, sign, community } = state.get();
    const wanted = { positive: 1, negative: -1 }[sign];
    return (edge) =>
      (path !== "yes" || edge.live) &&
      (wanted === undefined || edge.sign === wanted) &&
      (community === null ||
        units[edge.source].colour === community ||
        units[edge.target].colour === community);
  }

  window.pcrit.explored = { cellNow, levelNow, mainGraph, besideGraph, filterOf, keyOf };
})();
