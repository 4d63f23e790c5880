import { writeTable } from "../src/arrow/write.js";
import { Topology } from "../src/tables/topology.js";
import { provenance } from "./provenance.js";
import type { Stage, StageCall } from "./stage.js";

export const topology: Stage = {
  name: "topology",
  summary: "all cells -> one table of every scalar",
  details: `Joins the files of many cells, in any order: performance.arrow of each cell, and any statistics that
percolation, degree and community measured on it. Their metadata say what they are and of which
cell. A statistic becomes the column STATISTIC, or STATISTIC_layerN where it belongs to a layer.

order_parameter = (accuracy - chance) / (dense accuracy - chance); chance = 1 / classes; the dense
accuracy is that of the cell's level 0. failure says of each level whether it is functional (order
parameter 1/2 or more), or else has an empty-layer, is disconnected, or is neither: not-functioning.`,
  inputs: [
    {
      name: "FILE.arrow",
      many: "some",
      meaning: "performance.arrow and *-statistics.arrow of all cells",
    },
  ],
  outputs: [{ option: "out", meaning: "topology.arrow", required: true }],
  options: {},
  run(call) {
    const topology = new Topology();
    for (const path of withProgress(call)) topology.add(path);
    const { cells, columns } = topology.finish();
    const inputs = cells.flatMap(({ attribute, performance, statistics }) => [
      [`${attribute.cell}/performance`, performance!] as const,
      ...statistics.map((file) => [`${attribute.cell}/${file.maker}`, file] as const),
    ]);
    const from = provenance(call, Object.fromEntries(inputs));
    writeTable(call.out("out"), "topology", columns, from);
    call.progress(call.inputs.length + 1, call.inputs.length + 1);
  },
};

function* withProgress({ inputs, progress }: StageCall): Generator<string> {
  for (const [i, path] of inputs.entries()) {
    progress(i, inputs.length + 1, path);
    yield path;
  }
}
