// The explorer: the network at the level of the bar as a graph, alone or beside another level or a null
// model. What is chosen in it stands in the address with the rest.

(() => {
  const { read, state, graphData, graphLayout, graphStage, graphTake } = window.pcrit;
  const section = document.getElementById("explorer");
  const tool = document.getElementById("explorer-tool");
  if (!tool || !state.view) return;
  const run = read("pcrit-run");
  const form = document.getElementById("explorer-form");
  const readout = document.getElementById("explorer-readout");
  const field = (name) => form.elements.namedItem(name);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const { count } = graphStage;
  const several = (n, one) => `${count(n)} ${one}${n === 1 ? "" : "s"}`;
  const percent = (share) => `${Number((100 * share).toPrecision(2))}\u00a0%`;

  // --- whether there is WebGL -------------------------------------------------------------------

  function hasWebGL() {
    const gl = document.createElement("canvas").getContext("webgl2");
    gl?.getExtension("WEBGL_lose_context")?.loseContext();
    return Boolean(gl);
  }
  if (!hasWebGL()) {
    document.getElementById("explorer-without").hidden = false;
    return;
  }
  section.classList.add("explored");
  tool.hidden = false;

  // --- what is shown ----------------------------------------------------------------------------

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

  // --- stages -----------------------------------------------------------------------------------

  const holder = tool.querySelector(".stages");
  const stages = [];
  let hovered = null;
  const chosenNode = () => nodeOf(state.get().unit);
  const nodeOf = (id) => mainGraph().units.find((unit) => unit.id === id)?.node ?? null;

  function addStage(i) {
    const panel = document.createElement("div");
    panel.className = "panel";
    const head = document.createElement("p");
    head.className = "head";
    const place = document.createElement("div");
    place.className = "stage";
    for (const [name, value] of Object.entries({
      ...{ tabindex: 0, role: "application", "aria-roledescription": "graph" },
      "aria-describedby": "explorer-readout",
    }))
      place.setAttribute(name, value);
    panel.append(head, place);
    holder.append(panel);
    const stage = graphStage.makeStage(place, {
      hover: (node) => hover(node),
      choose: (node) => choose(node),
      camera: (camera) => follow(i, camera),
    });
    place.addEventListener("keydown", (event) => key(event, stage));
    stages[i] = { ...stage, head, panel };
  }

  /** Both stages look at the same part. */
  let following = false;
  function follow(i, camera) {
    if (following) return;
    following = true;
    for (const [j, stage] of stages.entries()) if (j !== i) stage.camera()?.setState(camera);
    following = false;
  }

  let round = 0;
  async function draw() {
    const mine = ++round;
    const shown = [mainGraph(), besideGraph()].filter(Boolean);
    while (stages.length < shown.length) addStage(stages.length);
    while (stages.length > shown.length) {
      const { end, panel } = stages.pop();
      end();
      panel.remove();
    }
    holder.classList.toggle("two", shown.length > 1);
    const colours = graphStage.palette();
    await Promise.all(
      shown.map((graph, i) => drawOne(stages[i], graph, colours, () => mine === round)),
    );
    if (mine !== round) return;
    tool.dataset.drawn = `${shown.map(({ title }) => title).join(", ")}`;
  }

  async function drawOne(stage, graph, colours, isWanted) {
    const box = stage.box();
    const layers = graphLayout.layered(graph, box);
    const filter = filterOf(graph);
    const base = { graph, filter, colours, box, chosen: chosenNode(), hovered };
    stage.head.textContent = headOf(graph, filter);
    stage.place.setAttribute("aria-label", `Graph, ${headOf(graph, filter)}`);
    const show = (places, more) =>
      stage.show({ ...base, places, paths: pathsIn(graph, filter), ...more });
    if (state.get().layout !== "force") {
      show(layers.at, { layers });
      return;
    }
    const key = `${box.width} ${box.height}`;
    graph.forced ??= new Map();
    if (!graph.forced.has(key)) {
      tool.setAttribute("aria-busy", "true");
      const step = (places) => still.matches || show(places);
      const places = await graphLayout.forced(graph, layers, { isWanted, step });
      tool.removeAttribute("aria-busy");
      if (!places) return;
      graph.forced.set(key, places);
    }
    show(graph.forced.get(key));
  }

  function headOf({ title, edges, total, level, cell, model }, filter) {
    const { density } = cell.levels.find((own) => own.level === level) ?? {};
    const left = edges.filter(filter).length;
    const drawn =
      edges.length < total
        ? `the strongest ${count(edges.length)} of ${count(total)} edges`
        : `all ${count(total)} edges`;
    const some = left < edges.length ? `; shown ${count(left)}` : "";
    const dense = model || density === undefined ? "" : `, density ${percent(density)}`;
    return `${model ? "Null model" : "Learned"}, ${title}${dense}: ${drawn}${some}`;
  }

  // --- one unit and its paths -------------------------------------------------------------------

  const focus = () => hovered ?? chosenNode();

  function pathsIn(graph, filter) {
    const node = focus();
    return node === null ? null : graphData.pathsOf(graph, node, filter);
  }

  function lightStage(stage) {
    const { graph, filter } = stage.shown();
    Object.assign(stage.shown(), { chosen: chosenNode(), hovered });
    stage.light(pathsIn(graph, filter));
  }

  function light() {
    for (const stage of stages) if (stage.shown()) lightStage(stage);
    say();
  }

  let waiting = false;
  function hover(node) {
    if (node === hovered) return;
    hovered = node;
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      light();
    });
  }

  function choose(node) {
    state.set({ unit: node === null ? null : mainGraph().units[node].id });
  }

  const freeing = tool.querySelector("[data-explore=free]");
  /** The unit that is chosen, in the field that finds it. */
  function name() {
    const node = chosenNode();
    freeing.hidden = node === null;
    if (document.activeElement !== field("find") || node !== null)
      field("find").value = node === null ? "" : mainGraph().units[node].name;
  }

  /** What is lit, in words; without a unit, what is there. */
  function say(text) {
    const graph = mainGraph();
    readout.textContent = text ?? (focus() === null ? summary(graph) : unitWords(graph, focus()));
  }

  function summary({ units, depth, names }) {
    const layers = Array.from({ length: depth + 1 }, (_, l) => {
      const own = units.filter(({ layer }) => layer === l);
      const live = own.filter((unit) => unit.live || (l === 0 && unit.out.some((e) => e.live)));
      const called = names ? ` (${names[l]})` : "";
      const where = l === 0 ? "inputs" : l === depth ? "outputs" : `in layer ${l}${called}`;
      return `${count(live.length)} of ${count(own.length)} ${where}`;
    });
    return `On a path: ${layers.join(", ")}.`;
  }

  function unitWords(graph, node) {
    const unit = graph.units[node];
    const { nodes, edges } = graphData.pathsOf(graph, node, filterOf(graph));
    const at = (layer) => [...nodes].filter((n) => graph.units[n].layer === layer).length;
    const ends = [
      ...(unit.layer > 0 ? [several(at(0), "input")] : []),
      ...(unit.layer < graph.depth ? [several(at(graph.depth), "output")] : []),
    ];
    const weights = [...edges].filter(({ identity }) => !identity);
    const some = graph.edges.length < graph.total ? " of those drawn" : "";
    const group = unit.pixel ? "" : unit.colour > 0 ? `, community ${unit.colour}` : "";
    const name = unit.name[0].toUpperCase() + unit.name.slice(1);
    const live = unit.live || (unit.layer === 0 && unit.out.some((e) => e.live));
    return `${name}: ${several(unit.into.length, "edge")} in, ${count(unit.out.length)} out${some}${group}, ${live ? "on a path" : "on no path"}. Its paths: ${several(weights.length, "edge")}, ${ends.join(", ")}.`;
  }

  // --- finding ----------------------------------------------------------------------------------

  function find(text) {
    const wanted = text.trim().toLowerCase().replace(/\s+/g, " ");
    if (wanted === "") return state.set({ unit: null });
    const short = /^l(?:ayer)?\s*(\d+)[\s,.]*u(?:nit)?\s*(\d+)$/.exec(wanted);
    const name = short ? `layer ${short[1]} unit ${short[2]}` : wanted;
    const { units } = mainGraph();
    const found =
      units.find((unit) => unit.name === name) ?? units.find((unit) => unit.name.startsWith(name));
    if (!found) return say(`No unit is called “${text.trim()}”: layer 1 unit 5, output 3, …`);
    hovered = null;
    state.set({ unit: found.id });
    for (const stage of stages) stage.centre(found.node, still.matches);
  }

  field("find").addEventListener("change", () => find(field("find").value));
  field("find").addEventListener("focus", () => {
    const names = mainGraph().units.filter(({ degree }) => degree > 0);
    document
      .getElementById("explorer-units")
      .replaceChildren(...names.map(({ name }) => option(name)));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    find(field("find").value);
  });

  // --- keys -------------------------------------------------------------------------------------

  const pans = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

  function key(event, stage) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const pan = event.shiftKey ? pans[event.key] : undefined;
    const done = pan
      ? () => stage.pan(pan)
      : {
          "+": () => zoom("in"),
          "=": () => zoom("in"),
          "-": () => zoom("out"),
          0: () => zoom("whole"),
          Escape: () => choose(null),
          ArrowUp: () => along(-1),
          ArrowDown: () => along(1),
          ArrowLeft: () => across("into", "source"),
          ArrowRight: () => across("out", "target"),
        }[event.key];
    if (!done) return;
    event.preventDefault();
    done();
  }

  /** The next unit of the layer from top to bottom that has an edge; at first the first output. */
  function along(step) {
    const graph = mainGraph();
    const from = chosenNode();
    const layer = from === null ? graph.depth : graph.units[from].layer;
    const column = graph.units
      .filter((unit) => unit.layer === layer && unit.degree > 0)
      .sort((a, b) => a.y - b.y || a.x - b.x);
    const at = column.findIndex(({ node }) => node === from);
    const next = from === null ? column[0] : column[at + step];
    if (next) choose(next.node);
  }

  /** Along the strongest edge that is shown, or, without any, where the unit is carried on. */
  function across(way, end) {
    const from = chosenNode();
    if (from === null) return along(1);
    const graph = mainGraph();
    const [edge] = graph.units[from][way]
      .filter(filterOf(graph))
      .sort((a, b) => b.weight - a.weight)
      .concat(graph.units[from].carried[way]);
    if (edge) choose(edge[end]);
  }

  const zoom = (how) => {
    for (const stage of stages.slice(0, 1)) stage.zoom(how, still.matches);
  };

  // --- controls ---------------------------------------------------------------------------------

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

  // --- taking along -----------------------------------------------------------------------------

  function take(kind) {
    const shown = stages[0].shown();
    const name = window.pcrit.nameOf(`network-level-${shown.graph.level}`, kind);
    const title = `${run.name}, ${shown.graph.cell.series} pruning, width ${shown.graph.cell.width}: ${stages[0].head.textContent}`;
    const light = { ...shown.colours, ...graphStage.lightColours() };
    const made = {
      gexf: () => [graphTake.gexf(shown), "application/gexf+xml"],
      arrow: () => [graphTake.arrow(shown, run.name), "application/vnd.apache.arrow.file"],
      svg: () => [graphTake.svg(shown, title, light), "image/svg+xml"],
    }[kind]();
    window.pcrit.save(name, new Blob([made[0]], { type: made[1] }));
  }

  const actions = {
    ...{ in: () => zoom("in"), out: () => zoom("out"), whole: () => zoom("whole") },
    free: () => choose(null),
    ...{ gexf: () => take("gexf"), arrow: () => take("arrow"), svg: () => take("svg") },
  };
  for (const button of tool.querySelectorAll("[data-explore]"))
    button.addEventListener("click", () => actions[button.dataset.explore]());

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

  // --- following --------------------------------------------------------------------------------

  let begun = false;
  let asked = new Set();
  /** After the walk has moved: it hears of the same change, later. */
  function ask(changed) {
    if (!begun) return;
    if (asked.size === 0) requestAnimationFrame(answer);
    for (const name of changed) asked.add(name);
  }

  function answer() {
    const changed = asked;
    asked = new Set();
    name();
    if (changed.size === 1 && changed.has("unit")) return light();
    if (changed.has("series") || changed.has("width") || changed.has("level")) hovered = null;
    controls();
    legend();
    say();
    draw();
  }

  const own = ["series", "width", "level", "unit", "layout", "path", "sign", "community", "beside"];
  document.addEventListener("pcrit-state", ({ detail: { changed } }) => {
    const concerned = changed.filter((name) => own.includes(name));
    if (concerned.length > 0) ask(concerned);
  });
  document.addEventListener("pcrit-colours", () => ask(["colours"]));
  new ResizeObserver(() => ask(["size"])).observe(holder);

  /** Not before it comes near: the first screen is drawn meanwhile. */
  const watch = new IntersectionObserver(
    ([{ isIntersecting }]) => {
      if (!isIntersecting || begun) return;
      watch.disconnect();
      begun = true;
      answer();
    },
    { rootMargin: "600px" },
  );
  document.addEventListener("DOMContentLoaded", () => watch.observe(tool));
  window.pcrit.explorer = { stages, find };
})();
