import assert from "node:assert/strict";
import { test } from "node:test";
import { cells, denseCells } from "../../src/experiment/cells.js";
import { parseExperiment } from "../../src/experiment/experiment.js";
import { makefile } from "../../src/experiment/makefile.js";
import { targets } from "../../src/experiment/targets.js";

const experiment = parseExperiment("x.json", {
  widths: [0.5, 2],
  criteria: ["magnitude", "random"],
  seeds: 3,
});

test("cells are the grid, the most expensive first; criteria share dense networks", () => {
  const all = cells(experiment);
  assert.equal(all.length, 2 * 2 * 3);
  assert.equal(new Set(all.map((cell) => cell.name)).size, 12);
  assert.equal(denseCells(experiment).length, 6);
  assert.deepEqual(
    all.map((cell) => cell.dense.width),
    [2, 2, 2, 2, 2, 2, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5],
  );
});

test("every input of a rule is made by another rule", () => {
  const all = targets(experiment);
  const made = new Set(all.flatMap((t) => [t.target, ...Object.values(t.outputs)]));
  for (const t of all)
    for (const need of t.needs ?? t.inputs) assert.ok(made.has(need), `${t.target} needs ${need}`);
  assert.equal(new Set(all.map((t) => t.target)).size, all.length);
  assert.equal(new Set(all.map((t) => t.settingsPath)).size, all.length);
});

test("rules quote what a shell and make would read otherwise", () => {
  const text = makefile(targets(experiment), {
    folder: "runs/x",
    command: "make EXPERIMENT=it's.json",
    data: "my $data",
  });
  assert.match(text, /--folder 'my \$\$data'/);
  assert.match(text, /--command 'make EXPERIMENT=it'\\''s\.json'/);
});
