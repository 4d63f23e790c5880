import { readOneOf } from "../src/arrow/read.js";
import type { Table } from "../src/arrow/table.js";
import { writeTable } from "../src/arrow/write.js";
import { cellFiles } from "../src/tables/cell-files.js";
import { topologyColumns } from "../src/tables/topology.js";
import { provenance } from "./provenance.js";
import type { Stage } from "./stage.js";

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
    const tables = call.inputs.map((path, i) => {
      call.progress(i, call.inputs.length + 1, path);
      return readOneOf(path, ["performance", "statistics"]);
    });
    const cells = cellFiles(tables);
    const inputs = cells.flatMap(({ attribute, performance, statistics }) => [
      [`${attribute.cell}/performance`, performance] as const,
      ...statistics.map((table) => [`${attribute.cell}/${makerOf(table)}`, table] as const),
    ]);
    const manyCells = { cell: undefined, units: undefined }; // of no single cell
    writeTable(
      call.out("out"),
      "topology",
      await topologyColumns(cells),
      provenance(call, Object.fromEntries(inputs), manyCells),
    );
    call.progress(call.inputs.length + 1, call.inputs.length + 1);
  },
};

/** The stage, and which of its metrics where it has many. */
function makerOf(table: Table): string {
  const metric = table.attribute("metric");
  const stage = String(table.metadata.get("pcrit.stage"));
  return typeof metric === "string" ? `${stage}/${metric}` : stage;
}
