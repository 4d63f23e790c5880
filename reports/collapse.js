// The collapse that the reader can redo: sliders move the points, S follows.

(() => {
  /** Forms in which m saturates (src/models/saturation.ts): h of m, and dh/dm. */
  const forms = {
    none: { free: (m) => m, slope: () => 1, words: "m = h" },
    exponential: {
      free: (m) => -Math.log1p(-m),
      slope: (m) => 1 / (1 - m),
      words: "m = 1 \u2212 exp(\u2212h)",
    },
    tanh: {
      free: (m) => (Math.log1p(m) - Math.log1p(-m)) / 2,
      slope: (m) => 1 / (1 - m * m),
      words: "m = tanh h",
    },
  };

  const power = (q) => ({
    free: (m) => (m > 0 ? m / (1 - m ** q) ** (1 / q) : m),
    slope: (m) => (m > 0 ? (1 - m ** q) ** (-1 / q - 1) : 1),
    words: q === 1 ? "m = h / (1 + h)" : `m = h / (1 + h^${q})^(1/${q})`,
  });

  /** By the name in scaling.arrow: "power 2" has its exponent in it. */
  function formNamed(name) {
    const [word, q] = name.split(" ");
    return word === "power" ? power(Number(q)) : (forms[word] ?? forms.none);
  }

  /** Beyond this m the way back is continued by its tangent. */
  const highest = 0.97;

  /**
   * The points of one size: x = (p - p_c) L^(1/nu), y = h(m) L^(beta/nu), by rising x.
   * @param relative ln (L / geometric mean of the sizes).
   */
  function scaleSize(rows, relative, { p_c, sharpening, decay, saturation }) {
    const form = formNamed(saturation);
    const factor = Math.exp(decay * relative);
    return rows
      .map((row) => {
        const at = Math.min(row.mean, highest);
        const slope = form.slope(at);
        return {
          x: (row.x - p_c) * Math.exp(sharpening * relative),
          y: (form.free(at) + (row.mean - at) * slope) * factor,
          error: row.error * slope * factor,
        };
      })
      .sort((one, two) => one.x - two.x);
  }

  /** Points of a size that have to be compared, if it has twice as many; else half of them. */
  const fewest = 4;

  /**
   * S of Houdayer and Hartmann (Phys. Rev. B 70:014418, 2004, appendix): each point against the
   * straight line through the pairs of points of every other size that enclose it, weights
   * 1 / error^2. Mean over sizes of the mean over a size's points; null where fewer than `fewest` of
   * some size's points can be compared. `sizes`: for each its points {x, y, error}, x ascending.
   */
  function collapseQuality(sizes) {
    let total = 0;
    for (const own of sizes) {
      const others = sizes.filter((other) => other !== own && other.length > 1);
      const terms = own.flatMap((point) => deviation(point, others));
      if (terms.length < Math.min(fewest, own.length / 2)) return null;
      total += terms.reduce((a, b) => a + b, 0) / terms.length;
    }
    return total / sizes.length;
  }

  /** Squared deviation from the master line over its variance; nothing where there is no line. */
  function deviation({ x, y, error }, others) {
    let [k, kx, kxx, ky, kxy] = [0, 0, 0, 0, 0];
    for (const point of others.flatMap((other) => enclosing(other, x))) {
      const weight = 1 / point.error ** 2;
      const u = point.x - x;
      k += weight;
      kx += weight * u;
      kxx += weight * u * u;
      ky += weight * point.y;
      kxy += weight * u * point.y;
    }
    const determinant = k * kxx - kx * kx;
    if (!(determinant > 1e-12 * k * kxx)) return [];
    const master = (kxx * ky - kx * kxy) / determinant;
    return [(y - master) ** 2 / (error ** 2 + kxx / determinant)];
  }

  /** The neighbours a, b with a.x <= x < b.x; the last two also where x is the last point. */
  function enclosing(points, x) {
    if (x < points[0].x || x > points[points.length - 1].x) return [];
    let right = 1;
    while (right < points.length - 1 && points[right].x <= x) right++;
    return [points[right - 1], points[right]];
  }

  window.pcritCollapse = { collapseQuality, scaleSize };
  const form = document.getElementById("collapse-form");
  if (!form) return;

  const combinations = JSON.parse(document.getElementById("pcrit-collapse").textContent);
  const sliders = ["p_c", "sharpening", "decay"];
  const field = (name) => form.elements.namedItem(name);
  const all = window.pcrit.rows("collapse");
  let view;

  const chosen = () => combinations[Number(field("combination").value)];

  /** Rows of the chosen combination by size, and ln of the sizes' geometric mean. */
  function points() {
    const { series, phase, quantity, control, size_column } = chosen();
    const own = all.filter(
      (row) =>
        row.series === series &&
        row.phase === phase &&
        row.quantity === quantity &&
        row.control === control,
    );
    const sizes = [...new Set(own.map((row) => row[size_column]))];
    const centre = sizes.reduce((sum, size) => sum + Math.log(size), 0) / sizes.length;
    return { sizes: sizes.map((size) => own.filter((row) => row[size_column] === size)), centre };
  }

  function scaled({ sizes, centre }) {
    const [p_c, sharpening, decay] = sliders.map((name) => Number(field(name).value));
    const { saturation, size_column } = chosen();
    return sizes.map((rows) =>
      scaleSize(rows, Math.log(rows[0][size_column]) - centre, {
        p_c,
        sharpening,
        decay,
        saturation,
      }),
    );
  }

  /** Ranges wide enough for the fit, its interval and what lies around. */
  function setRanges() {
    const { sizes } = points();
    const x = sizes.flat().map((row) => row.x);
    const [low, high] = [Math.min(...x), Math.max(...x)];
    const least = { p_c: low - 0.3 * (high - low), sharpening: -1, decay: -0.5 };
    const most = { p_c: high, sharpening: 4, decay: 2 };
    for (const name of sliders) {
      const known = chosen()[name].filter((value) => value !== null);
      field(name).min = Math.min(least[name], ...known);
      field(name).max = Math.max(most[name], ...known);
    }
  }

  function setFitted() {
    for (const name of sliders) field(name).value = chosen()[name][0];
    update();
  }

  /** An exponent held at its bound is 0 but for what the search leaves. */
  const shown = (name, value) => (name !== "p_c" && Math.abs(value) < 5e-4 ? "0" : short(value));

  /** Three digits; the smallest numbers by their power of ten, which is shorter. */
  function short(value) {
    const [digits, power] = value.toExponential(2).split("e");
    const plain = value === 0 || Number(power) > -4;
    const words = plain ? String(Number(value.toPrecision(3))) : `${Number(digits)}e${power}`;
    return words.replaceAll("-", "\u2212");
  }

  function say() {
    for (const name of sliders)
      field(`${name}_value`).value = shown(name, Number(field(name).value));
    const quality = collapseQuality(scaled(points()));
    const { quality: best, p, saturation } = chosen();
    const now =
      quality === null ? "S is not defined: the sizes do not overlap" : `S = ${short(quality)}`;
    const least = best === null ? "not defined" : short(best);
    const chance = p === null ? "" : `, p = ${short(p)}`;
    field("quality").value =
      `${now} (fitted: ${least}${chance}), with ${formNamed(saturation).words}`;
    form.dataset.quality = quality ?? "";
  }

  function update() {
    say();
    if (!view) return;
    const { series, phase, quantity, control, saturation, size_column } = chosen();
    const centre = points().centre;
    const words = { series, phase, quantity, control, saturation, size_column, centre };
    for (const [name, value] of Object.entries(words)) view.signal(name, value);
    for (const name of sliders) view.signal(name, Number(field(name).value));
    view.runAsync();
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  field("combination").addEventListener("change", () => {
    setRanges();
    setFitted();
  });
  for (const name of sliders) field(name).addEventListener("input", update);
  field("fitted").addEventListener("click", setFitted);
  setRanges();
  setFitted();
  document.addEventListener("pcrit-drawn", (event) => {
    if (event.detail.id !== "collapse") return;
    view = event.detail.view;
    update();
  });
})();
