// The explorer: the network at the level of the bar as a graph, alone or beside another level or a null
// model. What is chosen in it stands in the address with the rest.

(() => {
  const { read, state, graphData, graphLayout, graphStage, graphTake } = window.pcrit;
  const { explored, explorerWords, explorerControls } = window.pcrit;
  const section = document.getElementById("explorer");
  const tool = document.getElementById("explorer-tool");
  if (!tool || !state.view) return;
  const run = read("pcrit-run");
  const form = document.getElementById("explorer-form");
  const readout = document.getElementById("explorer-readout");
  const field = (name) => form.elements.namedItem(name);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const { mainGraph, besideGraph, filterOf } = explored;
  const { headOf, summary, unitWords } = explorerWords;
  const { option, controls, legend } = explorerControls;

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
