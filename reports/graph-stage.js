// One graph on the page: units and edges by sigma; below them the image of the inputs, the wash of what is
// not drawn edge by edge, and names of layers; above them names of units.

(() => {
  const { read, isDark } = window.pcrit;
  const themes = read("pcrit-themes");
  /** As in charts/walk-graph.json; the first is that of small communities. */
  const communities = ["#8b9096", "#1f9e77", "#b8489a", "#c79a00", "#7b61c9", "#3aa6b9", "#8a8f2b"];
  const bands = 16;
  /** More lines would be a block of colour. */
  const mostIdentities = 4000;

  function palette() {
    const css = getComputedStyle(document.documentElement);
    const of = (name) => css.getPropertyValue(`--${name}`).trim();
    const { range } = themes[isDark() ? "dark" : "light"];
    const [positive, negative, , unknown] = range.category;
    return {
      ...{
        paper: of("paper"),
        ink: of("ink"),
        muted: of("muted"),
        line: of("line"),
        soft: of("soft"),
      },
      signs: { 1: positive, "-1": negative, 0: unknown },
      ramp: range.ramp,
      font: themes.base.font,
      communities,
    };
  }

  /** For pictures that are taken along. */
  function lightColours() {
    const [positive, negative, , unknown] = themes.light.range.category;
    return { muted: "#545c64", signs: { 1: positive, "-1": negative, 0: unknown } };
  }

  const count = (n) => n.toLocaleString("en").replaceAll(",", "\u202f");

  /** Lines are thinner and fainter the more there are, so that a dense graph is not a block of colour. */
  const opacityOf = (edges) => Math.max(0.2, Math.min(0.75, 18 / Math.sqrt(edges || 1)));
  const widthOf = (share) => 0.35 + 2.4 * share;
  const radiusOf = (share, most) => {
    const [least, largest] = [Math.min(2.4, 130 / most), Math.min(6, 420 / most)];
    return least + Math.sqrt(share) * (largest - least);
  };

  const styles = {
    nodes: {
      ...Object.fromEntries(["x", "y", "size", "color"].map((name) => [name, { attribute: name }])),
      opacity: { attribute: "opacity", defaultValue: 1 },
      visibility: { attribute: "visibility", defaultValue: "visible" },
      depth: "nodes",
      labelVisibility: "hidden",
      backdropVisibility: "hidden",
    },
    edges: {
      ...{ size: { attribute: "size" }, color: { attribute: "color" } },
      opacity: { attribute: "opacity", defaultValue: 1 },
      visibility: { attribute: "visibility", defaultValue: "visible" },
      depth: { attribute: "depth", defaultValue: "edges" },
    },
  };

  const settings = {
    ...{ renderLabels: false, enableEdgeEvents: false, stagePadding: 0, minEdgeThickness: 0.3 },
    ...{ minCameraRatio: 0.02, maxCameraRatio: 3, nodePickingPadding: 3 },
    // A stage that is taken away or not laid out has no size for a moment.
    allowInvalidContainer: true,
    // The page scrolls over the graph; Ctrl and a wheel, or two fingers, zoom.
    gestureTarget: "shared",
  };

  /** @param told what happens in it: hover(node), choose(node), camera(state). */
  function makeStage(place, told) {
    const layer = (name) => {
      const canvas = document.createElement("canvas");
      canvas.className = name;
      canvas.setAttribute("aria-hidden", "true");
      return canvas;
    };
    const [under, over] = [layer("under"), layer("over")];
    const middle = document.createElement("div");
    middle.className = "graph";
    middle.setAttribute("aria-hidden", "true");
    place.append(under, middle, over);
    let sigma;
    let shown; // what was last asked for
    let lit = null; // edges of the paths that stand out, and how much they do
    let bright = 1;

    const box = () => ({ width: middle.clientWidth, height: middle.clientHeight });

    function show(wanted) {
      shown = wanted;
      lit = null;
      const { width, height } = box();
      const made = graphOf(wanted, height);
      if (sigma) sigma.setGraph(made);
      else {
        sigma = new graphs.Sigma(made, middle, { settings, styles, edgeReducer, nodeReducer });
        sigma.on("enterNode", ({ node }) => told.hover(Number(node)));
        sigma.on("leaveNode", () => told.hover(null));
        sigma.on("clickNode", ({ node }) => told.choose(Number(node)));
        sigma.on("clickStage", () => told.choose(null));
        sigma.on("afterRender", paint);
        sigma.getCamera().on("updated", (state) => told.camera(state));
      }
      sigma.setCustomBBox({ x: [0, width], y: [0, height] });
      light(wanted.paths);
    }

    function graphOf({ graph, places, filter, colours, layers }, height) {
      // An identity may lie beside a weight.
      const made = new graphs.Graph({ type: "directed", multi: graph.identities.length > 0 });
      const most = Math.max(1, ...graph.units.map(({ degree }) => degree));
      const column = longestColumn(graph);
      for (const unit of graph.units) {
        const [x, y] = places[unit.node] ?? [0, 0];
        const has = unit.degree > 0;
        made.addNode(unit.node, {
          ...{ x, y: height - y },
          size: unit.pixel ? 2 : has ? radiusOf(unit.degree / most, column) : 1.2,
          ...nodeLook(unit, has, { colours, layers }),
          visibility: places[unit.node] && (has || !unit.pixel) ? "visible" : "hidden",
        });
      }
      const largest = graph.edges.reduce((all, { weight }) => Math.max(all, weight), 0) || 1;
      const drawn = graph.edges.filter(filter).sort((a, b) => a.weight - b.weight);
      const opacity = opacityOf(drawn.length);
      for (const edge of drawn)
        made.addEdgeWithKey(keyOf(edge), edge.source, edge.target, {
          size: widthOf(Math.sqrt(edge.weight / largest)),
          color: colours.signs[edge.sign],
          opacity: edge.live ? opacity : opacity * 0.35,
        });
      const many = graph.identities.length;
      const look = { size: 0.8, color: colours.muted, opacity: Math.max(0.16, 0.6 - many / 500) };
      if (many <= mostIdentities)
        for (const edge of graph.identities)
          made.addEdgeWithKey(keyOf(edge), edge.source, edge.target, { ...look, depth: "edges" });
      return made;
    }

    const keyOf = ({ source, target, identity }) => `${identity ? "=" : ""}${source}-${target}`;

    /** In layers pixels are part of their image, and units of it only to be found by the pointer. */
    function nodeLook(unit, has, { colours, layers }) {
      if (unit.pixel) return { color: colours.muted, opacity: layers ? 0.01 : 0.6 };
      if (!has) return { color: colours.muted, opacity: 0.5 };
      return { color: colours.communities[unit.colour], opacity: unit.live ? 1 : 0.4 };
    }

    const longestColumn = ({ units, side }) => {
      const counts = [];
      for (const { layer } of units) counts[layer] = (counts[layer] ?? 0) + 1;
      return Math.max(1, ...counts.slice(side > 0 ? 1 : 0));
    };

    /** Paths stand out, the rest fades; null: nothing is lit. */
    function light(paths) {
      if (!sigma) return;
      shown.paths = paths;
      lit = paths && new Set([...paths.edges].map(keyOf));
      const usual = opacityOf(sigma.getGraph().size);
      bright = Math.max(usual, Math.min(0.9, 30 / Math.sqrt(lit?.size || 1)));
      sigma.refresh();
    }

    function edgeReducer(key, data) {
      if (!lit) return data;
      if (lit.has(key)) return { ...data, opacity: bright, depth: "topEdges" };
      return { ...data, opacity: Math.min(0.06, data.opacity) };
    }

    function nodeReducer(key, data) {
      if (!shown.paths || shown.paths.nodes.has(Number(key))) return data;
      return { ...data, opacity: data.opacity * 0.15 };
    }

    // --- below and above ------------------------------------------------------------------------

    function context(canvas) {
      const { width, height } = box();
      const scale = devicePixelRatio || 1;
      if (canvas.width !== width * scale || canvas.height !== height * scale)
        Object.assign(canvas, { width: width * scale, height: height * scale });
      const pen = canvas.getContext("2d");
      pen.setTransform(scale, 0, 0, scale, 0, 0);
      pen.clearRect(0, 0, width, height);
      return pen;
    }

    function move(to, still) {
      const camera = sigma.getCamera();
      if (still) camera.setState({ ...camera.getState(), ...to });
      else camera.animate(to, { duration: 180 });
    }

    const toScreen = ([x, y]) => sigma.graphToViewport({ x, y: box().height - y });

    function paint() {
      const below = context(under);
      const above = context(over);
      if (!shown) return;
      if (shown.layers) {
        paintWash(below);
        if (shown.graph.side > 0) paintImage(below);
        paintHeads(above);
      }
      paintNames(above);
    }

    function paintWash(pen) {
      const { graph, layers, colours, paths } = shown;
      pen.fillStyle = colours.muted;
      for (const [l, shares] of graph.wash.entries()) {
        const [first, last] = graph.cell.joins?.[l] ?? [l, l + 1];
        const from = first === 0 && graph.side > 0 ? layers.panel : layers.columns[first];
        const high = (layer, band) =>
          layer === 0 && graph.side > 0
            ? layers.above + (band / bands) * layers.panel
            : layers.top + (band / bands) * layers.high;
        shares.forEach((share, i) => {
          if (share === 0) return;
          const [a, b] = [Math.floor(i / bands), i % bands];
          pen.globalAlpha = 0.045 * (share / 80) * (paths ? 0.3 : 1);
          const corners = [
            [from, high(first, a)],
            [layers.columns[last], high(last, b)],
            [layers.columns[last], high(last, b + 1)],
            [from, high(first, a + 1)],
          ].map(toScreen);
          pen.beginPath();
          for (const { x, y } of corners) pen.lineTo(x, y);
          pen.fill();
        });
      }
      pen.globalAlpha = 1;
    }

    /** The inputs as an image: the more weights leave a pixel, the stronger its shade. */
    function paintImage(pen) {
      const { graph, layers, colours, paths } = shown;
      const [a, b] = [
        [0, layers.above],
        [layers.panel, layers.above + layers.panel],
      ].map(toScreen);
      const cell = (b.x - a.x) / graph.side;
      pen.fillStyle = colours.soft;
      pen.fillRect(a.x, a.y, b.x - a.x, b.y - a.y);
      pen.strokeStyle = colours.line;
      pen.strokeRect(a.x, a.y, b.x - a.x, b.y - a.y);
      const pixels = graph.units.filter(({ pixel, degree }) => pixel && degree > 0);
      const most = Math.max(1, ...pixels.map(({ degree }) => degree));
      for (const { node, number, degree } of pixels) {
        pen.globalAlpha =
          (0.15 + 0.75 * Math.sqrt(degree / most)) * (!paths || paths.nodes.has(node) ? 1 : 0.2);
        pen.fillStyle = colours.muted;
        const [x, y] = [number % graph.side, Math.floor(number / graph.side)];
        pen.fillRect(a.x + x * cell, a.y + y * cell, cell, cell);
      }
      pen.globalAlpha = 1;
    }

    function paintHeads(pen) {
      const { graph, layers, colours } = shown;
      const wide = layers.step >= 135;
      pen.font = `11.5px ${colours.font}`;
      pen.textAlign = "center";
      const ends = [-Infinity, -Infinity]; // of the words in either row, where there are many layers
      layers.columns.forEach((x, l) => {
        const units = graph.units.filter(({ layer }) => layer === l);
        const live = units.filter(
          (unit) => unit.live || (l === 0 && unit.out.some((e) => e.live)),
        ).length;
        const plain =
          l === 0
            ? "inputs"
            : l === graph.depth
              ? "outputs"
              : wide
                ? `hidden layer ${l}`
                : `layer ${l}`;
        const own = graph.names && l > 0 && l < graph.depth ? `${l}: ${graph.names[l]}` : plain;
        // Without two lines of words the columns' heads stand in two rows.
        const room = (wide ? 1 : 2) * layers.step - 12;
        const name = pen.measureText(own).width < room ? own : plain;
        const top = l === 0 && graph.side > 0 ? layers.above - 40 : 0;
        const at = toScreen([x, top]);
        const edge = box().width;
        if (at.x < -2 || at.x > edge + 2) return;
        const lines = wide ? [name, `${count(live)} of ${count(units.length)} on a path`] : [name];
        const half = Math.max(...lines.map((line) => pen.measureText(line).width)) / 2 + 2;
        const across = Math.max(half, Math.min(at.x, edge - half));
        const lower = graph.names ? l % 2 === 1 : l > 0 && l % 2 === 0;
        const row = !wide && lower ? 1 : 0;
        const down = Math.max(0, at.y) + 13 + 13 * row;
        if (graph.depth > 8 && across - half < ends[row]) return;
        ends[row] = across + half;
        lines.forEach((line, i) => {
          words(pen, line, across, down + 15 * i, i === 0 ? colours.ink : colours.muted);
        });
      });
    }

    /** Classes beside the outputs; the units that are chosen and under the pointer. */
    function paintNames(pen) {
      const { graph, places, colours, layers } = shown;
      pen.font = `12px ${colours.font}`;
      pen.textAlign = "left";
      for (const { node, layer, number } of graph.units) {
        if (layer !== graph.depth || !places[node] || !layers) continue;
        const at = toScreen(places[node]);
        words(pen, String(number), at.x + 9, at.y + 4, colours.muted);
      }
      for (const node of new Set([shown.chosen, shown.hovered])) {
        if (node === null || node === undefined || !places[node]) continue;
        const at = toScreen(places[node]);
        pen.lineWidth = 1.5;
        pen.strokeStyle = colours.ink;
        pen.beginPath();
        pen.arc(at.x, at.y, 9, 0, 2 * Math.PI);
        pen.stroke();
        const right = at.x > box().width * 0.7;
        pen.textAlign = right ? "right" : "left";
        words(pen, graph.units[node].name, at.x + (right ? -14 : 14), at.y - 10, colours.ink);
      }
    }

    function words(pen, text, x, y, colour) {
      pen.lineJoin = "round";
      pen.lineWidth = 4;
      pen.strokeStyle = shown.colours.paper;
      pen.strokeText(text, x, y);
      pen.fillStyle = colour;
      pen.fillText(text, x, y);
    }

    return {
      place,
      box,
      show,
      light,
      camera: () => sigma?.getCamera(),
      shown: () => shown,
      zoom(how, still) {
        const camera = sigma.getCamera();
        const { ratio } = camera.getState();
        const to =
          how === "whole"
            ? { x: 0.5, y: 0.5, ratio: 1 }
            : { ratio: ratio * (how === "in" ? 0.67 : 1.5) };
        move(to, still);
      },
      pan([dx, dy]) {
        const { x, y, ratio } = sigma.getCamera().getState();
        move({ x: x + 0.1 * dx * ratio, y: y + 0.1 * dy * ratio }, true);
      },
      /** Brings a unit into the middle, where the graph is larger than the stage. */
      centre(node, still) {
        const camera = sigma.getCamera();
        if (!shown.places[node] || camera.getState().ratio > 0.9) return;
        const [x, y] = shown.places[node];
        const { x: across, y: up } = sigma.graphToFramedGraph({ x, y: box().height - y });
        move({ x: across, y: up }, still);
      },
      /** Pixels from the stage's top left corner. */
      screen: (node) => toScreen(shown.places[node]),
      end() {
        sigma?.kill();
        place.replaceChildren();
      },
    };
  }

  window.pcrit.graphStage = {
    makeStage,
    palette,
    lightColours,
    widthOf,
    radiusOf,
    opacityOf,
    count,
  };
})();
