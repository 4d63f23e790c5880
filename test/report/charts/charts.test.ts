import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { compile, type TopLevelSpec } from "vega-lite";
import {
  chartsOf,
  readJson,
  readSections,
  reportsFolder,
} from "../../../src/report/charts/charts.js";
import { checkSpec, unknownFields } from "../../../src/report/charts/check.js";
import { misspelt } from "../../../src/report/charts/misspelt.js";
import { chartData, labelsInUse } from "../../../src/report/data/data-sets.js";
import { readInputs } from "../../../src/report/inputs/inputs.js";
import { Results } from "../../../src/report/inputs/results.js";
import { scratchFolder } from "../../support/folder.js";
import { allFiles } from "../pages.js";
import { writeSample } from "../sample.js";
import { writeAnalyses } from "../sample-analyses.js";

const sections = readSections();
const charts = chartsOf(sections);
const compared = readSections(`${reportsFolder}comparison/`).flatMap((section) => section.charts);

test("specifications are valid as they stand and compile without a warning", async () => {
  const path = fileURLToPath(import.meta.resolve("vega-lite/vega-lite-schema.json"));
  const schema = JSON.parse(readFileSync(path, "utf8")) as object;
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
  for (const { id, spec } of [...charts, ...compared]) {
    assert.ok(validate(spec), `${id}: ${JSON.stringify(validate.errors?.slice(0, 3))}`);
    await checkSpec(id, spec);
  }
});

test("a specification that Vega-Lite warns of is refused by name", async () => {
  const data = { name: "order" };
  const mark = "line";
  const encoding = { x: { field: "a", type: "quantitative", scale: { type: "log", zero: true } } };
  await assert.rejects(
    checkSpec("charts/mine", { data, mark, encoding }),
    /charts\/mine\.json: Vega-Lite/,
  );
});

test("a misspelt encoding is refused by name, wherever it stands; what is right is not", async () => {
  const refused = (encoding: object, message: RegExp) =>
    assert.rejects(
      checkSpec("reports/charts/mine", {
        data: { name: "order" },
        layer: [
          { mark: "point", encoding: { x: { field: "a", type: "quantitative" }, ...encoding } },
        ],
      } as never),
      message,
    );
  await refused({ colour: { field: "a" } }, /mine\.json: .* found "encoding\.colour"/);
  await refused({ y: { feild: "a" } }, /found "encoding\.y\.feild"/);
  await refused({ tooltip: [{ field: "a" }, { field: "b", titel: "b" }] }, /tooltip\.titel/);
  for (const { id, spec } of [...charts, ...compared]) assert.deepEqual(misspelt(spec), [], id);
});

test("every field that a chart reads is in its data", (t) => {
  const folder = scratchFolder(t);
  const sample = writeSample(folder, { widths: [0.25, 1, 2] });
  const files = [...allFiles(sample), ...writeAnalyses(folder, sample)];
  const results = new Results(readInputs(files));
  const labels = readJson(`${reportsFolder}labels.json`) as Record<string, string>;
  const data = chartData(results, labelsInUse(charts, labels));
  for (const [name, rows] of Object.entries(data))
    assert.ok(Array.isArray(rows), `${name}: ${rows}`);
  for (const { id, spec, data: names } of charts)
    assert.deepEqual(unknownFields(spec, names, data), [], id);
  const present = new Set((data["levels"] as { statistic: string }[]).map((r) => r.statistic));
  for (const { id, statistics, optional } of charts)
    for (const name of statistics)
      assert.ok(present.has(name) || optional.includes(name), `${id}: ${name} has no row`);
});

test("a field that the data lacks is noticed", () => {
  const data = { order: [{ density: 1 }] };
  const spec = {
    data: { name: "order" },
    transform: [{ filter: "datum.gone > 0" }, { calculate: "datum.density", as: "made" }],
    encoding: { x: { field: "made" }, y: { field: "lost" } },
  };
  assert.deepEqual(unknownFields(spec, ["order"], data).sort(), ["gone", "lost"]);
});

test("every chart has a title or description, a line on what to look for, a vertical axis", () => {
  for (const { id, spec, look } of [...charts, ...compared]) {
    assert.ok(String(spec["description"]).length > 20, id);
    assert.ok(look.length > 40, id);
    const { spec: vega } = compile(spec as unknown as TopLevelSpec);
    assert.ok((vega.marks ?? []).length > 0, id);
  }
});
