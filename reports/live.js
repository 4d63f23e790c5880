// The collapse under the reader's hand: one network of the run, pruned and fine-tuned by pcrit's own engine in
// a worker, which starts when the section is opened. What is drawn is in live-draw.js.

(() => {
  const { read, state } = window.pcrit;
  const place = document.getElementById("live-open");
  if (!place) return;
  const by = (name) => document.getElementById(`live-${name}`);
  const form = by("form");
  const field = (name) => form.elements.namedItem(name);
  const draw = window.pcrit.liveDrawing;
  const steps = 1000; // places of the slider

  /** The page's own part of it, unpacked when it is first needed. */
  let payload;
  let dense; // weights
  let least;
  let skips = []; // pairs of nodes that residual additions join, whatever is pruned
  let source; // address of the worker's code

  /** What is shown, and what it is: pruned, or fine-tuned at a level. */
  let shown = null;
  let following = false; // fine-tuning, step by step
  const trace = [];

  // --- the engine -------------------------------------------------------------------------------

  function fail(why) {
    by("not").textContent =
      `The engine does not run in this browser (${why}): it needs WebAssembly and workers. All else on this page works without it.`;
    by("not").hidden = false;
    for (const part of [
      form,
      by("said"),
      ...place.querySelectorAll(".live-numbers, .live-pictures"),
    ])
      part.hidden = true;
  }

  /** @param listen is told what the worker says. */
  function start(listen) {
    const worker = new Worker(source);
    worker.onerror = (event) => {
      event.preventDefault();
      fail(event.message || "a worker cannot be started");
    };
    worker.onmessage = ({ data }) => {
      if (data.kind === "error") fail(data.message);
      else listen(data);
    };
    const { worker: _, ...rest } = payload;
    worker.postMessage({ kind: "open", payload: rest });
    return worker;
  }

  // --- pruning ----------------------------------------------------------------------------------

  let pruner;
  let busy = false;
  let wanted = null; // what is asked for while the worker is busy: only the last counts
  const took = [];

  let settling; // until the hand has rested long enough

  function ask(question) {
    clearTimeout(settling);
    if (busy) {
      wanted = question;
      return;
    }
    busy = true;
    const { criterion, keep, moving } = question;
    pruner.postMessage({ kind: "step", criterion, keep, moving });
    asked = question;
  }
  let asked = null;

  function answered({ state: found, took: engine }) {
    busy = false;
    const { criterion, keep, since } = asked;
    if (!following) {
      const words = keep === dense ? "The dense network." : pruned(criterion, found);
      show(found, words);
    }
    remember({
      density: found.density,
      share: found.right / found.images,
      tuned: false,
      criterion,
    });
    if (asked.moving) {
      took.push({ whole: performance.now() - since, engine, images: found.images });
      if (took.length > 200) took.shift();
    }
    timing();
    const next = wanted;
    wanted = null;
    if (next) ask(next);
    else if (found.images < payload.images.count)
      settling = setTimeout(() => ask({ ...asked, moving: false }), restful);
  }
  const restful = 250; // milliseconds without a move

  function pruned(criterion, { density, weights }) {
    return `Pruned by ${criterion} to ${percent(density)}, ${count(weights)} weights, without fine-tuning.`;
  }

  function timing() {
    const all = payload.images.count;
    const least = Math.min(...took.map(({ images }) => images));
    const fewer =
      least < all
        ? ` Where all ${count(all)} images would take long, the first ${count(least)} are looked at while the hand moves, and all when it rests.`
        : "";
    const median = (name) => {
      const sorted = took.map((one) => one[name]).sort((a, b) => a - b);
      return sorted[sorted.length >> 1];
    };
    by("took").textContent =
      `From the hand to the picture a step takes ${median("whole").toFixed(0)} ms, ${median("engine").toFixed(0)} ms of them in the engine: medians of the last ${took.length} on this machine.${fewer}`;
    form.dataset.median = median("whole").toFixed(1);
    form.dataset.steps = String(Number(form.dataset.steps ?? 0) + 1);
  }

  // --- fine-tuning ------------------------------------------------------------------------------

  let tuner;
  let tuning = false;

  function tune() {
    if (tuning) return stop();
    const criterion = field("criterion").value;
    const epochs = Math.max(1, Math.round(field("epochs").valueAsNumber || 1));
    tuning = true;
    following = true;
    field("tune").textContent = "Stop";
    const keep = keepNow();
    const above =
      (cellNow() ?? payload.cells[0]).pruning === "one-shot" ? 0 : levelsOf(keep).length;
    const levels = above === 0 ? "one level" : `${above + 1} levels`;
    by("said").value =
      `Fine-tuning begins: ${levels} of ${epochs} ${epochs === 1 ? "epoch" : "epochs"}. The training images are drawn …`;
    tuner ??= start(told);
    tuner.postMessage({ kind: "proof" });
    tuner.postMessage({ kind: "tune", criterion, keep, epochs });
    current = criterion;
  }
  let current;
  let lately; // when the worker last told something

  function stop() {
    tuner.terminate();
    tuner = undefined;
    ended("Stopped.");
  }

  function ended(words) {
    tuning = false;
    field("tune").textContent = "Fine-tune";
    if (following) by("said").value = `${by("said").value} ${words}`;
  }

  function told(message) {
    const { kind, state: found } = message;
    if (kind === "proof")
      prove({ level: 0, weights: dense, ...message, expected: payload.dense.sha256 });
    if (kind === "epoch") {
      const { level, levels, epoch, epochs, loss } = message;
      const seconds = (performance.now() - lately) / 1000;
      const long = seconds > 2 && epoch > 1 ? `, ${seconds.toFixed(0)} s` : "";
      const words = `Level ${level} of ${levels}, ${percent(found.density)}: epoch ${epoch} of ${epochs}, training loss ${loss.toPrecision(3)}${long}.`;
      if (following) show(found, words);
    }
    lately = performance.now();
    if (kind === "level") {
      const { level } = message.made;
      const words = `Fine-tuned by ${current} down to level ${level} of ${message.levels}: ${percent(found.density)}, ${count(found.weights)} weights.`;
      if (following) show(found, words);
      prove(message.made);
      remember({
        density: found.density,
        share: found.right / found.images,
        tuned: true,
        criterion: current,
      });
    }
    if (kind === "tuned") ended(verdict());
  }

  // --- the same bytes ---------------------------------------------------------------------------

  const proven = new Map();

  function prove({ level, weights, sha256, expected }) {
    const name = `${level === 0 ? "" : current} ${level} ${weights}`;
    proven.set(name, { level, weights, sha256, expected });
    const rows = [...proven.values()].map((one) => {
      const row = document.createElement("tr");
      const cells = [
        one.level === 0 ? "dense" : one.level,
        count(one.weights),
        one.sha256,
        one.expected === undefined
          ? noFile()
          : one.expected === one.sha256
            ? "equal"
            : one.expected,
      ];
      row.append(
        ...cells.map((text, i) => {
          const cell = document.createElement("td");
          if (i > 1) cell.className = "text";
          if (/^[0-9a-f]{64}$/.test(text)) cell.classList.add("hash");
          cell.textContent = text;
          return cell;
        }),
      );
      return row;
    });
    by("proof")
      .querySelector("tbody")
      .replaceChildren(...rows);
    by("proof").hidden = false;
  }

  function noFile() {
    return "the run has no such file";
  }

  function verdict() {
    const compared = [...proven.values()].filter(({ expected }) => expected !== undefined);
    const equal = compared.filter(({ expected, sha256 }) => expected === sha256);
    return `${equal.length} of ${compared.length} files that the run has too have the same bytes here.`;
  }

  // --- words and pictures -----------------------------------------------------------------------

  const percent = (share) => `${Number((100 * share).toPrecision(3))} %`;
  const count = (n) => n.toLocaleString("en").replaceAll(",", " ");

  function show(found, words) {
    shown = found;
    by("said").value = words;
    const [low, high] = found.interval.map((share) => (100 * share).toFixed(1));
    const hidden = found.layers.slice(1, -1);
    const sum = (name) => hidden.reduce((all, layer) => all + layer[name], 0);
    const texts = {
      images: `${count(found.images)}${found.images < payload.images.count ? ` of ${count(payload.images.count)}` : ""}`,
      accuracy: `${((100 * found.right) / found.images).toFixed(1)} % (95 %: ${low} to ${high} %)`,
      giant: `${percent(found.giant)} of all nodes, the second ${Number((100 * found.second).toPrecision(2))} %`,
      units: `${sum("live")} of ${sum("units")} (${hidden.map(({ live }) => live).join(", ")})`,
      spanning: connection(found),
    };
    for (const [name, text] of Object.entries(texts)) by(name).textContent = text;
    form.dataset.right = String(found.right);
    form.dataset.images = String(found.images);
    form.dataset.weights = String(found.weights);
    picture();
  }

  function connection({ spanning, withoutSkips, effectiveDensity }) {
    if (!spanning) return "disconnected";
    const weights = { true: "", false: ", without skips disconnected" }[withoutSkips] ?? "";
    return `connected${weights}, effective density ${percent(effectiveDensity)}`;
  }

  function remember(point) {
    const place = trace.findIndex(
      (old) => old.density === point.density && old.tuned === point.tuned,
    );
    if (place >= 0) trace.splice(place, 1);
    trace.push(point);
    if (trace.length > 400) trace.shift();
    tracing();
  }

  function picture() {
    if (!shown) return;
    draw.graph(by("graph"), shown, payload, skips);
    draw.confusion(by("confusion"), shown, payload.images.names);
    tracing();
  }

  function tracing() {
    const criterion = field("criterion").value;
    draw.trace(by("trace"), {
      points: trace.filter((point) => point.criterion === criterion),
      least: least / dense,
      levels: levelsNow().map(({ weights }) => weights / dense),
      chance: 1 / payload.images.classes,
      now: shown,
    });
  }

  // --- the hand ---------------------------------------------------------------------------------

  const cellNow = () =>
    payload.cells.find(({ criterion }) => criterion === field("criterion").value);
  const levelsNow = () => (cellNow() ?? payload.cells[0])?.levels ?? [];
  const levelsOf = (keep) => levelsNow().filter(({ weights }) => weights > keep);
  const placeOf = (weights) =>
    Math.round(steps * (1 - Math.log(weights / dense) / Math.log(least / dense)));

  /** Weights at the slider's place: those of the run's level where one stands there. */
  function keepNow() {
    if (exact !== null) return exact;
    const at = Number(field("density").value);
    const level = levelsNow().find(({ weights }) => placeOf(weights) === at);
    return level?.weights ?? Math.round(dense * (least / dense) ** (1 - at / steps));
  }
  let exact = null; // two levels may share a place

  function moved() {
    following = false;
    const keep = keepNow();
    const words = `${percent(keep / dense)}, ${count(keep)} weights`;
    field("where").value = words;
    field("density").setAttribute("aria-valuetext", words);
    ask({
      criterion: field("criterion").value,
      keep,
      moving: true,
      since: performance.now(),
    });
  }

  /** The other charts follow when the hand rests. */
  let leading = false;
  function rested() {
    if (!state.view) return;
    const cell = payload.cells.findIndex(({ criterion }) => criterion === field("criterion").value);
    const series = payload.series[cell] ?? state.get().series;
    leading = true;
    state.set({ series });
    const { level } = state.nearest(state.curveOf().levels, "density", keepNow() / dense);
    state.set({ level });
    leading = false;
  }

  /** The level of the bar; that of this network is the nearest. */
  function follow() {
    if (!state.view || leading) return;
    const cell = payload.cells[payload.series.indexOf(state.get().series)];
    if (cell && payload.criteria.includes(cell.criterion))
      field("criterion").value = cell.criterion;
    const { density } = state.level();
    const away = ({ weights }) => Math.abs(Math.log(weights / dense / density));
    const all = [{ weights: dense }, ...levelsNow()];
    const { weights } = all.reduce((a, b) => (away(b) < away(a) ? b : a));
    exact = weights;
    field("density").value = placeOf(weights);
    moved();
  }

  function open() {
    payload = read("pcrit-live");
    dense = payload.weight.length / 5; // characters of a float
    const deepest = Math.min(
      dense,
      ...payload.cells.flatMap(({ levels }) => levels.map((l) => l.weights)),
    );
    least = Math.max(1, Math.min(deepest, dense / 1000, payload.images.classes));
    form.hidden = false;
    if (typeof Worker === "undefined" || typeof WebAssembly === "undefined")
      return fail("it has none");
    try {
      source = URL.createObjectURL(new Blob([payload.worker], { type: "text/javascript" }));
      pruner = start((data) => {
        if (data.kind === "step") answered(data);
        if (data.kind === "opened") {
          skips = data.skips;
          follow();
        }
        if (data.kind === "opened" && !state.view) moved();
      });
    } catch (error) {
      return fail(error.message);
    }
    field("density").addEventListener("input", () => {
      exact = null;
      moved();
    });
    field("density").addEventListener("change", rested);
    field("criterion").addEventListener("change", () => {
      moved();
      rested();
    });
    field("tune")?.addEventListener("click", tune);
    form.addEventListener("submit", (event) => event.preventDefault());
    document.addEventListener("pcrit-state", ({ detail: { changed } }) => {
      if (changed.some((name) => name === "level" || name === "series")) follow();
    });
    document.addEventListener("pcrit-colours", picture);
    new ResizeObserver(picture).observe(by("graph"));
  }

  place.addEventListener("toggle", () => {
    if (place.open && !payload) open();
  });
})();
