/** Statistics of graphs of layers: identities carry paths, and count in nothing else. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { degreeMeanings, degreeRows, degreeStatistics } from "../../src/degree/statistics.js";
import { bipartiteLayers } from "../../src/graph/bipartite.js";
import { curveball } from "../../src/graph/curveball.js";
import { type Graph, Role } from "../../src/graph/graph.js";
import { hasSkips, withoutSkips } from "../../src/graph/identities.js";
import { networkGraph } from "../../src/graph/network-graph.js";
import { liveness } from "../../src/graph/reach.js";
import { layerRooms, mostDegree } from "../../src/graph/weight-layers.js";
import { percolate } from "../../src/percolation/curve.js";
import { magnitudeOrder } from "../../src/percolation/magnitude.js";
import { graphPercolation } from "../../src/percolation/percolation.js";
import {
  layersMeanings,
  percolationMeanings,
  percolationStatistics,
} from "../../src/percolation/statistics.js";
import { Random } from "../../src/random.js";
import { mean, variance } from "../../src/statistics/moments.js";
import { inputOutputBetweenness } from "../../src/structure/betweenness.js";
import { densityNull } from "../../src/structure/density-null.js";
import { pathCount } from "../../src/structure/path-count.js";
import { structureMeanings, structureStatistics } from "../../src/structure/statistics.js";
import { smallestVertexCut } from "../../src/structure/vertex-cut.js";
import { componentSizes } from "../graph/graphs.js";
import { layerGraphs, prunedLayers } from "../graph/random-layers.js";
import { python } from "../support/python.js";

const density = fc.double({ min: 0.05, max: 0.9, noNaN: true });
const networks = fc
  .tuple(layerGraphs, density, fc.nat())
  .map(([graph, share, seed]) => prunedLayers(graph, share, `${seed}`));
const graphs: fc.Arbitrary<Graph> = networks.map((network) => networkGraph(network));

/** All that paths go along. */
const waysOf = ({ source, target, identities }: Graph) => [
  ...Array.from(source, (u, e) => [u, target[e]!]),
  ...Array.from(identities?.source ?? [], (u, i) => [u, identities!.target[i]!]),
];

const script = `
import networkx as nx
from networkx.algorithms.flow import edmonds_karp
result = []
for d in json.load(sys.stdin):
    g = nx.MultiDiGraph(); g.add_nodes_from(range(len(d["role"]))); g.add_edges_from(d["ways"])
    ins = [v for v in g if d["role"][v] == 0]; outs = [v for v in g if d["role"][v] == 2]
    ahead = set().union(*[nx.descendants(g, v) | {v} for v in ins])
    back = set().union(*[nx.ancestors(g, v) | {v} for v in outs])
    paths = {v: 1 if v in outs else 0 for v in g}
    for v in reversed(list(nx.topological_sort(g))): paths[v] += sum(paths[w] for _, w in g.out_edges(v))
    f = nx.DiGraph()
    for v in g:
        f.add_edge((v, 0), (v, 1), **({"capacity": 1} if d["role"][v] == 1 else {}))
    for u, v in d["ways"]: f.add_edge((u, 1), (v, 0))
    for v in ins: f.add_edge("s", (v, 0))
    for v in outs: f.add_edge((v, 1), "t")
    direct = any(d["role"][u] == 0 and d["role"][v] == 2 for u, v in d["ways"])
    cut = None if direct else nx.maximum_flow_value(f, "s", "t", flow_func=edmonds_karp)
    between = [0.0] * len(g)
    for s in ins:
        for t in outs:
            if not nx.has_path(g, s, t): continue
            count = [0] * len(g); all = 0
            for way in nx.all_shortest_paths(nx.DiGraph(g), s, t):
                n = 1
                for u, v in zip(way, way[1:]): n *= g.number_of_edges(u, v)
                all += n
                for v in way[1:-1]: count[v] += n
            for v in g: between[v] += count[v] / all
    result.append({"live": sorted(ahead & back), "paths": sum(paths[v] for v in ins), "cut": cut, "between": between})
print(json.dumps(result))
`;

interface Answer {
  readonly live: number[];
  readonly paths: number;
  readonly cut: number | null;
  readonly between: number[];
}

test("live units, paths, cuts and betweenness are networkx's, with identities as edges", (t) => {
  const sample = fc.sample(graphs, { seed: 3, numRuns: 60 });
  const all = [...sample, ...sample.filter(hasSkips).map(withoutSkips)];
  const asked = all.map((graph) => ({ role: [...graph.nodes.role], ways: waysOf(graph) }));
  const answers = python(script, asked) as Answer[] | undefined;
  if (!answers) return t.skip("needs Debian's python3-networkx");
  all.forEach((graph, i) => {
    const { live, paths, cut, between } = answers[i]!;
    assert.deepEqual(
      [...liveness(graph).live.keys()].filter((v) => liveness(graph).live[v] === 1),
      live,
    );
    const found = pathCount(graph).log;
    assert.ok(paths === 0 ? Number.isNaN(found) : Math.abs(found - Math.log(paths)) < 1e-9);
    assert.equal(smallestVertexCut(graph), cut ?? Number.NaN);
    inputOutputBetweenness(graph).values.forEach((b, v) => {
      assert.ok(Math.abs(b - between[v]!) < 1e-9, `node ${v}: ${b}, not ${between[v]}`);
    });
  });
});

