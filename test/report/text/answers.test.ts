import assert from "node:assert/strict";
import { before, test } from "node:test";
import { verdicts } from "../../../src/criticality/evidence.js";
import { powerSentence } from "../../../src/criticality/verdict-sentences.js";
import type { JsonObject } from "../../../src/report/charts/charts.js";
import { readInputs } from "../../../src/report/inputs/inputs.js";
import { Results } from "../../../src/report/inputs/results.js";
import type { Row, Rows } from "../../../src/report/rows.js";
import { answersOf, foundOf, mostWords, words } from "../../../src/report/text/answers.js";
import { frontSentences, manner } from "../../../src/report/text/front.js";
import { runInWords, spelled } from "../../../src/report/text/run.js";
import { scratchFolder } from "../../support/folder.js";
import { allFiles } from "../pages.js";
import { writeSample } from "../sample.js";
import { writeAnalyses } from "../sample-analyses.js";
import type { SampleOptions } from "../sample-cell.js";

type Scratch = Parameters<typeof scratchFolder>[0];

function resultsOf(t: Scratch, options: SampleOptions = {}, analyses = true): Results {
  const folder = scratchFolder(t);
  const sample = writeSample(folder, options);
  return new Results(
    readInputs([...allFiles(sample), ...(analyses ? writeAnalyses(folder, sample) : [])]),
  );
}

/** Those of the whole sample, worked out once. */
let whole: Results;
before((t) => {
  whole = resultsOf(t as Scratch);
});

/** The same results with other rows of a table. */
function withRows(results: Results, table: string, rows: (given: Rows) => Rows): Results {
  const other = Object.create(results) as Results;
  other.rows = (name) => (name === table ? rows(results.rows(name)) : results.rows(name));
  return other;
}

const withVerdict = (results: Results, change: Row) =>
  withRows(results, "verdict", (rows) => rows.map((row) => ({ ...row, ...change })));

test("no answer has more than twenty words, whatever the verdict and the tables", (t) => {
  const cases = [
    ...verdicts.map((verdict) => withVerdict(whole, { verdict })),
    withVerdict(whole, { verdict: "crossover", power: "" }),
    withRows(whole, "equivalence", () => []),
    withRows(whole, "models", () => []),
    withRows(whole, "verdict", () => []),
    resultsOf(t, { levels: 5, resolved: false }, false),
    resultsOf(t, { widths: [1], seeds: 1 }, false),
  ];
  for (const results of cases)
    for (const { question, text, why } of answersOf(results)) {
      assert.ok(words(text) <= mostWords && words(text) > 0, `${question}: ${text}`);
      assert.doesNotMatch(`${text} ${why}`, /undefined|NaN|_(?!c)/, question);
    }
  for (const verdict of verdicts)
    assert.ok(
      frontSentences(withVerdict(whole, { verdict }))[0]!.startsWith(manner[verdict]),
      verdict,
    );
});

test("a transition is called one only by its verdict, a gradual fall likewise", () => {
  for (const verdict of verdicts) {
    const [first] = answersOf(withVerdict(whole, { verdict }));
    assert.equal(first!.text.startsWith("Yes"), /transition|jump/.test(verdict), verdict);
    assert.equal(first!.text.startsWith("No."), verdict.startsWith("crossover"), verdict);
    assert.equal(/goes down/.test(first!.text), verdict === "crossover towards zero", verdict);
  }
});

test("firm only where the design is calibrated; undecided is open", () => {
  const power = powerSentence({
    ...{ sizes: 4, seeds: 5, ratio: 0.65, found: 0.98, mistaken: 0.005 },
    own: { sizes: 4, seeds: 5, ratio: 0.65 },
  } as unknown as Parameters<typeof powerSentence>[0]);
  const sure = (change: Row) => answersOf(withVerdict(whole, change))[0]!;
  assert.equal(sure({ verdict: "crossover", power }).sure, "firm");
  assert.match(sure({ verdict: "crossover", power }).why, /finds 98\u00a0% of transitions/);
  assert.match(
    sure({ verdict: "continuous transition", power }).why,
    /claims one in 0\.5\u00a0% of cases without/,
  );
  assert.equal(sure({ verdict: "crossover", power: "" }).sure, "open");
  assert.equal(sure({ verdict: "undecided", power }).sure, "open");
  assert.equal(foundOf("something else"), "");
});

test("the place: an interval over more than a factor of three is open, over a decade it is no place", () => {
  const at = (lower: number, upper: number) => {
    const other = Object.create(whole) as Results;
    other.rows = (name) => whole.rows(name);
    other.critical = (...wanted) => {
      const found = whole.critical(...wanted);
      return found && { ...found, lower: found.value * lower, upper: found.value * upper };
    };
    return answersOf(other)[1]!;
  };
  assert.equal(at(0.7, 1.3).sure, "firm");
  assert.equal(at(0.5, 1.6).sure, "open");
  assert.equal(at(0.1, 2).sure, "none");
  assert.match(at(0.1, 2).text, /^Not located/);
  assert.match(at(0.7, 1.3).text, /at width 2; .* at width 0\.25\.$/);
  assert.doesNotMatch(at(0.2, 1.9).text, /0\.25/, "intervals touch: no second place");
});

test("what was run, in words", (t) => {
  const results = resultsOf(t, {}, false);
  const settings = { architectures: [{ name: "fc4", hidden: [256, 128, 64] }] };
  assert.match(
    runInWords(results, settings),
    /^A fully connected network \(fc4\) at four widths, three seeds, trained on glyphs to 97.%, pruned in up to 25 steps by magnitude and at random\.$/,
  );
  const filters = { architectures: [{ name: "fc4", convolutions: [{}], hidden: [] }] };
  assert.match(runInWords(results, filters), /^A convolutional network/);
  const layers = [{ kind: "convolution" }, { kind: "add" }, { kind: "full" }];
  const graph = { architectures: [{ name: "fc4", layers }] };
  assert.match(runInWords(results, graph), /^A residual convolutional network \(fc4\)/);
  const plain = { architectures: [{ name: "fc4", layers: layers.slice(2) }] };
  assert.match(runInWords(results, plain), /^A fully connected network/);
  const elsewhere = (shape: object) =>
    ({ architectures: [{ name: "fc4", from: [{ file: "x", shape }] }] }) as JsonObject;
  assert.match(runInWords(results, elsewhere({ graph: { layers } })), /^A residual convolutional/);
  assert.match(runInWords(results, elsewhere({ convolutions: {} })), /^A convolutional/);
  assert.match(runInWords(results, undefined), /^The network fc4 at/);
  assert.equal(spelled(13, "width"), "13 widths");
  assert.equal(spelled(1, "width"), "one width");
});
