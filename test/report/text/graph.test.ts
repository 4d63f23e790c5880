import assert from "node:assert/strict";
import { test } from "node:test";
import type { Results } from "../../../src/report/inputs/results.js";
import { correlations, degrees } from "../../../src/report/text/graph.js";

const metric = (name: string, rho: number, verdict: string, rank: number) => ({
  metric: name,
  criterion: "magnitude",
  method: "within-level",
  control: "",
  rho,
  lower: rho - 0.1,
  upper: rho + 0.1,
  verdict,
  rank,
});

function tested(sample?: readonly unknown[]): Results {
  return {
    primary: { criterion: "magnitude" },
    tables: { correlations: { attribute: () => sample } },
    correlations: [
      metric("spanning", 0.71, "not significant", 1),
      metric("strength", 0.42, "significant", 2),
    ],
  } as unknown as Results;
}

test("the strongest metric is named among the significant ones, and said to be", () => {
  assert.match(
    correlations(tested()).lead,
    / The strongest significant one by the first method: Strength, ρ = 0\.42[^.]*\.[^.]*\.[^.]*\.$/,
  );
});

test("where a sample of the cells was used, the page says of how many", () => {
  const samples = [
    { criterion: "random", cells: 1000, of: 4000 },
    { criterion: "magnitude", cells: 1000, of: 2500 },
  ];
  assert.match(
    correlations(tested(samples)).lead,
    / Of 2\u202f?500 cells 1\u202f?000 were used, drawn at random\.$/,
  );
  for (const other of [samples.slice(0, 1), [{ criterion: "magnitude" }], "damaged" as never])
    assert.doesNotMatch(correlations(tested(other)).lead, /drawn/);
});

/** In-degree Gini coefficients of two layers, dense and near p_c. */
function gini(layers: readonly (readonly [dense: number, near: number])[]): Results {
  const [dense, near] = [{ density: 1 }, { density: 0.01 }];
  const at = (level: unknown, statistic: string, layer: number) => {
    if (statistic === "dead_share") return { mean: 0.1 * layer };
    if (statistic !== "in_degree_gini") return undefined;
    return { mean: layers[layer - 1]![level === dense ? 0 : 1] };
  };
  return {
    primary: { label: "magnitude" },
    widths: [1],
    walk: [],
    critical: () => ({ value: 0.01 }),
    curve: () => [dense, near],
    near: () => near,
    layers: (name: string) => (name === "in_degree_gini" ? layers.map((_, i) => i + 1) : []),
    at,
  } as unknown as Results;
}

test("the layer that changes most may become more equal, and need not be the most unequal", () => {
  const said = degrees(
    gini([
      [0.9, 0.3],
      [0.1, 0.4],
    ]),
  );
  assert.match(said.lead, /falls from 0\.90 to 0\.30 in unit layer 1, where it changes most/);
  assert.equal(
    said.titles["degree-inequality"],
    "In-degrees change most in layer 1: their Gini coefficient falls from 0.90 to 0.30 at p_c",
  );
});
