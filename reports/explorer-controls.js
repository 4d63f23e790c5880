// The explorer's choices and its legend, which follow what the graph has.

(() => {
  const { state, graphStage, explored, explorerWords } = window.pcrit;
  const form = document.getElementById("explorer-form");
  if (!form || !state.view) return;
  const { cellNow, levelNow, mainGraph, keyOf } = explored;
  const { percent } = explorerWords;
  const field = (name) => form.elements.namedItem(name);

  function option(label, value = label) {
    const made = document.createElement("option");
    made.value = value;
    made.textContent = label;
    return made;
  }

  function group(label, options) {
    const made = document.createElement("optgroup");
    made.label = label;
    made.append(...options);
    return made;
  }

  function fill(name, options) {
    field(name).replaceChildren(...options);
    field(name).value = state.get()[name] ?? "";
    if (field(name).selectedIndex < 0) field(name).value = "";
  }

  function controls() {
    const cell = cellNow();
    const { units, edges } = mainGraph();
    const colours = [
      ...new Set(
        units.filter(({ degree, pixel }) => degree > 0 && !pixel).map(({ colour }) => colour),
      ),
    ];
    const word = (colour) => (colour === 0 ? "small ones" : `number ${colour}`);
    fill("layout", [option("layers", ""), option("forces", "force")]);
    fill("path", [option("all", ""), option("on a path", "yes")]);
    fill("sign", [option("all", ""), option("positive"), option("negative")]);
    field("sign").parentElement.hidden = edges.every(({ sign }) => sign === 0);
    fill("community", [
      option("all", ""),
      ...colours
        .sort((a, b) => (a || 9) - (b || 9))
        .map((colour) => option(word(colour), String(colour))),
    ]);
    const levels = cell.levels.map(({ level, density }) =>
      option(`level ${level}: ${percent(density)}`, `level-${level}`),
    );
    const models = [...new Set(cell.nulls.map(keyOf))].map((name) => {
      const { model, start } = cell.nulls.find((stored) => keyOf(stored) === name);
      return option(`${model.replaceAll("-", " ")}, ${start} weights`, name);
    });
    fill("beside", [
      option("nothing", ""),
      group("Another level", levels),
      ...(models.length > 0 ? [group("Null models", models)] : []),
    ]);
  }

  const convert = { community: Number };
  for (const name of ["layout", "path", "sign", "community", "beside"])
    field(name).addEventListener("change", () => {
      const { value } = field(name);
      const chosen = value === "" ? null : (convert[name] ?? String)(value);
      state.set({ [name]: chosen, ...(name === "beside" ? levelOfNull(value) : {}) });
    });

  /** A null model stands beside the level that it is of. */
  function levelOfNull(name) {
    const own = cellNow().nulls.filter((stored) => keyOf(stored) === name);
    if (own.length === 0 || own.some(({ level }) => level === levelNow())) return {};
    const away = ({ level }) => Math.abs(level - levelNow());
    return { level: own.reduce((a, b) => (away(b) < away(a) ? b : a)).level };
  }

  function legend() {
    const { signs, muted } = graphStage.palette();
    const { edges, side, wash, identities } = mainGraph();
    const signed = edges.some(({ sign }) => sign !== 0);
    const item = (colour, text, kind) => {
      const made = document.createElement("span");
      const mark = document.createElement("i");
      mark.className = kind;
      mark.style.background = colour;
      made.append(mark, text);
      return made;
    };
    document
      .getElementById("explorer-legend")
      .replaceChildren(
        ...(signed
          ? [item(signs[1], "positive weight", "stroke"), item(signs[-1], "negative", "stroke")]
          : [item(signs[0], "weight, sign not known", "stroke")]),
        item(
          graphStage.palette().communities[1],
          "unit, coloured by community, larger with more edges",
          "dot",
        ),
        "pale: on no path",
        ...(identities.length > 0
          ? [item(muted, "skip, sum or transposition: never pruned", "stroke")]
          : []),
        ...(side > 0 ? [item(muted, "pixel, darker with more edges", "square")] : []),
        ...(wash.length > 0 ? [item(muted, "wash: where the other edges run", "wash")] : []),
      );
  }

  window.pcrit.explorerControls = { option, controls, legend };
})();
