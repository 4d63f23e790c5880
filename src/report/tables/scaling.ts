/** Tables under "Scaling and verdict": everything that was tried, not the prettiest alone. */
import { probability, sentenceCase, several } from "../format.js";
import { type Html, html, sentence } from "../html.js";
import { combinations, isRejected } from "../inputs/combinations.js";
import type { Results } from "../inputs/results.js";
import type { Row } from "../rows.js";
import { evidence } from "../text/verdict.js";
import { collapses } from "./collapses.js";
import { common, interval, number, plain, prose, text, three } from "./columns.js";
import { drift } from "./drift.js";
import { limits, models } from "./law-tables.js";
import { folded, sortableTable } from "./sortable.js";

export function scalingTables(results: Results): Html[] {
  return [
    verdicts(results),
    collapses(results),
    drift(results),
    models(results),
    limits(results),
    crossings(results),
    universality(results),
  ];
}

function verdicts(results: Results): Html {
  const rows = results.rows("verdict");
  if (rows.length === 0) return html``;
  const columns = [
    ...common,
    text("Verdict", "verdict"),
    ...evidence.map((name) => prose(sentenceCase(name), name)),
  ];
  const table = sortableTable(
    "Verdicts",
    "One row a series, before and after fine-tuning.",
    columns,
    rows,
  );
  return folded(`All ${several(rows.length, "verdict")} with their evidence`, table);
}

function crossings(results: Results): Html {
  const rows = results.rows("crossings");
  if (rows.length === 0) return html``;
  const columns = [
    ...common,
    number("Smaller L", "smaller", three),
    number("Larger L", "larger", three),
    interval("Crossing", ["value", "lower", "upper"]),
    prose("In words", "verdict"),
  ];
  const caption = sentence(
    "Where the mean curves of two sizes cross. Where beta/nu is 0 that is near p_c, else they need not cross at all. Curves of the cumulant over seeds are no such check.",
  );
  return folded(
    `${several(rows.length, "crossing")} of neighbouring sizes`,
    sortableTable("Crossings", caption, columns, rows),
  );
}

function universality(results: Results): Html {
  const rows = results.rows("universality");
  if (rows.length === 0)
    return html`<p class="missing">Exponents cannot be compared between data sets, architectures or criteria: ${
      results.tables.universality
        ? "fewer than two series have a collapse"
        : "no universality table was given"
    }.</p>`;
  const columns = [
    text("Fine-tuning", "phase"),
    text("First", "first"),
    text("Second", "second"),
    text("Exponent", "parameter"),
    interval("First − second", ["difference", "lower", "upper"]),
    number("p", "p", probability),
    number("q", "q", probability),
    { title: "Verdict", cell: sharedWords(results) },
  ];
  return folded(
    "Do series share their exponents?",
    sortableTable(
      "Universality",
      "q: Benjamini-Hochberg over all pairs and exponents. An exponent of a rejected collapse describes no transition.",
      columns,
      rows,
    ),
    true,
  );
}

/** The verdict on two exponents, and whether one of them is that of a rejected collapse. */
function sharedWords(results: Results): (row: Row) => string {
  const rejected = new Set(
    combinations(results.rows("scaling"))
      .filter(({ quantity, verdict }) => quantity === "accuracy" && isRejected(verdict))
      .map(({ series, phase, control, length }) => [series, phase, control, length].join("\n")),
  );
  const labels = new Map(
    results.series.map((s) => [[s.dataset, s.architecture, s.criterion, s.pruning].join("/"), s]),
  );
  return (row) => {
    const gone = ["first", "second"].filter((name) => {
      const label = labels.get(String(row[name]))?.label;
      return rejected.has([label, row["phase"], row["control"], row["length"]].join("\n"));
    });
    if (gone.length === 0) return plain(row["verdict"]);
    return gone.length === 2
      ? "both collapses are rejected: nothing is compared"
      : "one collapse is rejected: nothing is compared";
  };
}
