/** Criteria of the user's own: what they are told, what is taken from them, and what is refused. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { packageRoot } from "../../src/package.js";
import type { CriterionModule } from "../../src/prune/criterion.js";
import { criterionInput } from "../../src/prune/criterion-input.js";
import { ownCriterion } from "../../src/prune/own-criterion.js";
import { prune } from "../../src/prune/prune.js";
import { flowShares, synflow } from "../../src/prune/synflow.js";
import { sampleImages, sampleNetwork } from "../engine/sample.js";
import { scratchFolder } from "../support/folder.js";

const network = sampleNetwork([16, 8, 6, 3], 1);
const images = sampleImages(30, 16, 3);

function written(t: TestContext, text: string): string {
  const path = join(scratchFolder(t), "mine.mjs");
  writeFileSync(path, text);
  return path;
}

const asked = { keep: 40, seed: "s", level: 3, images };
const pruned = async (t: TestContext, text: string, request = asked) =>
  (await ownCriterion(written(t, text))).prune(network, request);

test("a module that says what a criterion of ours does leaves the same edges", async (t) => {
  const scores =
    "({ network, gradient }) => network.weight.map((w, e) => Math.abs(w * gradient[e]))";
  const norms =
    "async ({ network, activation }) => Array.from(activation.norm, (n, e) => n * Math.abs(network.weight[e]))";
  for (const [text, criterion] of [
    [`export default ({ network }) => network.weight.map(Math.abs);`, "magnitude"],
    [
      `export const within = "layer"; export default ({ network }) => network.weight.map(Math.abs);`,
      "layer-magnitude",
    ],
    [`export default ${scores};`, "snip"],
    [`export const within = "output"; export default ${norms};`, "wanda"],
  ] as const)
    assert.deepEqual(await pruned(t, text), prune(network, 40, criterion, "s", images), criterion);
});

test("among equal scores the earlier edge wins; the count is exact", async (t) => {
  const kept = await pruned(t, "export default ({ network }) => network.weight.map(() => 0);");
  assert.deepEqual(kept.source, network.source.slice(0, 40));
  assert.deepEqual(kept.weight, network.weight.slice(0, 40));
  for (const keep of [0, 1, network.weight.length]) {
    const text =
      "export default ({ random, network }) => network.weight.map(() => random('x').normal());";
    assert.equal((await pruned(t, text, { ...asked, keep })).weight.length, keep);
  }
});

test("scores are told apart in double precision", async (t) => {
  const text = `export default ({ network }) =>
    Float64Array.from(network.weight, (_, e) => 1 + e * Number.EPSILON);`;
  const kept = await pruned(t, text);
  assert.deepEqual(kept.weight, network.weight.slice(-40));
});

test("a criterion knows level, density and layers; its steps are told one by one", async (t) => {
  const text = `
    export const step = 0.5;
    export const told = [];
    export default ({ level, keep, density, layers, network }) => {
      globalThis.told = [...(globalThis.told ?? []), [level, keep, density, layers.length, network.weight.length]];
      return network.weight;
    };`;
  await pruned(t, text);
  const { told } = globalThis as unknown as { told: unknown };
  const all = 16 * 8 + 8 * 6 + 6 * 3;
  assert.deepEqual(told, [
    [3, 97, 97 / all, 3, all],
    [3, 49, 49 / all, 3, 97],
    [3, 40, 40 / all, 3, 49],
  ]);
});

test("what a module does to its arrays does nothing to the network", async (t) => {
  const text = `export default ({ network }) => {
    network.bias.fill(7); network.initial.fill(7); network.target.fill(0);
    return network.weight.sort();
  };`;
  const kept = await pruned(t, text);
  assert.deepEqual(kept.weight, network.weight.slice(-40));
  assert.deepEqual(kept.target, network.target.slice(-40));
  assert.deepEqual(kept.bias, network.bias);
});

test("random numbers depend on seed and purpose alone", async (t) => {
  const text = `export default ({ random, network }) => {
    const numbers = random("order");
    return network.weight.map(() => numbers.uniform());
  };`;
  const first = await pruned(t, text);
  assert.deepEqual(await pruned(t, text, { ...asked, level: 9 }), first);
  assert.notDeepEqual(await pruned(t, text, { ...asked, seed: "other" }), first);
});

for (const [what, text, why] of [
  ["no function", "export const score = 1;", /mine\.mjs: expected the default export to be a func/],
  ["too few", "export default () => [1, 2];", /level 3: expected 194 scores, one an edge, found 2/],
  ["nothing", "export default () => {};", /level 3: expected 194 scores, one an edge, found undef/],
  ["a text", "export default () => 'x'.repeat(194);", /one an edge, found a string/],
  ["an object", "export default () => ({ length: 194 });", /one an edge, found an object Object/],
  [
    "NaN",
    "export default ({ network }) => network.weight.map((w, e) => e === 130 ? NaN : w);",
    /expected finite scores, found NaN for the edge 0 -> 2 of layer 1 \(row 130\)/,
  ],
  [
    "infinity",
    "export default ({ network }) => network.weight.map(() => 1 / 0);",
    /found Infinity/,
  ],
  ["holes", "export default () => new Array(194);", /found undefined for the edge 0 -> 0/],
  ["big integers", "export default () => new BigInt64Array(194);", /found a bigint for the edge/],
  [
    "what it throws",
    "\nexport default () => {\n  throw new Error('no luck');\n};",
    /mine\.mjs: function default, level 3: Error: no luck \(line 3\)$/,
  ],
  ["a name that is not there", "export default () => weight;", /ReferenceError: weight is not def/],
  ["a refusal", "export default async () => { throw 'no'; };", /level 3: no$/],
  [
    "within",
    "export const within = 'row'; export default () => [];",
    /within to be one of network/,
  ],
  ["a step of 1", "export const step = 1; export default () => [];", /step to be a number above 0/],
] as const)
  test(`refused in one line: ${what}`, async (t) => {
    await assert.rejects(pruned(t, text), (error: Error) => {
      assert.equal(error.name, "UserError");
      assert.match(error.message, why);
      return true;
    });
  });

test("gradients without images: the module and the option are named", async (t) => {
  const own = await ownCriterion(written(t, "export default ({ gradient }) => gradient;"));
  await assert.rejects(own.prune(network, { keep: 1, seed: "s", level: 1 }), {
    name: "UserError",
    message: /mine\.mjs: function default, level 1: expected images, .* --data dataset\.arrow/,
  });
});

const example = (criterion: string) => `${packageRoot}experiments/criteria/${criterion}.mjs`;

test("the examples leave what the words of their names leave", async () => {
  for (const criterion of ["snip", "wanda"] as const) {
    const own = await ownCriterion(example(criterion));
    for (const keep of [150, 40, 7]) {
      const found = await own.prune(network, { ...asked, keep });
      assert.deepEqual(found, prune(network, keep, criterion, "s", images), `${criterion} ${keep}`);
    }
  }
});

test("the example of synaptic flow gives the word's scores, up to a factor that all share", async () => {
  // Edges in series have the same score but for rounding, which may decide between them.
  const module: CriterionModule = await import(example("synflow"));
  assert.equal(module.step, synflow.step);
  const pruned = prune(network, 90, "random", "s");
  const scores = await module.default(criterionInput(pruned, asked));
  const shares = flowShares(pruned);
  const whole = Array.from(scores).reduce((a, b) => a + b, 0);
  const factor = shares.reduce((a, b) => a + b, 0) / whole;
  shares.forEach((share, e) => {
    assert.ok(Math.abs(share - factor * scores[e]!) < 1e-12);
  });
});
