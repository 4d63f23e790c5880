// The point nearest to the pointer, in words under the chart, where they cover nothing.

(() => {
  const { charts, views } = window.pcrit;
  const reach = 60; // pixels

  /** Marks of a kind in a chart, with their places in it. */
  function* items(group, dx = 0, dy = 0) {
    for (const mark of group.items ?? []) {
      if (String(mark.role).startsWith("legend") || String(mark.role).startsWith("axis")) continue;
      for (const item of mark.items ?? []) {
        if (mark.marktype === "group") yield* items(item, dx + (item.x ?? 0), dy + (item.y ?? 0));
        else if (mark.marktype === "symbol") yield { item, x: dx + item.x, y: dy + item.y };
      }
    }
  }

  const isShown = ({ opacity = 1, datum, tooltip }) => opacity > 0.15 && datum && tooltip;

  /** Where the drawing begins in the page. */
  function originOf(id) {
    const place = document.querySelector(`#chart-${id} .chart`);
    const drawing = place.querySelector("svg.marks, canvas.marks, svg, canvas");
    const { left, top } = drawing.getBoundingClientRect();
    const { view } = views.get(id);
    const [x, y] = view.origin();
    const padding = view.padding();
    return { left: left + x + padding.left, top: top + y + padding.top, place };
  }
  window.pcrit.originOf = originOf;

  function nearest(id, x, y) {
    let best;
    const root = views.get(id).view.scenegraph().root;
    for (const found of items({ items: [root] })) {
      if (!isShown(found.item)) continue;
      const distance = Math.hypot(found.x - x, found.y - y);
      if (distance <= (best?.distance ?? reach)) best = { ...found, distance };
    }
    return best;
  }

  /** "magnitude pruning, width 2, mean of 5 seeds, level 12; density 0.36 %, m 0.52" */
  function words({ datum, tooltip }) {
    const { series, width, seed, seeds, level } = datum;
    const who = [
      ...(typeof series === "string" ? [`${series} pruning`] : []),
      ...(typeof width === "number" ? [`width ${width}`] : []),
      ...(typeof seed === "number"
        ? [`seed ${seed}`]
        : seeds > 1
          ? [`mean of ${seeds} seeds`]
          : []),
      ...(typeof level === "number" ? [`level ${level}`] : []),
    ];
    const said = typeof tooltip === "object" ? Object.entries(tooltip) : [["", String(tooltip)]];
    const known = ["pruning", "series", "width", "seed", "seeds", "level", "title"];
    const what = said
      .filter(
        ([name, value]) => !known.includes(name) && !["", "null", "NaN"].includes(String(value)),
      )
      .map(([name, value]) => `${name} ${value}`.trim());
    return [who.join(", "), what.join(", ")].filter((part) => part !== "").join("; ");
  }

  function show(id, item, at) {
    const figure = document.getElementById(`chart-${id}`);
    const { left, top, place } = originOf(id);
    const box = place.getBoundingClientRect();
    const ring = place.querySelector(".ring");
    figure.querySelector(".readout").textContent = item ? words(item) : "";
    ring.hidden = !at;
    if (!at) return;
    ring.style.translate = `${at.x + left - box.left + place.scrollLeft}px ${at.y + top - box.top}px`;
  }

  document.addEventListener("pcrit-drawn", ({ detail: { id, view } }) => {
    const figure = document.getElementById(`chart-${id}`);
    const place = figure.querySelector(".chart");
    if (!place.querySelector(".ring")) {
      const ring = document.createElement("div");
      ring.className = "ring";
      ring.hidden = true;
      place.append(ring);
    }
    let hovered = null;
    view.addEventListener("pointermove", (_, item) => {
      const own = item?.tooltip && !["line", "area", "symbol"].includes(item.mark.marktype);
      hovered = own ? item : null;
    });
    if (place.dataset.listens) return;
    place.dataset.listens = "";
    let waiting = false;
    place.addEventListener("pointermove", ({ clientX, clientY }) => {
      if (waiting || !views.has(id)) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        const { left, top } = originOf(id);
        const found = nearest(id, clientX - left, clientY - top);
        const close = found && (!hovered || found.distance < 8);
        show(id, close ? found.item : hovered, close ? found : undefined);
      });
    });
    place.addEventListener("pointerleave", () => show(id, null));
  });

  window.pcrit.nearestPoint = nearest;
  for (const id of Object.keys(charts)) {
    const line = document.createElement("p");
    line.className = "readout";
    document.querySelector(`#chart-${id} .chart`).after(line);
  }
})();
