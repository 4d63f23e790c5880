// The report's data: columns as the page holds them, rows as charts take them.

(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const packed = read("pcrit-data");
  const unpacked = new Map();
  const stretches = new Map();

  /** Numbers in any of the forms of src/report/pack.ts. */
  function numbers(values) {
    if (Array.isArray(values)) return values;
    const { runs, text, modulus } = values;
    const all = [];
    if (text !== undefined) {
      for (let i = 0, sum = 0; i < text.length; i++) {
        const value = text.charCodeAt(i) - 35;
        sum = modulus ? (sum + value) % modulus : value;
        all.push(sum);
      }
      return all;
    }
    for (let i = 0; i < runs.length; i += 2)
      for (let n = 0; n < runs[i + 1]; n++) all.push(runs[i]);
    return all;
  }

  /** Columns of a data set, each a list of values. */
  function columns(name) {
    if (!unpacked.has(name))
      unpacked.set(
        name,
        Object.entries(packed[name]).map(([key, column]) => {
          if (!column.words) return [key, numbers(column)];
          return [key, numbers(column.at).map((place) => column.words[place])];
        }),
      );
    return unpacked.get(name);
  }

  /** Rows begin to end - 1, all if left out; new objects each time, because charts write into theirs. */
  function rows(name, begin = 0, end = columns(name)[0]?.[1].length ?? 0) {
    const all = columns(name);
    return Array.from({ length: end - begin }, (_, i) =>
      Object.fromEntries(all.map(([key, values]) => [key, values[begin + i]])),
    );
  }

  /** Rows of one cell and, where a data set has levels, of one level: they follow one another. */
  function standing(name, { cell, level }) {
    if (!stretches.has(name)) stretches.set(name, stretchesOf(name));
    const [begin, end] = stretches.get(name).get(`${cell}\n${level}`) ??
      stretches.get(name).get(cell) ?? [0, 0];
    return rows(name, begin, end);
  }

  function stretchesOf(name) {
    const { cell, level } = Object.fromEntries(columns(name));
    const found = new Map();
    for (let begin = 0, end = 0; begin < cell.length; begin = end) {
      while (end < cell.length && cell[end] === cell[begin] && level?.[end] === level?.[begin])
        end++;
      found.set(level ? `${cell[begin]}\n${level[begin]}` : cell[begin], [begin, end]);
    }
    return found;
  }

  /** Names of the data sets that a specification binds. */
  function bound(value, found = new Set()) {
    if (value === null || typeof value !== "object") return found;
    if (value.data && typeof value.data.name === "string") found.add(value.data.name);
    for (const inner of Object.values(value)) bound(inner, found);
    return found;
  }

  window.pcrit = {
    read,
    rows,
    standing,
    bound,
    numbers,
    charts: read("pcrit-charts"),
    /** Chart -> what vega-embed gave for it. */
    views: new Map(),
    /** Values that parameters of these names take in every chart that has them. */
    parameters: { linked_width: null, linked_seed: null },
    /** Where the walk through the levels stands. */
    stop: null,
  };
})();
