/** Modules of the user's own: what they are given, what is made of what they give. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { isUserError } from "../../src/error.js";
import { loadMetric, measure } from "../../src/metrics/metric.js";
import { metricName } from "../../src/metrics/names.js";
import { randomLayered } from "../graph/graphs.js";
import { scratchFolder } from "../support/folder.js";

const graph = randomLayered([6, 4, 2], 0.7, 1);
const facts = { level: 3, density: 0.5, accuracy: 0.9, seed: 2 };

async function measured(t: TestContext, text: string, name = "mine.mjs") {
  const path = join(scratchFolder(t), name);
  writeFileSync(path, text);
  const notes: string[] = [];
  const found = await measure(await loadMetric("test", path), graph, facts, 2, (note) =>
    notes.push(note),
  );
  return { found, notes };
}

const only = (text: string) => `export default () => (${text});`;

test("numbers, numbers by name, promises and maps become statistics by name", async (t) => {
  const { found } = await measured(
    t,
    `export default function share() { return 0.5; }
export const nodes = (graph) => graph.order;
export const later = async (graph) => graph.size;
export const both = () => ({ b: 2, a: -0 });
export const map = () => new Map([["x", 1]]);
export const none = () => ({});
export const limit = 3;`,
  );
  assert.deepEqual(found, [
    { name: "mine.both.a", value: 0 },
    { name: "mine.both.b", value: 2 },
    { name: "mine.share", value: 0.5 },
    { name: "mine.later", value: graph.source.length },
    { name: "mine.map.x", value: 1 },
    { name: "mine.nodes", value: 12 },
  ]);
});

test("a default export without a name, and one under two names", async (t) => {
  assert.deepEqual((await measured(t, only("1"))).found, [{ name: "mine.value", value: 1 }]);
  assert.deepEqual((await measured(t, only("{ a: 1 }"))).found, [{ name: "mine.a", value: 1 }]);
  const twice = "const f = () => 1; export { f, f as default };";
  assert.deepEqual((await measured(t, twice)).found, [{ name: "mine.f", value: 1 }]);
});

test("each function has a graph and facts of its own, directed, and what is known of the level", async (t) => {
  const { found } = await measured(
    t,
    `export function a(graph, level) {
  graph.clear(); level.density = 7; level.accuracy = 7; return 0;
}
export const b = (graph, level) => ({
  directed: Number(graph.type === "directed"), size: graph.size, density: level.density,
  accuracy: level.accuracy, level: level.level, seed: level.seed,
});`,
  );
  const values = Object.fromEntries(found.map((one) => [one.name.split(".").at(-1), one.value]));
  const { accuracy, density, level, seed } = facts;
  const expected = { directed: 1, size: graph.source.length, density, accuracy, level, seed };
  assert.deepEqual(values, { a: 0, ...expected });
  assert.equal(graph.nodes.id.length, 12);
});

test("random numbers are the same in every run, others for each function and level", async (t) => {
  const text = "export const a = (g, level) => level.random(); export const b = a;".replace(
    "b = a",
    "b = (g, level) => level.random()",
  );
  const { found } = await measured(t, text);
  assert.deepEqual((await measured(t, text)).found, found);
  const [a, b] = found.map((one) => one.value);
  assert.ok(a! >= 0 && a! < 1 && a !== b);
});

test("NaN is not defined; an infinite number too, with a note", async (t) => {
  const { found, notes } = await measured(t, only("{ a: NaN, b: -Infinity }"));
  assert.deepEqual(found, [
    { name: "mine.a", value: Number.NaN },
    { name: "mine.b", value: Number.NaN },
  ]);
  assert.equal(notes.length, 1);
  assert.match(notes[0]!, /mine\.mjs: function default, level 3: mine\.b is infinite/);
});

for (const [what, text, why] of [
  ["undefined", only("undefined"), /expected a number, .* found undefined/],
  ["null", only("null"), /found null/],
  ["a text", only('"1"'), /found the text "1"/],
  ["a list", only("[1, 2]"), /found a list/],
  ["a big integer", only("1n"), /found a bigint/],
  ["an object of a class", only("new Date(0)"), /found a Date/],
  ["a text by name", only('{ a: "1" }'), /expected a number as a, found the text "1"/],
  ["a nested object", only("{ a: { b: 1 } }"), /expected a number as a, found a Object/],
  ["a bad name", only('{ "a b": 1 }'), /expected names of letters.* found the text "a b"/],
  ["a key that is no text", only("new Map([[1, 1]])"), /expected names/],
  ["what throws", only("(() => { throw new RangeError('too cold') })()"), /RangeError: too cold/],
  ["a promise that fails", only("Promise.reject(new Error('no'))"), /Error: no/],
  ["what throws no error", "export default () => { throw 7 };", /: 7/],
  ["the same name twice", "export default () => ({ f: 1 }); export const f = () => 1;", /two/],
  ["no function", "export const a = 1;", /expected a module that exports functions/],
  ["no export", "1;", /exports of nothing/],
  ["no module", "export default (", /expected an ES module that can be loaded: SyntaxError/],
  ["a mend of its graph that fails", "export default (g) => g.dropNode('x');", /function default/],
] as const)
  test(`${what} is refused in one line with file, function and level`, async (t) => {
    await assert.rejects(measured(t, text), (error) => {
      assert.ok(isUserError(error), String(error));
      assert.match(error.message, why);
      assert.match(error.message, /mine/);
      if (!/expected a module|can be loaded|two/.test(error.message))
        assert.match(error.message, /mine\.mjs: function default, level 3: /);
      return true;
    });
  });

test("names of files become words", () => {
  assert.equal(metricName("./my-metric.mjs"), "my_metric");
  assert.equal(metricName("a/2nd path.v2.js"), "metric_2nd_path_v2");
  assert.equal(metricName("é.mjs"), "metric__");
  assert.equal(metricName("graphology-metrics/centrality/in-degree"), "graphology_in_degree");
});
