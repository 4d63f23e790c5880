import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, type TestContext, test } from "node:test";
import { type JsonObject, readJson, reportsFolder } from "../../../src/report/charts/charts.js";
import type { Data } from "../../../src/report/charts/needs.js";
import { figureFiles } from "../../../src/report/figures/figure.js";
import { FigureFolder } from "../../../src/report/figures/figure-folder.js";
import { readInputs } from "../../../src/report/inputs/inputs.js";
import { Results } from "../../../src/report/inputs/results.js";
import { makeReport, type Report } from "../../../src/report/page/page.js";
import { scratchFolder } from "../../support/folder.js";
import { allFiles } from "../pages.js";
import { writeSample } from "../sample.js";

const themes = readJson(`${reportsFolder}theme.json`) as JsonObject;
const ours = /^[\w-]+\.(svg|pdf)$/;
const index = "drawn-from.json";
let made: Report;
let charts: ReadonlyMap<string, JsonObject>;

before(async (t) => {
  const folder = scratchFolder(t as TestContext);
  const files = allFiles(writeSample(folder, { widths: [0.5, 1], seeds: 2, levels: 8 }));
  const making = { experiment: undefined, command: undefined, libraries: [] };
  made = await makeReport(new Results(readInputs(files)), making);
  charts = new Map([...made.charts].slice(0, 8));
});

interface Changes {
  readonly charts?: ReadonlyMap<string, JsonObject>;
  readonly data?: Data;
  readonly themes?: JsonObject;
  readonly libraries?: readonly string[];
}

/** Names of the charts that stood, after all are there. */
async function drawn(folder: string, changes: Changes = {}): Promise<string[]> {
  const figures = new FigureFolder(folder, changes.themes ?? themes, changes.libraries ?? ["vega"]);
  const standing = figures.take(changes.charts ?? charts, changes.data ?? made.data);
  assert.deepEqual(await figures.write(ours), new Map());
  return [...standing];
}

/** Files are replaced when they are written: another number of their place on the disk. */
const places = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name !== index)
    .map((name) => [name, statSync(join(folder, name)).ino]);

test("two threads draw what one does, and what stands is left alone", async (t) => {
  const folder = scratchFolder(t);
  assert.deepEqual(await drawn(folder), []);
  for (const [name, spec] of charts) {
    const { svg, pdf } = await figureFiles(spec, made.data, themes);
    assert.equal(readFileSync(join(folder, `${name}.svg`), "utf8"), svg, name);
    assert.equal(readFileSync(join(folder, `${name}.pdf`), "latin1"), pdf, name);
  }
  const before = places(folder);
  const written = readFileSync(join(folder, index), "utf8");
  assert.deepEqual(await drawn(folder), [...charts.keys()]);
  assert.deepEqual(places(folder), before);
  assert.equal(readFileSync(join(folder, index), "utf8"), written);
});

test("another specification, value, theme or library is drawn anew, and only what it is of", async (t) => {
  const folder = scratchFolder(t);
  await drawn(folder);
  const [[first, spec], ...others] = [...charts] as [[string, JsonObject]];
  const usermeta = { ...(spec["usermeta"] as JsonObject), title: "Another title" };
  const retitled = new Map([[first, { ...spec, usermeta }], ...others]);
  const rest = [...charts.keys()].slice(1);
  assert.deepEqual(await drawn(folder, { charts: retitled }), rest);
  assert.match(readFileSync(join(folder, `${first}.svg`), "utf8"), /Another title/);
  await drawn(folder);

  const name = (spec["data"] as JsonObject)["name"] as string;
  const rows = made.data[name] as readonly Record<string, unknown>[];
  const column = Object.keys(rows[0]!).find((key) => typeof rows[0]![key] === "number")!;
  const last = { ...rows.at(-1)!, [column]: Number(rows.at(-1)![column]) * (1 + 1e-12) + 1e-12 };
  const moved = { ...made.data, [name]: [...rows.slice(0, -1), last] } as Data;
  const stood = await drawn(folder, { data: moved });
  assert.ok(!stood.includes(first), "a change that no eye sees is another value");
  const bound = ([, one]: readonly [string, JsonObject]) =>
    JSON.stringify(one).includes(`"name":"${name}"`);
  assert.deepEqual(
    stood,
    [...charts].filter((one) => !bound(one)).map(([one]) => one),
  );
  await drawn(folder);
  const dark = { ...themes, light: { ...(themes["light"] as JsonObject), padding: 15 } };
  assert.deepEqual(await drawn(folder, { themes: dark }), []);
  assert.deepEqual(await drawn(folder, { themes: dark, libraries: ["vega 9"] }), []);
});

test("a file that is altered or missing is drawn anew, and all are where the index is damaged", async (t) => {
  const folder = scratchFolder(t);
  await drawn(folder);
  const [first, second, ...rest] = [...charts.keys()] as [string, string];
  const file = (name: string) => join(folder, name);
  const whole = readFileSync(file(`${first}.svg`), "utf8");
  writeFileSync(file(`${first}.svg`), whole.replace("</svg>", "<g/></svg>"));
  rmSync(file(`${second}.pdf`));
  assert.deepEqual(await drawn(folder), rest);
  assert.equal(readFileSync(file(`${first}.svg`), "utf8"), whole);
  const few = new Map([...charts].slice(0, 3));
  for (const damaged of ["", "[1]", "{", '{"x":1}', `{"${first}":{"from":"","svg":1}}`]) {
    writeFileSync(file(index), damaged);
    assert.deepEqual(await drawn(folder, { charts: few }), [], damaged);
  }
});

test("charts that are gone take their files along; what is not ours stays", async (t) => {
  const folder = scratchFolder(t);
  await drawn(folder);
  writeFileSync(join(folder, "mine.txt"), "mine");
  const [first, ...others] = [...charts] as [[string, JsonObject]];
  await drawn(folder, { charts: new Map(others) });
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith(`${first[0]}.`)),
    [],
  );
  assert.ok(readdirSync(folder).includes("mine.txt"));
});
