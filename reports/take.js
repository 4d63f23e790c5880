// What can be taken along from a chart: its data, its picture, its specification; as a table; large.
// Pictures are always light, on white, with their title.

(() => {
  const { read, rows, bound, charts } = window.pcrit;
  const run = read("pcrit-run");
  const themes = read("pcrit-themes");

  const nameOf = (id, ending) => `pcrit-${run.name}-${id}.${ending}`.replace(/[^\w.+-]+/g, "-");

  /** All data sets of a chart, whatever its panels show; several are told apart by the column `data`. */
  function table(id) {
    const { statistics } = charts[id].usermeta;
    const names = [...bound(charts[id])];
    const all = names.flatMap((name) =>
      rows(name)
        .filter((row) => !statistics || !("statistic" in row) || statistics.includes(row.statistic))
        .map((row) => (names.length > 1 ? { data: name, ...row } : row)),
    );
    const columns = [...new Set(all.flatMap((row) => Object.keys(row)))];
    return { columns, rows: all };
  }

  function csv(id) {
    const { columns, rows: all } = table(id);
    const text = (value) => {
      const plain = value === null || value === undefined ? "" : String(value);
      return /[",\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
    };
    const lines = [
      ["run", ...columns],
      ...all.map((row) => [run.name, ...columns.map((key) => row[key])]),
    ];
    return `${lines.map((line) => line.map(text).join(",")).join("\n")}\n`;
  }

  /** Numbers as float64, words as text, nothing as null. */
  function arrow(id) {
    const { columns, rows: all } = table(id);
    const values = Object.fromEntries([
      ["run", all.map(() => run.name)],
      ...columns.map((key) => [key, all.map((row) => row[key] ?? null)]),
    ]);
    const types = Object.fromEntries(
      Object.entries(values).map(([key, list]) => [
        key,
        list.some((value) => typeof value === "string") ? fl.utf8() : fl.float64(),
      ]),
    );
    const made = fl.tableFromArrays(values, { types });
    return fl.tableToIPC(made, { format: "file" });
  }

  function save(name, blob) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  Object.assign(window.pcrit, { save, nameOf });

  // --- the picture ------------------------------------------------------------------------------

  const lineLength = 84; // characters of a title

  function broken(text) {
    const lines = [""];
    for (const word of text.split(/\s+/)) {
      const longer = `${lines.at(-1)} ${word}`.trim();
      if (longer.length > lineLength && lines.at(-1) !== "") lines.push(word);
      else lines[lines.length - 1] = longer;
    }
    return lines;
  }

  /** The chart as it stands, with its title, its data and the light theme in it. */
  function whole(id) {
    const { title } = charts[id].usermeta;
    const spec = window.pcrit.specOf(id, 760);
    const datasets = Object.fromEntries(
      [...bound(spec)].map((name) => [name, window.pcrit.dataOf(name)]),
    );
    const theme = window.pcrit.merged(themes.base, themes.light);
    const own = {
      background: "white",
      padding: 16,
      title: { anchor: "start", fontSize: 15, fontWeight: 600, offset: 14 },
    };
    return {
      ...spec,
      title: {
        text: broken(title),
        frame: "bounds",
        ...(spec.title?.text ? { subtitle: spec.title.text, subtitlePadding: 6 } : {}),
      },
      datasets,
      config: window.pcrit.merged(theme, own),
    };
  }

  /** Beside the page. */
  async function lightView(id) {
    const options = { renderer: "svg", actions: false, ast: true, logLevel: vega.Error };
    return (await vegaEmbed(document.createElement("div"), whole(id), options)).view;
  }

  async function picture(id, kind) {
    const undo = kind === "pdf" ? figures.inHelvetica(vega) : () => {};
    const view = await lightView(id);
    if (kind === "svg")
      save(nameOf(id, kind), new Blob([await view.toSVG()], { type: "image/svg+xml" }));
    else if (kind === "pdf") {
      const { title } = charts[id].usermeta;
      const { file } = await figures.figurePdf(view, await view.toSVG(), title, vega);
      undo();
      const bytes = Uint8Array.from(file, (letter) => letter.charCodeAt(0));
      save(nameOf(id, kind), new Blob([bytes], { type: "application/pdf" }));
    } else
      await new Promise((resolve) =>
        view.toCanvas(2).then((canvas) =>
          canvas.toBlob((blob) => {
            save(nameOf(id, kind), blob);
            resolve();
          }),
        ),
      );
    view.finalize();
  }

  // --- copying ----------------------------------------------------------------------------------

  const snippets = {
    python: (id) =>
      `import pyarrow as pa\n\ntable = pa.ipc.open_file("${nameOf(id, "arrow")}").read_all()\nprint(table.to_pandas())\n`,
    r: (id) => `library(arrow)\n\ntable <- read_ipc_file("${nameOf(id, "arrow")}")\nprint(table)\n`,
    vega: (id) => `${JSON.stringify(whole(id), null, 1)}\n`,
  };

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return;
    } catch {}
    // A page that is a file may have no clipboard of its own.
    const area = document.createElement("textarea");
    area.value = text;
    area.setAttribute("aria-hidden", "true");
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }

  function say(button, words) {
    const before = button.dataset.words ?? button.textContent;
    button.dataset.words = before;
    button.textContent = words;
    setTimeout(() => {
      button.textContent = before;
    }, 2500);
  }

  // --- as a table -------------------------------------------------------------------------------

  const most = 500; // rows: the files have all

  const shown = (value) => {
    if (typeof value === "string")
      return value.includes("_") ? window.pcrit.columnName(value) : value;
    if (typeof value !== "number") return "";
    return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
  };

  /** What a chart shows as a table: the rows of what is chosen. */
  function tableView(id) {
    const { columns, rows: all } = table(id);
    const { series, width, seed } = window.pcrit.state?.view ? window.pcrit.state.get() : {};
    const chosen = all.filter(
      (row) =>
        (series === undefined || row.series === undefined || row.series === series) &&
        (width == null || row.width === undefined || row.width === width) &&
        (seed == null || row.seed === undefined || row.seed === seed),
    );
    const used = columns.filter((key) => chosen.some((row) => (row[key] ?? "") !== ""));
    const box = document.createElement("div");
    box.className = "scroll as-table";
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", `Table of figure ${charts[id].usermeta.number}`);
    const made = document.createElement("table");
    const caption = made.createCaption();
    caption.textContent =
      chosen.length > most
        ? `The first ${most} of ${chosen.length} rows of what is chosen; CSV and Arrow have all.`
        : `${chosen.length} rows of what is chosen; CSV and Arrow have all ${all.length}.`;
    const head = made.createTHead().insertRow();
    for (const key of used) {
      const cell = document.createElement("th");
      cell.scope = "col";
      cell.textContent = window.pcrit.columnName(key);
      head.append(cell);
    }
    const body = made.createTBody();
    for (const row of chosen.slice(0, most)) {
      const line = body.insertRow();
      for (const key of used) line.insertCell().textContent = shown(row[key]);
    }
    box.append(made);
    return box;
  }

  const labels = read("pcrit-labels");
  window.pcrit.columnName = (key) => labels[key] ?? key.replaceAll("_", " ");

  function toggleTable(figure, id, button) {
    const open = figure.querySelector(".as-table");
    button.setAttribute("aria-pressed", String(!open));
    if (open) open.remove();
    else figure.querySelector(".tools").after(tableView(id));
  }

  document.addEventListener("pcrit-state", ({ detail: { changed } }) => {
    if (!changed.some((name) => ["series", "width", "seed"].includes(name))) return;
    for (const open of document.querySelectorAll(".as-table")) {
      const id = open.closest("figure").id.slice(6);
      open.replaceWith(tableView(id));
    }
  });

  // --- the buttons ------------------------------------------------------------------------------

  function large(figure, id) {
    if (document.fullscreenElement) document.exitFullscreen();
    else figure.requestFullscreen?.().catch(() => {});
    figure.dataset.id = id;
  }
  document.addEventListener("fullscreenchange", () => {
    for (const figure of document.querySelectorAll("figure[data-id]"))
      window.pcrit.draw(figure.dataset.id);
  });

  const actions = {
    table: (id, figure, button) => toggleTable(figure, id, button),
    large: (id, figure) => large(figure, id),
    csv: (id) => save(nameOf(id, "csv"), new Blob([csv(id)], { type: "text/csv" })),
    arrow: (id) =>
      save(
        nameOf(id, "arrow"),
        new Blob([arrow(id)], { type: "application/vnd.apache.arrow.file" }),
      ),
    svg: (id) => picture(id, "svg"),
    pdf: (id) => picture(id, "pdf"),
    png: (id) => picture(id, "png"),
    vega: (id, _, button) =>
      copy(snippets.vega(id)).then(() => say(button, "Copied: paste it at vega.github.io/editor")),
    python: (id, _, button) => copy(snippets.python(id)).then(() => say(button, "Copied")),
    r: (id, _, button) => copy(snippets.r(id)).then(() => say(button, "Copied")),
  };
  const words = {
    table: "Table",
    large: "Full screen",
    csv: "CSV",
    arrow: "Arrow",
    svg: "SVG",
    pdf: "PDF",
    png: "PNG",
    vega: "Vega specification",
    python: "Python",
    r: "R",
  };

  function button(figure, id, action) {
    const made = document.createElement("button");
    made.type = "button";
    made.dataset.take = action;
    made.textContent = words[action];
    made.setAttribute("aria-label", `${words[action]}: figure ${charts[id].usermeta.number}`);
    if (action === "table") made.setAttribute("aria-pressed", "false");
    made.addEventListener("click", () => actions[action](id, figure, made));
    return made;
  }

  for (const id of Object.keys(charts)) {
    const figure = document.getElementById(`chart-${id}`);
    const tools = document.createElement("div");
    tools.className = "tools";
    const more = document.createElement("details");
    const summary = document.createElement("summary");
    summary.textContent = "Take along";
    summary.className = "takes";
    summary.setAttribute("aria-label", `Take along: figure ${charts[id].usermeta.number}`);
    const list = document.createElement("p");
    list.className = "list";
    list.append(
      ...["svg", "pdf", "png", "csv", "arrow", "vega", "python", "r"].map((action) =>
        button(figure, id, action),
      ),
    );
    if (run.figures) {
      for (const kind of ["svg", "pdf"]) {
        const link = document.createElement("a");
        link.href = `${run.figures}/${id}.${kind}`;
        link.textContent = `figures/${id}.${kind}`;
        list.append(link);
      }
    }
    more.append(summary, list);
    tools.append(button(figure, id, "table"), button(figure, id, "large"), more);
    figure.querySelector(".readout").after(tools);
  }

  document.addEventListener("click", (event) => {
    const copied = event.target.closest?.("button[data-copy]");
    if (!copied) return;
    copy(document.getElementById(copied.dataset.copy).textContent).then(() =>
      say(copied, "Copied"),
    );
  });
})();
