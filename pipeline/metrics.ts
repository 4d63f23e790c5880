import { readTable } from "../src/arrow/read.js";
import { canonicalJson } from "../src/canonical.js";
import { UserError } from "../src/error.js";
import { survivingWeights } from "../src/graph/graph.js";
import { describeLibrary } from "../src/metrics/library.js";
import {
  type GraphForm,
  graphForms,
  loadMetric,
  type Metric,
  measure,
} from "../src/metrics/metric.js";
import { isMetricName, isOfLibrary } from "../src/metrics/names.js";
import { type Level, readGraph } from "../src/tables/graph.js";
import { levelFacts } from "../src/tables/level-facts.js";
import { type LevelStatistics, writeStatistics } from "../src/tables/statistics.js";
import { noted } from "./noted.js";
import { provenance } from "./provenance.js";
import type { Stage, StageCall } from "./stage.js";

export const metrics: Stage = {
  name: "metrics",
  summary: "graph -> statistics by functions of one's own, or of graphology-metrics",
  details: `
Calls each function that an ES module exports, for each level, with a graph of graphology and with what is
known of the level. A number becomes the statistic NAME.FUNCTION, numbers by name become NAME.THEIR_NAME
(of a default export) or NAME.FUNCTION.THEIR_NAME; docs/metrics.md has an example. The module runs with
your rights. Of graphology-metrics, whose numbers for nodes and edges become mean and maximum:

${describeLibrary()}`,
  inputs: [
    { name: "graph.arrow", meaning: "edges of one or many levels" },
    { name: "nodes.arrow", meaning: "their nodes", optional: true },
    { name: "performance.arrow", meaning: "what else is known of these levels", optional: true },
  ],
  outputs: [{ option: "out", meaning: "statistics.arrow: scalars of every level", required: true }],
  options: {
    module: {
      type: "text",
      required: true,
      incidental: true,
      meaning: "FILE.mjs, or graphology-metrics/… as listed above",
    },
    name: { type: "text", meaning: "stands before the dot in names (default: that of the file)" },
    "module-sha256": {
      type: "text",
      meaning: "hash of the module with what it names, as planned; another is refused",
    },
    graph: {
      type: "text",
      values: graphForms,
      meaning: "form of the graph (default: directed; undirected for graphology-metrics)",
    },
    edges: {
      type: "integer",
      minimum: 0,
      meaning: "levels with more edges are left out, with a note",
      default: 100_000,
    },
    seed: { type: "integer", minimum: 0, meaning: "names the random streams", default: 0 },
  },
  async run(call) {
    const [graphPath, nodesPath, performancePath] = call.inputs;
    const metric = await chosenMetric(call);
    const { levels, edges, nodes } = readGraph(graphPath!, nodesPath, "any");
    const performance =
      performancePath === undefined ? undefined : readTable(performancePath, "performance");
    const known = levelFacts(edges, performance);
    const { within, beyond } = bySize(levels, call.number("edges"));
    const notes = beyond.map(
      ({ level, graph }) =>
        `${metric.name}: level ${level} is left out, as it has ${graph.source.length} edges and at most ${call.number("edges")} are measured`,
    );
    const measured: LevelStatistics[] = [];
    for (const { level, graph } of within) {
      const density = survivingWeights(graph) / graph.prunable;
      const facts = { density, ...known(level), level };
      const note = (text: string) => notes.push(text);
      const statistics = await measure(metric, graph, facts, call.number("seed"), note);
      measured.push({ level, statistics });
      call.progress(measured.length, within.length, "levels");
    }
    noted({ notes });
    const from = provenance(
      withMetric(call, metric),
      { graph: edges, nodes, performance },
      {
        metric: metric.name,
      },
    );
    writeStatistics(call.out("out"), measured, from);
  },
};

/** @throws UserError where it is another module than was planned. */
async function chosenMetric(call: StageCall): Promise<Metric> {
  const module = call.text("module");
  const name = call.value("name") as string | undefined;
  if (name !== undefined && !isMetricName(name))
    throw new UserError(
      `pcrit metrics: expected --name of letters, digits and _, a letter first, found ${name}`,
    );
  const metric = await loadMetric("pcrit metrics", module, {
    ...(name === undefined ? {} : { name }),
    form: call.value("graph") as GraphForm | undefined,
  });
  const planned = call.value("module-sha256");
  if (planned === undefined || planned === metric.sha256) return metric;
  throw new UserError(
    `${module}: expected what was planned, whose SHA-256 is ${planned}, found ${metric.sha256}; plan the run again`,
  );
}

function bySize(levels: readonly Level[], most: number) {
  const isWithin = ({ graph }: Level) => graph.source.length <= most;
  return {
    within: levels.filter(isWithin),
    beyond: levels.filter((level) => !isWithin(level)),
  };
}

/** No path of a file is part of the settings: its hash and its name are. */
function withMetric(call: StageCall, { name, sha256 }: Metric): StageCall {
  const module = call.text("module");
  const what = isOfLibrary(module) ? { module } : { "module-sha256": sha256 };
  const settings = JSON.parse(call.settings) as Record<string, unknown>;
  return { ...call, settings: canonicalJson({ ...settings, name, ...what }) };
}
