/**
 * Functions of graphology-metrics as metrics, by the path under which the package has them. What gives a
 * number a node or an edge is summed up by its mean and its maximum.
 */
import { createRequire } from "node:module";
import { UserError } from "../error.js";
import type { DirectedNetwork, UndirectedNetwork } from "../graph/graphology.js";
import { onLargestComponent } from "./largest-component.js";
import { libraryPrefix } from "./names.js";

type Network = DirectedNetwork | UndirectedNetwork;
type Values = Readonly<Record<string, number>>;

interface LibraryMetric {
  readonly meaning: string;
  readonly ask: (graph: Network) => number | Values;
}

/** Loaded by who asks for it: the list of names alone is wanted more often. */
const require = createRequire(import.meta.url);
const load = (path: string) => require(`graphology-metrics/${path}.js`);

type Ask = (graph: Network, ...more: unknown[]) => number;
type HubsAndAuthorities = (graph: Network) => { authorities: Values; hubs: Values };
type AskEach = (graph: Network, ...more: unknown[]) => Values;

const number =
  (path: string, ...more: unknown[]) =>
  (graph: Network) =>
    (load(path) as Ask)(graph, ...more);

const each =
  (path: string, ...more: unknown[]) =>
  (graph: Network) =>
    summary((load(path) as AskEach)(graph, ...more));

const degrees = (name: string) => (graph: Network) =>
  summary((load("centrality/degree") as Readonly<Record<string, AskEach>>)[name]!(graph));

const atNode = (path: string) => (graph: Network, node: string) => (load(path) as Ask)(graph, node);

/** Of all nodes, one after the other. */
const ofNodes =
  (ask: (graph: Network, node: string) => number) =>
  (graph: Network): Values =>
    summary(Object.fromEntries(graph.mapNodes((node) => [node, ask(graph, node)])));

const weightedDegrees = (name: string) =>
  ofNodes((graph, node) =>
    (load("node/weighted-degree") as Readonly<Record<string, Ask>>)[name]!(graph, node, "weight"),
  );

/** All but those that need positions or communities, or give other bytes on other machines. */
const known: Readonly<Record<string, LibraryMetric>> = {
  "graph/density": {
    meaning: "edges / pairs of nodes",
    ask: (graph) => (load("graph/density") as Readonly<Record<string, Ask>>)["density"]!(graph),
  },
  "graph/diameter": {
    meaning: "longest shortest path of the largest component",
    ask: onLargestComponent(number("graph/diameter")),
  },
  "graph/simple-size": {
    meaning: "pairs of nodes with an edge",
    ask: number("graph/simple-size"),
  },
  "graph/weighted-size": {
    meaning: "sum of weights",
    ask: number("graph/weighted-size", "weight"),
  },
  "node/eccentricity": {
    meaning: "longest shortest path from a node, in the largest component",
    ask: onLargestComponent(ofNodes(atNode("node/eccentricity"))),
  },
  "node/weighted-degree": {
    meaning: "sum of weights at a node",
    ask: weightedDegrees("weightedDegree"),
  },
  "centrality/betweenness": {
    meaning: "normalised, all edges of length 1",
    ask: each("centrality/betweenness", { getEdgeWeight: null }),
  },
  "centrality/edge-betweenness": {
    meaning: "of edges, normalised, all of length 1",
    ask: each("centrality/edge-betweenness", { getEdgeWeight: null }),
  },
  "centrality/closeness": {
    meaning: "Wasserman and Faust's, which knows components",
    ask: each("centrality/closeness", { wassermanFaust: true }),
  },
  "centrality/degree": { meaning: "degree / (nodes - 1)", ask: degrees("degreeCentrality") },
  "centrality/in-degree": {
    meaning: "the same of edges that arrive",
    ask: degrees("inDegreeCentrality"),
  },
  "centrality/out-degree": {
    meaning: "the same of edges that leave",
    ask: degrees("outDegreeCentrality"),
  },
  "centrality/eigenvector": { meaning: "weighted", ask: each("centrality/eigenvector") },
  "centrality/pagerank": { meaning: "weighted, damped by 0.85", ask: each("centrality/pagerank") },
  "centrality/hits": {
    meaning: "authorities and hubs, weighted",
    ask: (graph) => {
      const { authorities, hubs } = (load("centrality/hits") as HubsAndAuthorities)(graph);
      return { ...named("authorities", summary(authorities)), ...named("hubs", summary(hubs)) };
    },
  },
  "edge/simmelian-strength": {
    meaning: "triangles that an edge is part of",
    ask: each("edge/simmelian-strength"),
  },
};

/** Lines of help: every function with its meaning. */
export function describeLibrary(): string {
  return Object.entries(known)
    .map(([path, { meaning }]) => `  ${`${libraryPrefix}${path}`.padEnd(46)} ${meaning}`)
    .join("\n");
}

/**
 * @param where names the experiment, or the command, in messages.
 * @throws UserError for a path that is not in the list.
 */
export function libraryMetric(where: string, module: string): LibraryMetric["ask"] {
  const path = module.slice(libraryPrefix.length).replace(/\.js$/, "");
  if (Object.hasOwn(known, path)) return known[path]!.ask;
  const all = Object.keys(known).join(", ");
  throw new UserError(
    `${where}: expected of graphology-metrics one of ${all}, found "${path}"; call others from a module of your own`,
  );
}

/** Mean and maximum; NaN of none. */
function summary(values: Values): Values {
  const all = Object.values(values);
  return {
    mean: all.reduce((sum, value) => sum + value, 0) / all.length,
    maximum: all.reduce((most, value) => Math.max(most, value), all[0] ?? Number.NaN),
  };
}

function named(name: string, values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [`${name}_${key}`, value]),
  );
}
