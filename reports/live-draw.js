// The pictures of live.js, on canvases: a step draws a thousand marks in a millisecond or two.

(() => {
  const colour = (name) =>
    getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

  /** A canvas cleared, as sharp as the screen; sizes in CSS pixels. */
  function begin(canvas, ratio) {
    const width = canvas.clientWidth;
    const height = Math.round(width * ratio);
    const scale = devicePixelRatio;
    canvas.style.height = `${height}px`;
    if (
      canvas.width !== Math.round(width * scale) ||
      canvas.height !== Math.round(height * scale)
    ) {
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
    }
    const pen = canvas.getContext("2d");
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, width, height);
    pen.font = `12px ${colour("sans")}`;
    pen.textBaseline = "middle";
    return { pen, width, height };
  }

  // --- the graph --------------------------------------------------------------------------------

  /** Rows of a layer: an image keeps its form, others are columns of at most so many. */
  const longest = 24;
  function rowsOf(units, image) {
    if (image) return image;
    return Math.min(units, longest);
  }

  /** Side of the image that the inputs are; 0 where they are none: channels, or values in colour. */
  function sideOf({ images }, inputs) {
    const side = Math.round(Math.sqrt(inputs));
    const plain = !images.image && inputs === images.width;
    return plain && side > 3 && side * side === inputs ? side : 0;
  }

  /** Centres of all nodes, layer by layer. */
  function places(units, side, width, height) {
    const columns = units.map((n, l) => Math.ceil(n / rowsOf(n, l === 0 && side)));
    const gap = 3.5 * (units.length - 1);
    const cell = Math.min(
      (width - 24) / (columns.reduce((a, b) => a + b, 0) * 0.5 + columns.length * 2 + gap),
      height / 30,
    );
    const breadths = columns.map((n, l) => (n + 1) * cell * (l === 0 && side ? 0.75 : 0.9));
    const free = (width - breadths.reduce((a, b) => a + b, 0)) / Math.max(1, units.length - 1);
    const x = [];
    const y = [];
    let left = 0;
    units.forEach((n, l) => {
      const rows = rowsOf(n, l === 0 && side);
      const inImage = l === 0 && side;
      const pitch = Math.min((height - 12) / rows, inImage ? cell * 0.75 : cell * 1.4);
      const across = breadths[l] / (columns[l] + 1);
      for (let i = 0; i < n; i++) {
        const [row, column] = inImage
          ? [Math.floor(i / side), i % side]
          : [i % rows, Math.floor(i / rows)];
        x.push(left + across * (column + 1));
        y.push(height / 2 + pitch * (row - (rows - 1) / 2));
      }
      left += breadths[l] + free;
    });
    return { x, y, size: Math.max(1, cell * 0.3) };
  }

  /** @param skips pairs of nodes. */
  function graph(canvas, state, payload, skips) {
    // On a wide page it stands beside the two others.
    const { pen, width, height } = begin(canvas, canvas.clientWidth > 440 ? 0.95 : 0.62);
    const units = state.layers.map((layer) => layer.units);
    const { x, y, size } = places(units, sideOf(payload, units[0]), width, height);
    const [ink, line, accent] = ["ink", "line", "accent"].map(colour);
    const { ends, strength, live } = state;
    pen.lineWidth = 0.8;
    strength.forEach((share, e) => {
      const [a, b] = [ends[2 * e], ends[2 * e + 1]];
      pen.strokeStyle = live[a] && live[b] ? accent : ink;
      pen.globalAlpha = (live[a] && live[b] ? 0.12 : 0.05) + 0.45 * share * share;
      pen.beginPath();
      pen.moveTo(x[a], y[a]);
      pen.lineTo(x[b], y[b]);
      pen.stroke();
    });
    pen.strokeStyle = ink;
    pen.globalAlpha = 0.6;
    pen.setLineDash([2, 3]);
    for (const [a, b] of skips) arc(pen, x[a], y[a], x[b], y[b], height);
    pen.setLineDash([]);
    pen.globalAlpha = 1;
    live.forEach((on, v) => {
      pen.fillStyle = on ? ink : line;
      pen.fillRect(x[v] - size, y[v] - size, 2 * size, 2 * size);
    });
    const words = state.layers.map((layer) => `${layer.live} of ${layer.units}`).join(", ");
    canvas.setAttribute(
      "aria-label",
      `The network, ${strength.length} of ${state.edges} edges drawn; live units, from inputs to outputs: ${words}`,
    );
  }

  /** Over the layers that a skip passes by. */
  function arc(pen, x0, y0, x1, y1, height) {
    const lift = 0.12 * height + 0.15 * Math.abs(x1 - x0);
    pen.beginPath();
    pen.moveTo(x0, y0);
    pen.quadraticCurveTo((x0 + x1) / 2, (y0 + y1) / 2 - lift, x1, y1);
    pen.stroke();
  }

  // --- accuracy against density -----------------------------------------------------------------

  function trace(canvas, { points, least, levels, chance, now }) {
    const { pen, width, height } = begin(canvas, 0.62);
    const [ink, muted, line, accent] = ["ink", "muted", "line", "accent"].map(colour);
    const box = { left: 42, right: width - 10, top: 8, bottom: height - 24 };
    const xOf = (density) =>
      box.right - ((box.right - box.left) * Math.log(density)) / Math.log(least);
    const yOf = (share) => box.bottom - (box.bottom - box.top) * share;
    const stroke = (x0, y0, x1, y1) => {
      pen.beginPath();
      pen.moveTo(x0, y0);
      pen.lineTo(x1, y1);
      pen.stroke();
    };
    pen.fillStyle = muted;
    pen.strokeStyle = line;
    pen.textAlign = "right";
    for (const share of [0, 0.25, 0.5, 0.75, 1]) {
      stroke(box.left, yOf(share), box.right, yOf(share));
      pen.fillText(`${100 * share} %`, box.left - 5, yOf(share));
    }
    pen.textAlign = "center";
    for (let density = 1; density >= least; density /= 10)
      pen.fillText(
        `${Number((100 * density).toPrecision(1))} %`,
        Math.min(xOf(density), width - 18),
        box.bottom + 14,
      );
    pen.strokeStyle = muted;
    pen.globalAlpha = 0.35;
    pen.setLineDash([2, 3]);
    for (const density of levels) stroke(xOf(density), box.top, xOf(density), box.bottom);
    pen.globalAlpha = 1;
    pen.setLineDash([6, 3]);
    stroke(box.left, yOf(chance), box.right, yOf(chance));
    pen.setLineDash([]);
    pen.strokeStyle = accent;
    pen.fillStyle = accent;
    for (const { density, share, tuned } of points) {
      pen.beginPath();
      pen.arc(xOf(density), yOf(share), 3, 0, 7);
      if (tuned) pen.fill();
      else pen.stroke();
    }
    if (!now) return;
    const at = xOf(now.density);
    pen.strokeStyle = ink;
    pen.lineWidth = 2;
    stroke(at, yOf(now.interval[0]), at, yOf(now.interval[1]));
    pen.fillStyle = ink;
    pen.beginPath();
    pen.arc(at, yOf(now.right / now.images), 4.5, 0, 7);
    pen.fill();
    pen.lineWidth = 1;
    const percent = (share) => `${Number((100 * share).toPrecision(3))} %`;
    canvas.setAttribute(
      "aria-label",
      `Accuracy against density, ${points.length} points so far; now ${percent(now.right / now.images)} at ${percent(now.density)}; chance is ${percent(chance)}`,
    );
  }

  // --- confusion --------------------------------------------------------------------------------

  function confusion(canvas, { confusion: counts }, names) {
    const { pen, width, height } = begin(canvas, 0.62);
    const [ink, muted, line, accent] = ["ink", "muted", "line", "accent"].map(colour);
    const n = Math.round(Math.sqrt(counts.length));
    const named = n <= 16;
    const left = named
      ? Math.min(0.4 * width, 12 + 6.6 * Math.max(...names.map((t) => t.length)))
      : 4;
    const cell = Math.min((width - left - 4) / n, (height - 24) / n);
    pen.fillStyle = muted;
    pen.textAlign = "left";
    pen.fillText("label, taken for →", 0, 8);
    let worst = null;
    for (let row = 0; row < n; row++) {
      const own = counts.slice(row * n, (row + 1) * n);
      const total = Math.max(
        1,
        own.reduce((a, b) => a + b, 0),
      );
      const y = 20 + row * cell;
      pen.globalAlpha = 1;
      pen.fillStyle = muted;
      pen.textAlign = "right";
      if (named) pen.fillText(names[row], left - 6, y + cell / 2);
      own.forEach((images, column) => {
        const x = left + column * cell;
        pen.globalAlpha = images / total;
        pen.fillStyle = row === column ? accent : ink;
        pen.fillRect(x, y, cell - 1, cell - 1);
        if (row !== column && images > (worst?.images ?? 0)) worst = { row, column, images };
      });
      pen.globalAlpha = 1;
      pen.strokeStyle = line;
      pen.strokeRect(left - 0.5, y - 0.5, n * cell, cell);
    }
    const most = worst
      ? `most often wrong: ${names[worst.row]} taken for ${names[worst.column]}, ${worst.images} images`
      : "nothing is confused";
    canvas.setAttribute("aria-label", `Confusion of ${n} classes; ${most}`);
  }

  window.pcrit.liveDrawing = { graph, trace, confusion };
})();