test("percolation joins inputs to outputs, with skips and without, where a search first does", () => {
  const property = fc.property(graphs, (graph) => {
    if (graph.source.length === 0) return;
    const order = magnitudeOrder(graph.weight);
    const { thresholds } = graphPercolation(graph, 1, 1).magnitude;
    const first = (whole: Graph) => {
      for (let edges = 0; edges <= order.length; edges++) {
        const present = new Set(order.subarray(0, edges));
        const pick = <T extends Uint32Array | Float32Array | Uint8Array>(values: T) =>
          values.filter((_, e) => present.has(e)) as T;
        const part = {
          ...whole,
          source: pick(whole.source),
          target: pick(whole.target),
          multiplicity: pick(whole.multiplicity),
        };
        if (liveness(part).spanning) return edges === 0 ? Number.NaN : edges / order.length;
      }
      return Number.NaN;
    };
    assert.equal(thresholds.spanning.occupation, first(graph));
    if (hasSkips(graph))
      assert.equal(thresholds.spanning_without_skips!.occupation, first(withoutSkips(graph)));
    else assert.equal(thresholds.spanning_without_skips, undefined);
  });
  fc.assert(property, { seed: 4, numRuns: 60 });
});

test("densities at thresholds count the weights that are present then", () => {
  const property = fc.property(graphs, fc.nat(), (graph, seed) => {
    const edges = graph.source.length;
    const order = new Random(seed, "order/shuffle0").permutation(edges);
    const { magnitude, random } = graphPercolation(graph, 1, seed, "order");
    const runs = [
      { thresholds: magnitude.thresholds, order: magnitudeOrder(graph.weight) },
      { thresholds: random.thresholds, order },
    ];
    for (const own of runs)
      for (const { density, occupation } of Object.values(own.thresholds)) {
        const present = own.order.subarray(0, Math.round(occupation * edges));
        const weights = present.reduce((sum, e) => sum + graph.multiplicity[e]!, 0);
        assert.equal(density, Number.isNaN(occupation) ? Number.NaN : weights / graph.prunable);
      }
  });
  fc.assert(property, { seed: 6, numRuns: 60 });
});

test("curves without skips, and components with them, are those of a measurement from scratch", () => {
  const property = fc.property(graphs, fc.nat(), (graph, seed) => {
    const order = new Random(seed, "order").permutation(graph.source.length);
    const samples = order.map((_, i) => i + 1);
    const { curve } = percolate(graph, order, samples);
    if (!hasSkips(graph)) return assert.equal(curve.giantWithSkips, undefined);
    const weights = withoutSkips(graph);
    const skips = waysOf(graph)
      .slice(graph.source.length)
      .filter((_, i) => graph.identities!.skip[i]);
    samples.forEach((edges, i) => {
      const present = new Set(order.subarray(0, edges));
      const pick = <T extends Uint32Array>(values: T) =>
        values.filter((_, e) => present.has(e)) as T;
      const part = {
        ...weights,
        source: pick(graph.source),
        target: pick(graph.target),
        multiplicity: pick(graph.multiplicity),
      };
      const { live, reached, effectiveWeights } = liveness(part);
      const share = (flags: Uint8Array, role: number) => {
        const own = [...flags].filter((_, v) => graph.nodes.role[v] === role);
        return own.length === 0 ? 0 : own.reduce((sum, f) => sum + f, 0) / own.length;
      };
      const pairs = [...Array.from(part.source, (u, e) => [u, part.target[e]!]), ...skips];
      const sizes = componentSizes(graph.nodes.id.length, pairs as [number, number][]);
      const all = sizes.reduce((sum, n) => sum + n, 0);
      assert.equal(curve.reachedOutputsWithoutSkips![i], share(reached, Role.output));
      assert.equal(curve.liveWithoutSkips![i], share(live, Role.hidden));
      assert.equal(curve.effectiveWeightsWithoutSkips![i], effectiveWeights);
      assert.equal(curve.giantWithSkips![i], sizes[0]! / all);
      assert.equal(curve.secondWithSkips![i], (sizes[1] ?? 0) / all);
    });
    const told = percolationStatistics(graph, graphPercolation(graph, 1, 1));
    const last = told.find(({ name }) => name === "giant_with_skips");
    assert.equal(last?.value, curve.giantWithSkips!.at(-1) ?? last?.value);
  });
  fc.assert(property, { seed: 6, numRuns: 60 });
});

