// What the reader has chosen: series, width, seed, level, control parameter. It stands in the address,
// so that reloading, going back and a copied link lead to the same view.

(() => {
  const { read } = window.pcrit;
  const view = read("pcrit-view");
  /** Choices of the explorer, which passes over what it does not know: a unit, and what is shown how. */
  const further = {
    ...{ unit: Number, layout: String, path: String, sign: String },
    ...{ community: Number, beside: String },
  };
  const none = Object.fromEntries(Object.keys(further).map((key) => [key, null]));
  const first = view?.first
    ? { ...view.first, width: null, seed: null, against: "density", ...none }
    : null;
  const start = { ...first };
  let now = { ...first };

  /** The levels of a curve; those of the starting width where no width is chosen. */
  function curveOf({ series, width }) {
    const own = view.curves.filter((curve) => curve.series === series);
    return (
      own.find((curve) => curve.width === (width ?? view.first.width)) ?? own[0] ?? view.curves[0]
    );
  }

  function levelOf(state) {
    const { levels } = curveOf(state);
    return levels.find(({ level }) => level === state.level) ?? levels.at(-1);
  }

  /** The level of a curve that is nearest to a value of a control parameter, on a log scale. */
  function nearest(levels, column, value) {
    const distance = (l) => (l[column] > 0 ? Math.abs(Math.log(l[column] / value)) : Infinity);
    return levels.reduce((best, l) => (distance(l) < distance(best) ? l : best));
  }

  /** Only what exists; on another curve the level of the same density. */
  function sound(change) {
    const given = Object.entries(change).filter(([, value]) => value !== undefined);
    const next = { ...now, ...Object.fromEntries(given) };
    if (!view.series.includes(next.series)) next.series = now.series;
    if (next.width !== null && !view.widths.includes(next.width)) next.width = now.width;
    if (next.seed !== null && !view.seeds.includes(next.seed)) next.seed = now.seed;
    if (!view.controls.includes(next.against)) next.against = now.against;
    const { levels } = curveOf(next);
    for (const key of Object.keys(further)) if (Number.isNaN(next[key])) next[key] = null;
    // A unit of another width is another unit.
    if (curveOf(next).width !== curveOf(now).width && change.unit === undefined) next.unit = null;
    const kept = curveOf(next) === curveOf(now) || change.level !== undefined;
    if (!kept || !levels.some(({ level }) => level === next.level))
      next.level = nearest(levels, "density", levelOf(now).density).level;
    return next;
  }

  /** Of cells with series, width and levels, the one that is chosen, else that of before, and its level. */
  function within(cells, before = cells[0]) {
    const { series, width } = curveOf(now);
    const cell = cells.find((one) => one.series === series && one.width === width) ?? before;
    const { level, density } = levelOf(now);
    const own = cell.levels.find((one) => one.level === level);
    return { cell, level: own ?? nearest(cell.levels, "density", density) };
  }

  /** @param settled whether going back shall lead here; while something is dragged it shall not. */
  function set(change, settled = true) {
    if (!first) return;
    if (follow(change) || settled) remember(settled);
  }

  /** Takes on what is chosen, and writes nothing down: true if something has changed. */
  function follow(change) {
    const before = now;
    now = sound(change);
    const changed = Object.keys(now).filter((key) => now[key] !== before[key]);
    if (changed.length > 0)
      document.dispatchEvent(new CustomEvent("pcrit-state", { detail: { now, changed } }));
    return changed.length > 0;
  }

  // --- the address ------------------------------------------------------------------------------

  /** The section that the reader is in; bar.js tells. */
  let section = "";

  function address() {
    const moved = ["series", "width"].some((key) => now[key] !== start[key]);
    const differing = Object.keys(now).filter(
      (key) => now[key] !== start[key] || (moved && key === "level"),
    );
    const query = new URLSearchParams(differing.map((key) => [key, String(now[key] ?? "")]));
    return `#${section}${differing.length > 0 ? `?${query}` : ""}`;
  }

  let written = location.hash;
  let unsettled;
  function remember(settled) {
    clearTimeout(unsettled);
    // Browsers refuse more than a hundred changes in half a minute: a drag is written down when it rests.
    if (!settled) unsettled = setTimeout(() => write("replaceState"), 250);
    else if (address() !== written) write("pushState");
  }

  function write(how) {
    written = address();
    try {
      history[how](null, "", written);
    } catch {
      location.replace(written);
    }
  }

  /** "#place?width=2&level=7" as section and choices. */
  function parse(hash) {
    const [name, query = ""] = hash.slice(1).split("?");
    const given = new URLSearchParams(query);
    const of = (key, convert, otherwise) => {
      if (!given.has(key)) return otherwise;
      return given.get(key) === "" ? null : convert(given.get(key));
    };
    return {
      name,
      chosen: {
        series: of("series", String, start.series),
        width: of("width", Number, start.width),
        seed: of("seed", Number, start.seed),
        against: of("against", String, start.against),
        level: of(
          "level",
          Number,
          given.has("width") || given.has("series") ? undefined : start.level,
        ),
        ...Object.fromEntries(
          Object.entries(further).map(([key, convert]) => [key, of(key, convert, null)]),
        ),
      },
    };
  }

  /** Opens whatever is folded around an element. */
  function unfold(element) {
    for (let at = element; at; at = at.parentElement) if (at.matches("details")) at.open = true;
  }

  function goTo(name) {
    const element = name && document.getElementById(name);
    if (!element) return;
    unfold(element);
    element.scrollIntoView();
  }

  addEventListener("hashchange", () => {
    // What waits to be written was of another entry of the history.
    clearTimeout(unsettled);
    const { name, chosen } = parse(location.hash);
    written = location.hash;
    if (location.hash.includes("?") || !first) {
      if (first) follow(chosen);
      return;
    }
    // A link to a heading, or the view as it was at first: the former keeps what is chosen.
    if (clicked) {
      clicked = false;
      section = name;
      goTo(name);
      if (address() !== written) write("replaceState");
    } else follow(chosen);
  });

  let clicked = false;
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='#']");
    if (!link) return;
    clicked = link.hash !== location.hash;
    unfold(document.getElementById(link.hash.slice(1)));
  });

  const opened = parse(location.hash);
  if (first && location.hash.includes("?")) now = sound(opened.chosen);
  section = opened.name;

  window.pcrit.state = {
    /** Null on a page that has nothing to choose. */
    view: first ? view : null,
    get: () => now,
    set,
    curveOf: () => curveOf(now),
    level: () => levelOf(now),
    nearest,
    within,
    unfold,
    /** Where the page was opened, once it stands; a reload keeps its place by itself. */
    opened() {
      const [{ type } = {}] = performance.getEntriesByType("navigation");
      if (opened.name) unfold(document.getElementById(opened.name) ?? document.body);
      if (opened.name && (type === undefined || type === "navigate")) goTo(opened.name);
    },
    enter(name) {
      section = name;
    },
  };
})();
