import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, type TestContext, test } from "node:test";
import { type JsonObject, readJson, reportsFolder } from "../../../src/report/charts/charts.js";
import { figureFiles } from "../../../src/report/figures/figure.js";
import { readInputs } from "../../../src/report/inputs/inputs.js";
import { Results } from "../../../src/report/inputs/results.js";
import { makeReport, type Report } from "../../../src/report/page/page.js";
import { scratchFolder } from "../../support/folder.js";
import { hasPoppler, noPoppler, poppler, rendered } from "../../support/poppler.js";
import { allFiles } from "../pages.js";
import { writeSample } from "../sample.js";
import { writeAnalyses } from "../sample-analyses.js";

const themes = readJson(`${reportsFolder}theme.json`) as JsonObject;
let made: Report;

before(async (t) => {
  const folder = scratchFolder(t as TestContext);
  const sample = writeSample(folder, { widths: [0.5, 1, 2], seeds: 2, criteria: ["magnitude"] });
  const files = [...allFiles(sample), ...writeAnalyses(folder, sample)];
  const making = { experiment: undefined, command: undefined, libraries: [] };
  made = await makeReport(new Results(readInputs(files)), making);
});

type Files = Awaited<ReturnType<typeof figureFiles>>;
const drawn = new Map<string, Files>();

/** The files of a chart, drawn once. */
async function filesOf(name: string): Promise<Files> {
  const files = drawn.get(name) ?? (await figureFiles(made.charts.get(name)!, made.data, themes));
  drawn.set(name, files);
  return files;
}

test("every chart becomes an SVG with marks, the same bytes each time", async () => {
  assert.ok(made.charts.size >= 20, `${made.charts.size} charts`);
  for (const [name, spec] of made.charts) {
    const { svg, pdf, lost } = await filesOf(name);
    assert.match(svg, /^<svg [\s\S]*<\/svg>\n$/, name);
    const marks = svg.match(/<g class="mark-(symbol|line|rule|rect|area) [^>]*>(?!<\/g>)/g) ?? [];
    assert.ok(marks.length > 1, `${name}: ${marks.length} groups of marks`);
    assert.doesNotMatch(svg, /NaN|undefined|Infinity/, name);
    assert.doesNotMatch(
      pdf.replace(/<[0-9a-f]{8,}>/, ""),
      /NaN|undefined|Infinity|\de[+-]?\d/,
      name,
    );
    assert.deepEqual(lost, [], `${name}: all of its letters have a form`);
    assert.deepEqual(await figureFiles(spec, made.data, themes), { svg, pdf, lost }, name);
  }
});

test("panels of which none has a value are a sentence, not a drawing without end", async () => {
  const spec = made.charts.get("fine-tuning")!;
  const rows = (made.data["order"] as readonly object[]).map((row) => ({ ...row, mean: null }));
  const { svg, pdf } = await figureFiles(spec, { ...made.data, order: rows } as never, themes);
  const [, width, height] = /^<svg [^>]*\bwidth="([\d.]+)" height="([\d.]+)"/.exec(svg)!;
  assert.ok(Number(width) < 700 && Number(height) < 300, `${width} x ${height}`);
  assert.match(svg, /No values are known/);
  assert.doesNotMatch(pdf.replace(/<[0-9a-f]{8,}>/, ""), /NaN|Infinity/);
});

test("every chart becomes a PDF: words as words in standard fonts, nothing at the edge of the page", async (t) => {
  if (!hasPoppler()) return t.skip(noPoppler);
  const folder = scratchFolder(t);
  for (const name of made.charts.keys()) {
    const { svg, pdf } = await filesOf(name);
    const path = join(folder, `${name}.pdf`);
    writeFileSync(path, pdf, "latin1");
    const { width, height, grey } = rendered(path, 96)!;
    const [, w, h] = /^<svg [^>]*\bwidth="([\d.]+)" height="([\d.]+)"/.exec(svg)!;
    assert.ok(Math.abs(width - Number(w)) <= 1 && Math.abs(height - Number(h)) <= 1, name);
    assert.ok(grey.filter((shade) => shade < 200).length > 500, `${name}: drawn`);
    const margin = 8; // pixels of the 14 that a figure leaves free
    const atEdge = grey.filter((shade, i) => {
      const [x, y] = [i % width, Math.floor(i / width)];
      const inner = x >= margin && x < width - margin && y >= margin && y < height - margin;
      return !inner && shade < 255;
    });
    assert.equal(atEdge.length, 0, `${name}: ${atEdge.length} pixels of ink at the edge`);
    // Lines of the title, and whatever else the SVG says: the same words in both.
    const words = (text: string) =>
      [...text.matchAll(/[A-Za-z]{3,}/g)].map(([word]) => word).sort();
    const texts = [...svg.matchAll(/<text ([^>]*)>(.*?)<\/text>/gs)]
      .filter(([, attributes]) => !attributes!.includes('opacity="0"'))
      .map(([, , inner]) => inner!.replace(/<[^>]*>/g, " "));
    const said = words(texts.join(" "));
    const shown = words(poppler("pdftotext", [path, "-"])!.toString());
    assert.deepEqual([...new Set(shown)], [...new Set(said)], name);
    const fonts = poppler("pdffonts", [path])!.toString().trim().split("\n").slice(2);
    for (const font of fonts) assert.match(font, /^(Helvetica(-Bold)?(-Oblique)?|Symbol) /, name);
  }
});