test("the dense network has an edge on every pair, and its degrees are the largest", () => {
  const property = fc.property(layerGraphs, (layers) => {
    const graph = networkGraph(prunedLayers(layers, 1, "dense"));
    const counts = layerRooms(graph).map(() => 0);
    for (const l of graph.weightLayer) counts[l]!++;
    assert.deepEqual(
      layerRooms(graph).map(({ pairs }) => pairs),
      counts,
    );
    for (const { side, layer } of degreeRows(graph)) {
      const rows = degreeRows(graph).filter((row) => row.side === side && row.layer === layer);
      const most = Math.max(...rows.map(({ degree }) => degree));
      assert.equal(mostDegree(graph, side as "in", layer), most);
    }
    const { log, excess } = pathCount(graph);
    if (!Number.isNaN(log)) assert.ok(Math.abs(excess) < 1e-9, `${excess}`);
  });
  fc.assert(property, { seed: 5, numRuns: 100 });
});

test("random graphs of its densities lie on the dense network's pairs; identities stay", () => {
  const property = fc.property(networks, fc.nat(), (network, seed) => {
    const graph = networkGraph(network);
    const drawn = densityNull(graph, new Random(seed, "null"));
    const counts = (of: Graph) =>
      layerRooms(of).map((_, l) => of.weightLayer.filter((k) => k === l).length);
    assert.deepEqual(counts(drawn), counts(graph));
    assert.deepEqual(drawn.identities, graph.identities);
    const dense = networkGraph(prunedLayers(network.graph!, 1, "dense"));
    const pairs = new Set(
      Array.from(dense.source, (u, e) => `${dense.weightLayer[e]} ${u} ${dense.target[e]}`),
    );
    drawn.source.forEach((u, e) => {
      assert.ok(pairs.has(`${drawn.weightLayer[e]} ${u} ${drawn.target[e]}`));
    });
  });
  fc.assert(property, { seed: 6, numRuns: 60 });
});

test("paths that densities alone explain: the mean over random graphs", () => {
  const some = fc
    .sample(networks, { seed: 8, numRuns: 200 })
    .map((network) => networkGraph(network))
    .filter((graph) => graph.identities && graph.source.length > 3);
  assert.ok(some.length >= 6);
  for (const graph of some.slice(0, 6)) {
    const { log, excess } = pathCount(graph);
    if (Number.isNaN(log)) continue;
    const random = new Random(1, "paths");
    const counts = Array.from({ length: 2000 }, () => {
      const own = pathCount(densityNull(graph, random)).log;
      return Number.isNaN(own) ? 0 : Math.exp(own);
    });
    const error = Math.sqrt(variance(counts) / counts.length);
    const away = Math.abs(mean(counts) - Math.exp(log - excess));
    assert.ok(away <= 4.5 * error + 1e-9, `${away} of ${error}`);
  }
});

test("rewired within blocks: degrees are kept, and edges stay between channels that are joined", () => {
  const property = fc.property(graphs, fc.nat(), (graph, seed) => {
    const random = new Random(seed, "rewired");
    for (const [l, layer] of bipartiteLayers(graph, layerRooms(graph).length).entries()) {
      assert.equal(layer.block !== undefined, graph.ends![l]!.groups > 1);
      for (const part of new Set(layer.block ?? [0])) {
        const own = (ends: Uint32Array) => ends.filter((_, e) => (layer.block?.[e] ?? 0) === part);
        const before = { source: own(layer.row), target: own(layer.column) };
        const after = curveball(before, random);
        assert.deepEqual([...after.source].sort(), [...before.source].sort());
        assert.deepEqual([...after.target].sort(), [...before.target].sort());
      }
    }
  });
  fc.assert(property, { seed: 7, numRuns: 40 });
});

test("every statistic of a graph of layers has a meaning", () => {
  const meanings = {
    ...degreeMeanings,
    ...structureMeanings,
    ...percolationMeanings,
    ...layersMeanings,
  };
  const names = new Set<string>();
  const options = { samples: 0, nulls: 2, seed: 0, purpose: "test" };
  for (const graph of fc.sample(graphs, { seed: 9, numRuns: 12 })) {
    const all = [
      ...degreeStatistics(graph),
      ...structureStatistics(graph, options),
      ...percolationStatistics(graph, graphPercolation(graph, 1, 1)),
    ];
    for (const { name, value } of all) {
      assert.ok(name in meanings, name);
      assert.ok(Number.isFinite(value) || Number.isNaN(value), name);
      names.add(name);
    }
    const hidden = [...graph.nodes.role].filter((role) => role === Role.hidden).length;
    const own = all.find(({ name }) => name === "live_hidden")!.value;
    if (hidden > 0) assert.ok(own >= 0 && own <= 1);
  }
  for (const name of Object.keys(layersMeanings)) assert.ok(names.has(name), name);
});
