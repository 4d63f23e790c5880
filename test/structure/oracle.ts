/** The structure statistics by networkx and NumPy, for each graph of graphs.ts. */
import { python } from "../support/python.js";
import { describeGraph, structureGraphs } from "./graphs.js";

const script = `
import networkx as nx, numpy as np, math
def nan(x): return None if x is None or not math.isfinite(x) else float(x)
def corr(a, b):
    a, b = np.array(a, float), np.array(b, float)
    if len(a) < 2 or a.std() < 1e-12 * max(1, abs(a).max()) or b.std() < 1e-12 * abs(b).max(): return None
    return nan(np.corrcoef(a, b)[0, 1])
def gini(x):
    x = np.array(x, float)
    return nan(np.abs(x[:, None] - x[None, :]).sum() / (2 * len(x) ** 2 * x.mean())) if x.sum() else None
result = []
for d in json.load(sys.stdin):
    g = nx.DiGraph(); g.add_nodes_from(range(d["nodes"]))
    for (u, v), w in zip(d["pairs"], d["weights"]): g.add_edge(u, v, weight=w)
    depth = max(d["layer"]); out = {}
    def put(name, value, layer=-1): out[name if layer < 0 else name + "_layer" + str(layer)] = nan(value)
    for side, deg in (("in", g.in_degree), ("out", g.out_degree)):
        for l in (range(1, depth + 1) if side == "in" else range(depth)):
            own = [v for v in g if d["layer"][v] == l and deg(v) > 0]
            k = [deg(v) for v in own]; s = [deg(v, weight="weight") for v in own]
            put(side + "_degree_strength", corr(k, s), l)
            put(side + "_degree_mean_weight", corr(k, [b / a for a, b in zip(k, s)]), l)
    sizes = [d["layer"].count(l) for l in range(depth + 1)]
    for l in range(depth):
        edges = [e for e, m in zip(d["pairs"], d["layers"]) if m == l]
        b = nx.Graph(); b.add_edges_from(edges)
        low = sorted({u for u, _ in edges}); high = sorted({v for _, v in edges})
        cycles = 0
        for i, u in enumerate(low):
            for t in low[:i]:
                n = len(list(nx.common_neighbors(b, u, t))); cycles += n * (n - 1) // 2
        put("four_cycles", cycles, l)
        a = np.zeros((len(low), len(high)))
        for u, v in edges: a[low.index(u), high.index(v)] = 1
        gap = ratio = None
        if min(a.shape) >= 2:
            s = np.linalg.svd(a, compute_uv=False)
            second = s[1] if s[1] > 1e-6 * s[0] else 0.0
            gap = (s[0] - second) / s[0]
            bound = math.sqrt(len(edges) / len(low) - 1) + math.sqrt(len(edges) / len(high) - 1)
            ratio = second / bound if bound > 0 else None
        put("spectral_gap", gap, l); put("ramanujan_ratio", ratio, l)
    adjacency = nx.to_numpy_array(g, nodelist=range(d["nodes"]), weight=None)
    power = np.eye(d["nodes"]); paths = 0
    for _ in range(depth):
        power = power @ adjacency; paths += power[np.ix_(d["inputs"], d["outputs"])].sum()
    put("log_paths", math.log(paths) if paths else None)
    skips = any(d["layer"][v] != d["layer"][u] + 1 for u, v in d["pairs"])
    expected = float(np.prod(sizes, dtype=float))
    for l in range(depth): expected *= d["layers"].count(l) / (sizes[l] * sizes[l + 1])
    put("log_paths_excess", math.log(paths / expected) if paths and not skips else None)
    h = nx.DiGraph(g); h.add_edges_from(("s", v) for v in d["inputs"]); h.add_edges_from((v, "t") for v in d["outputs"])
    f = nx.DiGraph(); hidden = set(d["hidden"])
    for v in h: f.add_edge((v, 0), (v, 1), **({"capacity": 1} if v in hidden else {}))
    for u, v in h.edges: f.add_edge((u, 1), (v, 0))
    put("vertex_cut", nx.maximum_flow_value(f, ("s", 0), ("t", 1)))
    c = nx.betweenness_centrality_subset(g, d["inputs"], d["outputs"], normalized=False)
    own = [c[v] for v in d["hidden"]]
    put("betweenness_gini", gini(own)); put("betweenness_max", max(own) / (len(d["inputs"]) * len(d["outputs"])))
    put("betweenness_degree", corr(own, [g.degree(v) for v in d["hidden"]]))
    w = nx.to_numpy_array(nx.Graph(g), nodelist=range(d["nodes"]), weight="weight")
    member = np.eye(4)[d["community"]]; share = w @ member; total = share.sum(1)
    with np.errstate(all="ignore"): p = 1 - ((share / total[:, None]) ** 2).sum(1)
    for name, own in (("participation_mean", d["hidden"]), ("participation_inputs", d["inputs"])):
        used = [p[v] for v in own if total[v] > 0]
        put(name, np.mean(used) if used else None)
    result.append(out)
print(json.dumps({"source": "networkx %s, NumPy %s" % (nx.__version__, np.__version__), "graphs": result}))`;

export interface Expected {
  /** Names and versions of the libraries. */
  readonly source: string;
  /** One a graph: statistic (with _layerN where it belongs to a layer) -> value, null for NaN. */
  readonly graphs: readonly Readonly<Record<string, number | null>>[];
}

/** Undefined where the libraries are missing. */
export function structureOracle(): Expected | undefined {
  return python(
    script,
    structureGraphs.map(([, graph]) => describeGraph(graph)),
  ) as Expected | undefined;
}
