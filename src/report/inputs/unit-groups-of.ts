/** What the nodes of a portrait are, where its network is a graph of layers. */
import type { Table } from "../../arrow/table.js";
import { type UnitGroups, unitGroups } from "../../graph/unit-groups.js";
import { valueGroups } from "../../graph/value-groups.js";
import { readLayerGraph } from "../../tables/layer-graph.js";

/** Undefined of a chain. */
export function unitGroupsOf(portrait: Table): UnitGroups | undefined {
  const attribute = portrait.attribute("graph");
  const units = portrait.attribute("units");
  if (attribute === undefined || !Array.isArray(units)) return undefined;
  const graph = readLayerGraph(portrait.path, attribute, Number(units.at(-1)));
  return portrait.attribute("convention") === "units" ? valueGroups(graph) : unitGroups(graph);
}
