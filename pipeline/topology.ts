import { writeTable } from "../src/arrow/write.js";
import { cellFiles } from "../src/tables/cell-files.js";
import { topologyColumns } from "../src/tables/topology.js";
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
  async run(call) {
    const cells = cellFiles(withProgress(call));
    const inputs = cells.flatMap(({ attribute, performance, statistics }) => [
      [`${attribute.cell}/performance`, performance] as const,
      ...statistics.map((file) => [`${attribute.cell}/${file.maker}`, file] as const),
    ]);
    writeTable(
      call.out("out"),
      "topology",
      await topologyColumns(cells),
      provenance(call, Object.fromEntries(inputs)),
    );
    call.progress(call.inputs.length + 1, call.inputs.length + 1);
  },
};

function* withProgress({ inputs, progress }: StageCall): Generator<string> {
  for (const [i, path] of inputs.entries()) {
    progress(i, inputs.length + 1, path);
    yield path;
  }
}
