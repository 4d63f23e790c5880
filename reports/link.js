// What is chosen in all charts at once: a width, a kind of pruning, a seed, a level of the walk.

(() => {
  const { charts, views, parameters } = window.pcrit;

  /**
   * A click on a mark or legend entry of a width chooses it, a second one lets it go. A click on a
   * point of one level moves the walk there; a line or an area is no point.
   */
  function linkClicks(id, view) {
    view.addEventListener("click", (_, item) => {
      const { series, level, seed, width = widthOfLegend(item) } = item?.datum ?? {};
      const isPoint =
        typeof series === "string" &&
        typeof level === "number" &&
        !["line", "area"].includes(item.mark.marktype);
      if (isPoint) walkTo({ series, width, level });
      if (typeof seed === "number") chooseSeed(seed);
      if (typeof width === "number" && !charts[id].usermeta.walk)
        chooseWidth(width === parameters.linked_width && !isPoint ? null : width);
    });
  }

  function widthOfLegend(item) {
    const inLegend = String(item?.mark?.role ?? "").startsWith("legend");
    const value = Number(item?.datum?.value ?? Number.NaN);
    return inLegend && widthButtons.has(value) ? value : undefined;
  }

  /** Sets a parameter in every chart that has it. */
  function setEverywhere(name, value) {
    parameters[name] = value;
    for (const [id, { view }] of views)
      if (name === "linked_width" || charts[id].params?.some((param) => param.name === name))
        view.signal(name, value).runAsync();
  }

  function walkTo(detail) {
    document.dispatchEvent(new CustomEvent("pcrit-chosen", { detail }));
  }

  function chooseWidth(value) {
    setEverywhere("linked_width", value);
    for (const [of, button] of widthButtons)
      button.setAttribute("aria-pressed", String(of === value));
  }

  const seedSelect = document.querySelector("select[name=chosen-seed]");
  function chooseSeed(value) {
    if (!seedSelect) return;
    seedSelect.value = value ?? "none";
    setEverywhere("linked_seed", value);
  }
  seedSelect?.addEventListener("change", () =>
    chooseSeed(seedSelect.value === "none" ? null : Number(seedSelect.value)),
  );

  /** In charts that show one kind of pruning, as far as they have it. */
  function chooseSeries(value) {
    for (const [id, { view }] of views) {
      const own = charts[id].params?.find((param) => param.name === "series");
      if (own?.bind?.options?.includes(value)) view.signal("series", value).runAsync();
    }
    walkTo({ series: value });
  }
  const seriesSelect = document.querySelector("select[name=chosen-series]");
  seriesSelect?.addEventListener("change", () => chooseSeries(seriesSelect.value));

  const widthButtons = new Map(
    [...document.querySelectorAll("button[data-width]")].map((button) => [
      Number(button.dataset.width),
      button,
    ]),
  );
  for (const [value, button] of widthButtons)
    button.addEventListener("click", () => {
      chooseWidth(value === parameters.linked_width ? null : value);
      walkTo({ width: value });
    });

  document.addEventListener("pcrit-drawn", ({ detail: { id, view } }) => linkClicks(id, view));
})();
