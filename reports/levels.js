// The walk's level as a line on every density axis: it is drawn over the charts, so that moving it draws
// nothing again, and a click or a drag on a plot or its axis, or the arrow keys, move it.

(() => {
  const { charts, views, state } = window.pcrit;
  if (!state.view) return;
  const scaleNames = ["x", "child_x", "concat_0_x"];
  /** Chart -> its plots: where they lie in it, and the handle of each. */
  const plots = new Map();

  const columnOf = (id) =>
    charts[id].usermeta.levels === "control" ? state.get().against : charts[id].usermeta.levels;

  function scaleOf(view) {
    for (const name of scaleNames)
      try {
        return view.scale(name);
      } catch {}
    return undefined;
  }

  const isPlot = (group) => group.width > 40 && group.height > 14;
  const holds = (mark) =>
    /(^|_)group$|^cell$|^facet$/.test(mark.name ?? "") && mark.marktype === "group";

  /** Groups of the scenegraph that are plots, with their places. */
  function* plotsIn(group, dx, dy) {
    const inner = (group.items ?? []).filter(holds);
    if (inner.length === 0 && isPlot(group))
      yield { x: dx, y: dy, width: group.width, height: group.height };
    for (const mark of inner)
      for (const item of mark.items) yield* plotsIn(item, dx + (item.x ?? 0), dy + (item.y ?? 0));
  }

  function layOut(id) {
    const { view } = views.get(id);
    const place = document.querySelector(`#chart-${id} .chart`);
    for (const { line } of plots.get(id) ?? []) line.remove();
    plots.delete(id);
    if (!scaleOf(view)) return;
    const { left, top } = window.pcrit.originOf(id);
    const box = place.getBoundingClientRect();
    const [dx, dy] = [left - box.left + place.scrollLeft, top - box.top];
    const root = view.scenegraph().root.items[0];
    const found = [...plotsIn(root, 0, 0)].map((plot, i) => {
      const line = document.createElement("div");
      line.className = "level-line";
      line.style.top = `${dy + plot.y}px`;
      line.style.height = `${plot.height}px`;
      if (i === 0) asSlider(line, id);
      place.append(line);
      return { ...plot, left: dx + plot.x, line };
    });
    plots.set(id, found);
    put(id);
  }

  function put(id) {
    const own = plots.get(id);
    if (!own) return;
    const now = state.level();
    const value = now[columnOf(id)];
    const scale = scaleOf(views.get(id).view);
    const at = value > 0 ? scale(value) : Number.NaN;
    for (const { line, left, width } of own) {
      line.hidden = !(at >= -0.5 && at <= width + 0.5);
      line.style.left = `${left + at}px`;
      if (line.getAttribute("role") !== "slider") continue;
      line.setAttribute("aria-valuenow", state.curveOf().levels.indexOf(now));
      line.setAttribute("aria-valuemax", state.curveOf().levels.length - 1);
      line.setAttribute(
        "aria-valuetext",
        `level ${now.level}, ${Number((100 * now.density).toPrecision(2))} % density`,
      );
    }
  }

  function asSlider(line, id) {
    const name = `Level: figure ${charts[id].usermeta.number}`;
    const attributes = { role: "slider", tabindex: 0, "aria-label": name, "aria-valuemin": 0 };
    for (const [name, value] of Object.entries(attributes)) line.setAttribute(name, value);
    line.addEventListener("keydown", (event) => {
      const { levels } = state.curveOf();
      const at = levels.indexOf(state.level());
      // Density grows to the right, levels to the left.
      const to = {
        ArrowLeft: at + 1,
        ArrowDown: at + 1,
        ArrowRight: at - 1,
        ArrowUp: at - 1,
        Home: levels.length - 1,
        End: 0,
      }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      state.set({ level: levels[Math.max(0, Math.min(to, levels.length - 1))].level });
    });
  }

  /** The level at a place of the page, if it is one of a plot or the axis below it. */
  function levelAt(id, { clientX, clientY }) {
    const { left, top } = window.pcrit.originOf(id);
    const own = plots.get(id) ?? [];
    const axis = 40;
    const plot = own.find(
      ({ x, y, width, height }) =>
        clientX - left >= x - 6 &&
        clientX - left <= x + width + 6 &&
        clientY - top >= y &&
        clientY - top <= y + height + axis,
    );
    if (!plot) return undefined;
    const value = scaleOf(views.get(id).view).invert(clientX - left - plot.x);
    return state.nearest(state.curveOf().levels, columnOf(id), value).level;
  }

  /** Elements know their item; of a canvas only the place tells. */
  function isPoint(id, { target, clientX, clientY }) {
    if (target.__data__) return target.__data__.mark?.marktype === "symbol";
    const { left, top } = window.pcrit.originOf(id);
    const near = window.pcrit.nearestPoint(id, clientX - left, clientY - top);
    return near !== undefined && near.distance < 5;
  }

  function listen(id) {
    const place = document.querySelector(`#chart-${id} .chart`);
    if (place.dataset.levels) return;
    place.dataset.levels = "";
    let begun = null;
    place.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || event.target.closest("select, input, label")) return;
      begun = event;
      if (event.target.classList.contains("level-line")) {
        place.setPointerCapture(event.pointerId);
        event.preventDefault();
        event.target.focus();
      }
    });
    place.addEventListener("pointermove", (event) => {
      if (!begun || event.buttons === 0) return;
      const dragged = begun.target.classList.contains("level-line");
      if (!dragged && Math.abs(event.clientX - begun.clientX) < 5) return;
      if (!dragged && event.pointerType !== "mouse") return; // a finger scrolls
      const level = levelAt(id, event);
      if (level !== undefined) state.set({ level }, false);
    });
    const end = (event) => {
      if (!begun) return;
      const moved = Math.abs(event.clientX - begun.clientX) >= 5;
      const onLine = begun.target.classList.contains("level-line");
      begun = null;
      // On a point the click is the point's (link.js).
      const own = isPoint(id, event);
      const level = levelAt(id, event);
      if (level !== undefined && (moved || (!onLine && !own))) state.set({ level });
      else if (moved) state.set({});
    };
    place.addEventListener("pointerup", end);
    place.addEventListener("pointercancel", () => {
      begun = null;
    });
  }

  const all = () => [...plots.keys()].forEach(put);
  document.addEventListener("pcrit-state", all);
  const redo = ({ detail: { id } }) => {
    if (!charts[id].usermeta.levels) return;
    layOut(id);
    listen(id);
  };
  document.addEventListener("pcrit-drawn", redo);
  document.addEventListener("pcrit-moved", redo);
  // Charts in what is folded have no place until it is opened.
  document.addEventListener("pcrit-unfolded", ({ detail: { ids } }) => {
    for (const id of ids) if (views.has(id)) redo({ detail: { id } });
  });
})();
