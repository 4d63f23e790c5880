// The walk through the collapse: one cell, one level, as the bar says.

(() => {
  const { read, standing, bound, charts, views, parameters, state } = window.pcrit;
  const cells = read("pcrit-walk");
  const where = document.getElementById("walk-where");
  if (!where || !state.view) return;
  const walked = Object.keys(charts).filter((id) => charts[id].usermeta.walk);
  const descriptions = new Map();

  /** Not every series and width has a portrait: then the walk stays where it was. */
  let cell = cells[0];

  /** Tells page.js where the charts stand. */
  function stand() {
    const { cell: chosen, level: now } = state.within(cells, cell);
    cell = chosen;
    window.pcrit.stop = { cell: cell.cell, level: now.level };
    Object.assign(parameters, {
      walk_series: cell.series,
      walk_width: cell.width,
      walk_seed: cell.seed,
      walk_level: now.level,
      walk_side: cell.side,
      walk_depth: cell.depth,
      walk_most: cell.most,
      walk_signed: cell.signed,
    });
    where.value = now.standing;
    return now;
  }

  /** What one chart shows now, for those who cannot see it. */
  function describe(id, view, now) {
    const part = (x) => `${Number((100 * x).toPrecision(2))} %`;
    const more = {
      "walk-components": () =>
        standing("walk-shares", window.pcrit.stop).map((r) => `${r.label} ${part(r.share)}`),
      "walk-confusion": () => mistakes(view.signal("state")),
    };
    if (!descriptions.has(id)) descriptions.set(id, charts[id].description);
    const words = [descriptions.get(id).replace(/\.$/, ""), now.standing, ...(more[id]?.() ?? [])];
    view.description(words.join(". "));
  }

  /** The pair of classes that is confused most often. */
  function mistakes(state) {
    const wrong = standing("walk-confusion", window.pcrit.stop)
      .filter((r) => r.state === state && r.label !== r.prediction)
      .sort((a, b) => b.images - a.images);
    if (wrong.length === 0) return ["Nothing is confused"];
    const [{ label, prediction, images }] = wrong;
    return [
      `Most often wrong ${state} fine-tuning: ${label} taken for ${prediction}, ${images} images`,
    ];
  }

  function show(id, now) {
    const { view } = views.get(id);
    for (const name of bound(charts[id])) {
      if (!name.startsWith("walk-")) continue;
      const rows = standing(name, window.pcrit.stop);
      view.change(
        name,
        vega
          .changeset()
          .remove(() => true)
          .insert(rows),
      );
    }
    for (const { name } of charts[id].params ?? [])
      if (name in parameters) view.signal(name, parameters[name]);
    describe(id, view, now);
    return view.runAsync();
  }

  /** Milliseconds that the last step took, in where.dataset.took. */
  async function move() {
    const begin = performance.now();
    const now = stand();
    await Promise.all(walked.filter((id) => views.has(id)).map((id) => show(id, now)));
    where.dataset.took = (performance.now() - begin).toFixed(1);
  }

  document.addEventListener("pcrit-state", ({ detail: { changed } }) => {
    if (changed.some((name) => ["level", "series", "width"].includes(name))) move();
  });
  document.addEventListener("pcrit-drawn", ({ detail: { id, view } }) => {
    if (walked.includes(id)) describe(id, view, stand());
  });
  stand();
})();
