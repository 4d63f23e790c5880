// Charts follow what is chosen in the bar, and a click in a chart chooses.

(() => {
  const { charts, views, parameters, state } = window.pcrit;
  if (!state.view) return;

  /** What a chart's parameters are, by what is chosen: as far as its own data has that. */
  function parametersOf(id) {
    const { series, width, seed, against } = state.get();
    const wide = width ?? state.view.first.width;
    const { options = {} } = charts[id].usermeta;
    const wanted = { series, at_width: wide, control: against };
    const own = (charts[id].params ?? []).flatMap(({ name, value }) => {
      if (!(name in wanted)) return [];
      const known = name === "control" || options[name]?.includes(wanted[name]);
      return [[name, known ? wanted[name] : value]];
    });
    return { ...Object.fromEntries(own), linked_width: width, linked_seed: seed };
  }
  window.pcrit.parametersOf = parametersOf;

  /** A chart that cannot follow says what it shows instead. */
  function note(id) {
    const { series, width } = state.get();
    const { options = {} } = charts[id].usermeta;
    const now = parametersOf(id);
    const told = options.series?.length > 1 && series !== state.view.series[0];
    const other = [
      ...(options.series?.length && now.series !== series ? [`${now.series} pruning`] : []),
      ...(options.at_width?.length && width !== null && now.at_width !== width
        ? [`width ${now.at_width}`]
        : []),
    ];
    const figure = document.getElementById(`chart-${id}`);
    let line = figure.querySelector(".other");
    if (!line && (told || other.length > 0)) {
      line = document.createElement("p");
      line.className = "note other";
      figure.querySelector(".chart").before(line);
    }
    if (line)
      line.textContent = [
        ...(told ? [`The title speaks of ${state.view.series[0]} pruning.`] : []),
        ...(other.length > 0 ? [`Shown here: ${other.join(", ")}.`] : []),
      ].join(" ");
  }

  /** Sets what has changed; true if something had. */
  function apply(id) {
    const { view } = views.get(id);
    const wanted = Object.entries(parametersOf(id)).filter(([name, value]) => {
      const has = name === "linked_width" || charts[id].params?.some((p) => p.name === name);
      return has && view.signal(name) !== value;
    });
    for (const [name, value] of wanted) view.signal(name, value);
    note(id);
    return wanted.length > 0;
  }

  /** Nearest charts first, one after the other, so that the page stays responsive. */
  let round = 0;
  async function follow() {
    const mine = ++round;
    const { linked_width, linked_seed } = {
      linked_width: state.get().width,
      linked_seed: state.get().seed,
    };
    Object.assign(parameters, { linked_width, linked_seed });
    const ids = [...views.keys()].sort(
      (a, b) => window.pcrit.distance(a) - window.pcrit.distance(b),
    );
    for (const id of ids) {
      if (mine !== round) return;
      if (!apply(id)) continue;
      await views.get(id).view.runAsync();
      document.dispatchEvent(new CustomEvent("pcrit-moved", { detail: { id } }));
      if (window.pcrit.distance(id) > 0) await new Promise((resolve) => setTimeout(resolve));
    }
    document.documentElement.dataset.followed = String(mine);
  }
  document.addEventListener("pcrit-state", ({ detail: { changed } }) => {
    if (changed.some((name) => name !== "level")) follow();
  });

  /**
   * A click on a point of one level goes there; on a line or a legend entry of a width it chooses the
   * width, and a second one lets it go.
   */
  function linkClicks(id, view) {
    view.addEventListener("click", (_, item) => {
      const { series, level, seed, width = widthOfLegend(item) } = item?.datum ?? {};
      const isPoint =
        typeof series === "string" &&
        typeof level === "number" &&
        !["line", "area", "text"].includes(item.mark.marktype);
      if (isPoint)
        state.set({ series, width, level, ...(typeof seed === "number" ? { seed } : {}) });
      else if (typeof width === "number" && !charts[id].usermeta.walk)
        state.set({ width: width === state.get().width ? null : width });
    });
  }

  function widthOfLegend(item) {
    const inLegend = String(item?.mark?.role ?? "").startsWith("legend");
    const value = Number(item?.datum?.value ?? Number.NaN);
    return inLegend && state.view.widths.includes(value) ? value : undefined;
  }

  document.addEventListener("pcrit-drawn", ({ detail: { id, view } }) => {
    linkClicks(id, view);
    note(id);
  });
  Object.assign(parameters, {
    linked_width: state.get().width,
    linked_seed: state.get().seed,
  });
})();
