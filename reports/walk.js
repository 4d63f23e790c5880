// The walk through the collapse: one cell, one level; the slider, selectors and clicks move it.

(() => {
  const { read, standing, bound, charts, views, parameters } = window.pcrit;
  const cells = read("pcrit-walk");
  const form = document.getElementById("walk-form");
  if (!form) return;
  const field = (name) => form.elements.namedItem(name);
  const walked = Object.keys(charts).filter((id) => charts[id].usermeta.walk);
  const descriptions = new Map();

  const find = (series, width) => cells.find((c) => c.series === series && c.width === width);
  let cell = find(field("series").value, Number(field("width").value)) ?? cells[0];

  /** The place in the schedule of the level nearest to this density, on a log scale. */
  function nearest({ levels }, density) {
    const distance = (l) => Math.max(l.density / density, density / l.density);
    return levels.reduce((best, l, i) => (distance(l) < distance(levels[best]) ? i : best), 0);
  }

  /** Tells page.js where the charts stand. */
  function stand() {
    const now = cell.levels[Number(field("level").value)];
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
    field("level").setAttribute("aria-valuetext", now.name);
    field("where").value = now.standing;
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

  /** Milliseconds that the last step took, in form.dataset.took. */
  async function move() {
    const begin = performance.now();
    const now = stand();
    await Promise.all(walked.filter((id) => views.has(id)).map((id) => show(id, now)));
    form.dataset.took = (performance.now() - begin).toFixed(1);
  }

  /** Goes to a cell; to the same density where no level is named. */
  function go({ series = cell.series, width = cell.width, level }) {
    // Not every series has every width: then what was changed decides.
    const alike = (c) => (series === cell.series ? c.width === width : c.series === series);
    const next = find(series, width) ?? cells.find(alike);
    if (!next) return;
    const { density } = cell.levels[Number(field("level").value)];
    const named = next.levels.findIndex((l) => l.level === level);
    cell = next;
    field("level").max = next.levels.length - 1;
    field("level").value = named >= 0 ? named : nearest(next, density);
    field("series").value = next.series;
    field("width").value = String(next.width);
    return move();
  }

  let timer;
  function play(on) {
    clearInterval(timer);
    field("play").setAttribute("aria-pressed", String(on));
    field("play").textContent = on ? "Pause" : "Play";
    if (!on) return;
    const slider = field("level");
    if (slider.value === slider.max) slider.value = 0;
    move();
    timer = setInterval(() => {
      slider.value = Number(slider.value) + 1;
      move();
      if (slider.value === slider.max) play(false);
    }, 700);
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  field("level").addEventListener("input", () => {
    play(false);
    move();
  });
  field("play").addEventListener("click", () =>
    play(field("play").getAttribute("aria-pressed") !== "true"),
  );
  for (const name of ["series", "width"])
    field(name).addEventListener("change", () =>
      go({ series: field("series").value, width: Number(field("width").value) }),
    );
  document.addEventListener("pcrit-chosen", (event) => go(event.detail));
  document.addEventListener("pcrit-drawn", ({ detail: { id, view } }) => {
    if (walked.includes(id)) describe(id, view, stand());
  });
  stand();
})();
