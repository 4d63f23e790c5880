// Draws the charts of the report: data by name, sizes by the page, colours by the reader's system.

(() => {
  const { read, rows, standing, bound, charts, views, parameters, isDark } = window.pcrit;
  const themes = read("pcrit-themes");

  /** Replaces every width "container" by pixels, and every height step stays as it is. */
  function withWidth(value, width) {
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map((inner) => withWidth(inner, width));
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        key === "width" && inner === "container" ? width : withWidth(inner, width),
      ]),
    );
  }

  const title = 26; // pixels that an axis title takes
  const margin = 20; // at the right edge, for the last label

  /** The specification at a total width: panels of a facet wrap, other views fill the line. */
  function fitted(spec, total) {
    const { panels, panelWidth = 300, axisWidth = 42 } = spec.usermeta;
    if (!spec.facet) {
      const width = total - axisWidth - title - margin;
      return withWidth(withPlotWidth(spec, width), width);
    }
    const spacing = spec.spacing ?? 20;
    const ownAxes = spec.resolve?.scale?.y === "independent";
    const most = Math.min(spec.columns ?? 2, panels ?? 2);
    const fit = ownAxes
      ? Math.floor((total - margin + spacing) / (panelWidth + axisWidth + spacing))
      : Math.floor((total - margin - axisWidth + spacing) / (panelWidth + spacing));
    const rows = Math.ceil((panels ?? most) / Math.max(1, Math.min(most, fit)));
    const count = Math.ceil((panels ?? most) / rows); // as even rows as the page allows
    const axes = axisWidth * (ownAxes ? count : 1);
    const width = Math.floor((total - margin - axes - (count - 1) * spacing) / count);
    // An incomplete last row leaves the axis of its column far below the panel above it.
    const axis = panels % count === 0 ? {} : { axis: { x: "independent" } };
    const resolve = { ...spec.resolve, ...axis };
    return withWidth({ ...withPlotWidth(spec, width / 2), columns: count, resolve }, width);
  }

  /** For the names at the ends of lines, which cover each other where lines end close by. */
  function withPlotWidth(spec, width) {
    const params = spec.params?.map((param) =>
      param.name === "plot_width" ? { ...param, value: width } : param,
    );
    return params ? { ...spec, params } : spec;
  }

  function merged(a, b) {
    if (typeof a !== "object" || typeof b !== "object" || Array.isArray(a) || !a || !b) return b;
    const result = { ...a };
    for (const [key, value] of Object.entries(b))
      result[key] = key in a ? merged(a[key], value) : value;
    return result;
  }

  /** The theme, with legends that fit a narrow page. */
  function config(spec, total) {
    // No marks are named that nobody reads: see describe.
    const silent = { mark: { aria: false }, axis: { aria: false }, legend: { aria: false } };
    const theme = merged(merged(themes.base, isDark() ? themes.dark : themes.light), silent);
    if (total > 720) return theme;
    const columns = Math.max(1, Math.floor((total - (spec.usermeta.axisWidth ?? 42)) / 150));
    const layout = { top: { direction: "vertical", anchor: "start" } };
    return merged(theme, { legend: { columns, titleOrient: "top", titleAnchor: "start", layout } });
  }

  /** What the reader has chosen stays chosen when a chart is drawn again. */
  function withChoices(id, spec, view) {
    if (!spec.params) return spec;
    const linked = { ...parameters, ...window.pcrit.parametersOf?.(id) };
    const params = spec.params.map((param) => {
      if (view && param.bind) return { ...param, value: view.signal(param.name) };
      return param.name in linked ? { ...param, value: linked[param.name] } : param;
    });
    return { ...spec, params };
  }

  /** Adds the parameter `linked_width`; marks whose colour is the width fade unless it is theirs. */
  function withLink(spec) {
    const width = { name: "linked_width", value: parameters.linked_width };
    return { ...faded(spec, false), params: [...(spec.params ?? []), width] };
  }

  function faded(part, inherited) {
    const own = part.encoding?.color;
    const coloured = own === undefined ? inherited : own?.field === "width";
    const children = Object.fromEntries(
      ["layer", "vconcat", "hconcat", "concat"]
        .filter((key) => Array.isArray(part[key]))
        .map((key) => [key, part[key].map((child) => faded(child, coloured))]),
    );
    const inner = part.spec ? { spec: faded(part.spec, coloured) } : {};
    if (!part.mark || !coloured || part.encoding?.opacity)
      return { ...part, ...children, ...inner };
    const type = part.mark.type ?? part.mark;
    const usual = part.mark.opacity ?? (type === "area" ? 0.18 : 1);
    const condition = {
      test: "linked_width === null || datum.width === linked_width",
      value: usual,
    };
    const opacity = { condition, value: usual * 0.12 };
    return { ...part, encoding: { ...part.encoding, opacity } };
  }

  /** A chart at a total width, with what is chosen. */
  function specOf(id, total, factor = 1) {
    const chart = factor === 1 ? charts[id] : taller(charts[id], factor);
    return withLink(withChoices(id, fitted(chart, total), views.get(id)?.view));
  }

  /** With the heights of its views times a factor. */
  function taller(spec, factor) {
    const inner = (part) => (Array.isArray(part) ? part.map(grown) : grown(part));
    const grown = (part) => taller(part, factor);
    const views = ["vconcat", "hconcat", "concat", "spec"].filter((key) => spec[key]);
    return {
      ...spec,
      ...(typeof spec.height === "number" ? { height: Math.round(spec.height * factor) } : {}),
      ...Object.fromEntries(views.map((key) => [key, inner(spec[key])])),
    };
  }

  /** How much taller a chart may be: on a screen of its own as tall as that, else as it is. */
  function growth(figure) {
    const usual = Number(figure.dataset.height);
    if (document.fullscreenElement !== figure || !(usual > 0)) return 1;
    return Math.max(1, Math.min(4, (innerHeight - 190 - usual) / (0.85 * usual) + 1));
  }

  function dataOf(name) {
    const { stop } = window.pcrit;
    return stop && name.startsWith("walk-") ? standing(name, stop) : rows(name);
  }
  Object.assign(window.pcrit, { specOf, dataOf, merged, draw });

  async function draw(id) {
    const figure = document.getElementById(`chart-${id}`);
    const place = figure.querySelector(".chart");
    const before = views.get(id);
    // What is folded away has no width of its own yet.
    const total = place.clientWidth || figure.closest("section").clientWidth;
    const factor = charts[id].usermeta.walk ? 1 : growth(figure);
    const spec = specOf(id, total, factor);
    const datasets = Object.fromEntries([...bound(spec)].map((name) => [name, dataOf(name)]));
    place.style.minHeight = `${place.offsetHeight}px`;
    before?.finalize();
    const result = await vegaEmbed(
      placeOf(place),
      { ...spec, datasets },
      {
        // A step of the walk changes thousands of marks: pixels of a canvas, elements for the words.
        renderer: spec.usermeta.walk ? "hybrid" : "svg",
        config: config(spec, total),
        actions: false,
        // Expressions are interpreted, not compiled: the page's policy lets nothing be evaluated.
        ast: true,
        // Vega warns where a layer is empty, as the rule of a p_c that is not resolved.
        logLevel: vega.Error,
        // What is under the pointer stands below the chart (readout.js).
        tooltip: () => {},
      },
    );
    describe(result.view.container());
    place.style.minHeight = "";
    if (factor === 1) figure.dataset.height = place.offsetHeight;
    views.set(id, result);
    figure.dataset.drawn = isDark() ? "dark" : "light";
    document.dispatchEvent(new CustomEvent("pcrit-drawn", { detail: { id, view: result.view } }));
  }

  /**
   * A chart is one picture with a description: its numbers are in its table, and marks, axes and titles would be read
   * one by one. Where it has selectors of its own these stand beside the picture.
   */
  function describe(container) {
    for (const drawing of container.querySelectorAll("svg, canvas"))
      drawing.setAttribute("aria-hidden", "true");
    const selects = container.querySelector("select, input") !== null;
    container.setAttribute("role", selects ? "group" : "img");
    container.removeAttribute("aria-roledescription");
  }

  /** vegaEmbed empties its place; what is drawn over the chart lies beside it. */
  function placeOf(chart) {
    let inner = chart.querySelector(".vega");
    if (!inner) {
      inner = document.createElement("div");
      inner.className = "vega";
      chart.prepend(inner);
    }
    return inner;
  }

  /**
   * How far a chart's section lies outside of what the reader sees, in pixels; 0 where a part is
   * seen. What is folded away comes last.
   */
  function distance(id) {
    const figure = document.getElementById(`chart-${id}`);
    const away = figure.closest("details:not([open])") ? 1e6 : 0;
    const { top, bottom } = (away ? figure.closest("section") : figure).getBoundingClientRect();
    return Math.max(0, top - innerHeight, -bottom) + away;
  }
  window.pcrit.distance = distance;

  /**
   * One chart after the other, so that the page stays responsive meanwhile, and always the one that
   * is nearest to the reader. All are drawn in the end: printing and searching find every chart.
   */
  async function drawAll() {
    const waiting = new Set(Object.keys(charts));
    while (waiting.size > 0) {
      const nearest = [...waiting].reduce((a, b) => (distance(b) < distance(a) ? b : a));
      waiting.delete(nearest);
      await draw(nearest);
      await new Promise((resolve) => setTimeout(resolve));
    }
  }

  // All controls work before the first chart is drawn, which takes a while.
  let queue = new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve));
  const redraw = () => {
    queue = queue.then(drawAll);
    window.pcritReady = queue;
  };

  function followPage() {
    let pageWidth = document.documentElement.clientWidth;
    let timer;
    addEventListener("resize", () => {
      if (document.documentElement.clientWidth === pageWidth) return;
      pageWidth = document.documentElement.clientWidth;
      clearTimeout(timer);
      timer = setTimeout(redraw, 150);
    });
    document.addEventListener("pcrit-colours", redraw);
    for (const details of document.querySelectorAll("main details"))
      details.addEventListener("toggle", () => {
        const ids = [...details.querySelectorAll("figure")].map(({ id }) => id.slice(6));
        document.dispatchEvent(new CustomEvent("pcrit-unfolded", { detail: { ids } }));
      });
  }

  /**
   * What is printed is whole, and light whatever the screen is: charts that are not there yet, or dark, are
   * drawn at once. Nothing of that waits for a timer, so all of it is done before the browser goes on to print.
   */
  function followPrinter() {
    const isReady = (id) => {
      const figure = document.getElementById(`chart-${id}`);
      const printed = !figure.closest("details:not([open]), #appendix, #live");
      return !printed || figure.dataset.drawn === "light";
    };
    addEventListener("beforeprint", async () => {
      for (const id of Object.keys(charts)) if (!isReady(id)) await draw(id);
    });
    addEventListener("afterprint", () => isDark() && redraw());
  }

  /** A click on a column's head sorts its table, numbers by value, empty cells last. */
  function sortable(table) {
    const body = table.tBodies[0];
    table.querySelectorAll("th button").forEach((button) => {
      button.addEventListener("click", () => {
        const head = button.closest("th");
        const descending = head.getAttribute("aria-sort") === "ascending";
        for (const other of table.querySelectorAll("th[aria-sort]"))
          other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", descending ? "descending" : "ascending");
        const column = Number(button.dataset.column);
        body.append(...sorted([...body.rows], column, descending ? -1 : 1));
      });
    });
  }

  function sorted(list, column, sign) {
    const value = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent;
    const number = (row) => (value(row) === "" ? Number.NaN : Number(value(row)));
    const numeric = list.every((row) => value(row) === "" || !Number.isNaN(number(row)));
    return list.sort((a, b) => {
      if (!numeric) return sign * value(a).localeCompare(value(b));
      if (Number.isNaN(number(a))) return 1;
      if (Number.isNaN(number(b))) return -1;
      return sign * (number(a) - number(b));
    });
  }

  document.querySelectorAll("table.sortable").forEach(sortable);
  redraw();
  followPage();
  followPrinter();
})();
