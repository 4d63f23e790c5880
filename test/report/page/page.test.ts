import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { scratchFolder } from "../../support/folder.js";
import { allFiles, pageOf } from "../pages.js";
import { writeSample } from "../sample.js";
import { writeAnalyses } from "../sample-analyses.js";

/** The page as a reader sees it: no tags, plain spaces. */
function textOf(page: string): string {
  return page
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/g, " ")
    .replace(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replace(/[\s\u00a0\u202f]+/g, " ");
}

const figures = (page: string) =>
  [...page.matchAll(/<figure id="chart-([\w-]+)"/g)].map((match) => match[1]!);

const everything = [
  ...["front-order", "front-place", "transition", "failures", "susceptibility"],
  ...["scaling", "criteria", "fine-tuning"],
  ...["walk-graph", "walk-accuracy", "walk-confusion", "walk-components", "walk-degrees"],
  ...["entropies", "percolation-levels", "percolation-curves", "degree-distribution"],
  ...["degree-inequality", "communities", "correlations"],
];

/** Charts of the later analyses, in the order of the page. */
const later = [
  ...["collapse", "models", "null-ladder", "null-models", "robustness-curves", "robustness"],
  ...["noise-shift", "predictions", "binder", "structure"],
];

test("a whole experiment: every chart, and sentences from its numbers", async (t) => {
  const folder = scratchFolder(t);
  const sample = writeSample(folder);
  const page = await pageOf([...allFiles(sample), ...writeAnalyses(folder, sample)]);
  assert.deepEqual(
    figures(page).filter((id) => !later.includes(id)),
    everything,
  );
  assert.deepEqual(
    figures(page).filter((id) => later.includes(id)),
    later,
  );
  const text = textOf(page);
  // criticalDensity of the sample: 0.004 at width 1, times 0.25^-0.9 and 2^-0.9
  for (const said of [
    "half of the function is lost at 1.4 % (1.3 to 1.6 %) density at width 0.25",
    "at 0.21 % (0.19 to 0.24 %) at width 2. Random pruning collapses at 15 times that density.",
    "The network of width 1 recovers half of its function down to 0.40 %",
    "Before fine-tuning, width 1 loses half of its function at 1.6 %",
    "the intervals are apart at 4 of 4 widths",
    "Of 24 cells that fail, all first fail while inputs and outputs are still joined",
    "24 cells",
    "At the level nearest to pc, 910 weights are left of width 1: 0.38 % density. This network (magnitude pruning, seed 0)",
    "The slider walks through its 26 levels",
    "All 24 networks that fail stop working before the graph falls apart",
    "Width 1 keeps 90 % of its m down to 1.0 % density, half of it down to 0.40 %",
    "or a mean degree of 1.6 (1.4 to 1.7) over all units, dead ones included",
    "Is there a transition?",
    "Degrees alone do not help and suffice nowhere.",
    "pc = 0.21 % (0.19 to 0.24 %) density at width 2, the largest. It falls with size: from 1.4 %",
    "Half recovery is found at 4 of 4 sizes",
    "above pc the degrees help; below pc they do not.",
    "the graph is better than density and size alone: mean error 0.075 against 0.15",
    "With noise of relative amplitude 0.5 on the weights the half-recovery density of width 1 is 1.2 %, 3.0 times",
    "The largest step of the ladder: layer-random − global-random, +0.30 in m at 4.0 % density",
    "At 1.0 % density the learned subnetwork loses half of its m without 50 % of its weights at random, the strongest 50 %",
    "At 1.0 % density the learned subnetwork reaches m = 0.82, one with its degrees alone 0.42",
    "arXiv:2602.15224",
  ])
    assert.ok(text.includes(said), said);
  assert.doesNotMatch(text, /undefined|NaN|\[object/);
  // The picture and the sentence count the same units.
  assert.match(text, /% of the hidden units \(\d+ of \d+\) lie on a path/);
  assert.ok(!page.includes('class="missing"><'), "no part is missing");
});

test("the same bytes, wherever the files lie and in whatever order they are named", async (t) => {
  const [one, two] = [scratchFolder(t), scratchFolder(t)];
  const sample = writeSample(one, { widths: [0.5, 1], levels: 12 });
  cpSync(one, join(two, "elsewhere"), { recursive: true });
  const moved = allFiles(sample).map((path) => path.replace(one, join(two, "elsewhere")));
  const page = await pageOf(allFiles(sample));
  assert.equal(await pageOf(moved.reverse()), page);
  assert.ok(!page.includes(one), "no path in the page");
});

test("one seed: no interval and no susceptibility, and the page says so", async (t) => {
  const page = await pageOf(allFiles(writeSample(scratchFolder(t), { seeds: 1, levels: 20 })));
  assert.deepEqual(
    figures(page),
    everything.filter((id) => id !== "susceptibility"),
  );
  assert.match(
    textOf(page),
    /variance over seeds needs at least 2 seeds, and each width has 1 seed/,
  );
});

test("one width and one criterion: nothing to compare, in words", async (t) => {
  const options = { widths: [1], criteria: ["magnitude"], levels: 20 };
  const page = await pageOf(allFiles(writeSample(scratchFolder(t), options)));
  assert.deepEqual(
    figures(page),
    everything.filter((id) => !["front-place", "scaling", "criteria"].includes(id)),
  );
  const text = textOf(page);
  assert.match(text, /nothing to compare: 1 width here, and this needs 2/);
  assert.match(text, /nothing to compare: 1 kind of pruning here, and this needs 2/);
  assert.ok(!page.includes('"input":"select"'), "no selector with one option");
});

test("a schedule that ends too early: curves without a critical point, the reason in words", async (t) => {
  const page = await pageOf(
    allFiles(writeSample(scratchFolder(t), { levels: 5, resolved: false })),
  );
  assert.deepEqual(
    figures(page),
    everything.filter((id) => id !== "scaling" && id !== "front-place"),
  );
  const text = textOf(page);
  assert.match(text, /no width shows a half-recovery density: all levels functional/);
  assert.match(text, /No critical point is resolved: all levels functional/);
  assert.ok(!page.includes('"data":{"name":"half_recovery"}'), "its layers are left out");
});

test("statistics that topology.arrow lacks are named, not drawn empty", async (t) => {
  const without = [
    "modularity",
    "barber",
    "community",
    "communities",
    "second",
    "order_parameter_",
  ];
  const sample = writeSample(scratchFolder(t), {
    levels: 12,
    without: without.filter((name) => !name.startsWith("order")),
  });
  const text = textOf(await pageOf(allFiles(sample)));
  assert.match(
    text,
    /topology\.arrow holds no value of Second component, share of nodes, which is not shown/,
  );
  assert.match(text, /no value of Modularity, mean of the runs, Modularity, spread/);
});

test("any table may be missing", async (t) => {
  const sample = writeSample(scratchFolder(t), { widths: [1], levels: 20, seeds: 2 });
  const all = allFiles(sample);
  const tables = ["topology", "order", "criticality", "correlations", "percolation", "degrees"];
  for (const table of tables) {
    const page = await pageOf(all.filter((path) => !path.endsWith(`${table}.arrow`)));
    const text = textOf(page);
    assert.match(text, new RegExp(`No ${table} table was given`), table);
    assert.doesNotMatch(text, /undefined|NaN|\[object/, table);
    assert.ok(figures(page).length >= 4, table);
  }
  for (const path of [sample.topology, sample.correlations, sample.cells[0]!, sample.cells[1]!]) {
    const page = await pageOf([path]);
    assert.doesNotMatch(textOf(page), /undefined|NaN|\[object/, path);
  }
});

test("without portraits the walk is one sentence; without some of its tables a part of it", async (t) => {
  const sample = writeSample(scratchFolder(t), { widths: [1], levels: 20, seeds: 2 });
  const all = allFiles(sample);
  const walked = (page: string) => figures(page).filter((id) => id.startsWith("walk-"));
  const without = (name: string) => all.filter((path) => !path.endsWith(`/${name}.arrow`));
  const none = await pageOf(without("portrait"));
  assert.deepEqual(walked(none), []);
  const reason = "No portrait table was given to the report, so there is no walk";
  assert.equal(textOf(none).split(reason).length, 2, "said once");
  assert.ok(!none.includes('<form class="walk"'));
  const unclear = await pageOf(without("confusion"));
  assert.equal(walked(unclear).length, 4);
  assert.match(textOf(unclear), /No confusion table of a cell with a portrait was given/);
  const unlinked = await pageOf(without("portrait-edges"));
  assert.equal(walked(unlinked).length, 5);
  assert.match(textOf(unlinked), /No portrait-edges table .* the strongest edges cannot be shown/);
  const alone = await pageOf(all.filter((path) => path.endsWith("portrait.arrow")));
  assert.match(textOf(alone), /No topology table was given .* no walk through the levels/);
});

test("without the later analyses each of their charts is a sentence", async (t) => {
  const sample = writeSample(scratchFolder(t), { widths: [1], seeds: 2, levels: 20 });
  const page = await pageOf([sample.topology, sample.criticality]);
  assert.deepEqual(
    figures(page).filter((id) => later.includes(id)),
    [],
  );
  const text = textOf(page);
  const tables = ["collapse", "models", "observables", "structure", "predictions", "universality"];
  for (const table of [
    ...[...tables, "equivalence", "robustness-areas", "noise-shift"],
    ...["null-model", "robustness"],
  ])
    assert.match(text, new RegExp(`no ${table} table was given`, "i"), table);
  assert.match(text, /Not judged: no verdict table was given.*Not tested by null models/);
  assert.doesNotMatch(text, /undefined|NaN|\[object/);
});

test("a collapse that cannot be fitted is a sentence with the reason", async (t) => {
  const folder = scratchFolder(t);
  const sample = writeSample(folder, { widths: [0.5, 1], seeds: 2, criteria: ["magnitude"] });
  const page = await pageOf([sample.topology, ...writeAnalyses(folder, sample)]);
  assert.ok(!figures(page).includes("collapse"));
  assert.match(textOf(page), /No scaling collapse could be fitted: 2 sizes only/);
});

test("names from the data cannot become markup", async (t) => {
  const name = '<img src=x onerror="alert(1)">';
  const page = await pageOf(
    allFiles(writeSample(scratchFolder(t), { levels: 8, widths: [1], dataset: name })),
  );
  assert.ok(!page.includes("<img"));
  assert.ok(page.includes("&lt;img src=x"));
});
