import assert from "node:assert/strict";
import { test } from "node:test";
import { type JsonObject, readJson, reportsFolder } from "../../../src/report/charts/charts.js";
import { figureSvg } from "../../../src/report/charts/figure-svg.js";
import { readInputs } from "../../../src/report/inputs/inputs.js";
import { Results } from "../../../src/report/inputs/results.js";
import { makeReport } from "../../../src/report/page/page.js";
import { scratchFolder } from "../../support/folder.js";
import { allFiles } from "../pages.js";
import { writeSample } from "../sample.js";
import { writeAnalyses } from "../sample-analyses.js";

test("every chart becomes an SVG with marks, the same bytes each time", async (t) => {
  const folder = scratchFolder(t);
  const sample = writeSample(folder, { widths: [0.5, 1, 2], seeds: 2, criteria: ["magnitude"] });
  const files = [...allFiles(sample), ...writeAnalyses(folder, sample)];
  const making = { experiment: undefined, command: undefined, libraries: [] };
  const { charts, data } = await makeReport(new Results(readInputs(files)), making);
  const themes = readJson(`${reportsFolder}theme.json`) as JsonObject;
  assert.ok(charts.size >= 20, `${charts.size} charts`);
  for (const [name, spec] of charts) {
    const svg = await figureSvg(spec, data, themes);
    assert.match(svg, /^<svg [\s\S]*<\/svg>\n$/, name);
    const marks = svg.match(/<g class="mark-(symbol|line|rule|rect|area) [^>]*>(?!<\/g>)/g) ?? [];
    assert.ok(marks.length > 1, `${name}: ${marks.length} groups of marks`);
    assert.doesNotMatch(svg, /NaN|undefined|Infinity/, name);
    assert.equal(await figureSvg(spec, data, themes), svg, name);
  }
});
