/** Which cell a file of a run belongs to: the attribute `cell` that its stage handed on. */
import type { Table } from "../arrow/table.js";
import { UserError } from "../error.js";

export interface CellAttribute {
  /** Name of the cell, for example fc4-w0.5-magnitude-s3. */
  readonly cell: string;
  readonly dataset: string;
  readonly architecture: string;
  readonly width: number;
  readonly criterion: string;
  readonly pruning: string;
  readonly seed: number;
  /** Hidden units of the dense network. */
  readonly hidden_units: number;
  /** Weights of the dense network. */
  readonly prunable_weights: number;
  readonly classes: number;
  /** Weight layers on the longest path, of networks that are no chain. */
  readonly depth?: number;
}

/** Whose observations they are: the columns that observations of several cells are grouped by. */
export type CellKey = Pick<
  CellAttribute,
  "dataset" | "architecture" | "criterion" | "pruning" | "width" | "seed"
>;

export function cellKey(cell: CellAttribute): CellKey {
  const { dataset, architecture, criterion, pruning, width, seed } = cell;
  return { dataset, architecture, criterion, pruning, width, seed };
}

const words = ["cell", "dataset", "architecture", "criterion", "pruning"] as const;
const numbers = ["width", "seed", "hidden_units", "prunable_weights", "classes"] as const;

/** @throws UserError where the attribute is missing or incomplete. */
export function cellAttribute(table: Table): CellAttribute {
  const found = table.attribute("cell");
  if (typeof found !== "object" || found === null)
    throw new UserError(
      `${table.path}: expected metadata that say which cell the file belongs to, found none; make it from a network that pcrit trained or pruned`,
    );
  const values = found as Record<string, unknown>;
  const wrong =
    words.find((name) => typeof values[name] !== "string") ??
    numbers.find((name) => !Number.isFinite(values[name]));
  if (wrong !== undefined)
    throw new UserError(
      `${table.path}: expected the cell's "${wrong}" in the metadata, found ${JSON.stringify(values[wrong])}`,
    );
  return found as CellAttribute;
}
