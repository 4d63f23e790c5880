/** The files of the network that the page runs: dense, its levels, its images. */
import type { Table } from "../../arrow/table.js";
import { UserError } from "../../error.js";
import type { Network } from "../../network.js";
import type { CellAttribute } from "../../tables/cell.js";
import { checkFits, type DatasetFile, readDataset } from "../../tables/dataset.js";
import { readNetwork } from "../../tables/network.js";

/** Tables that only these files have. */
export const liveTables = ["dataset", "network", "units"] as const;
export type LiveTable = (typeof liveTables)[number];

type CellOf = Pick<CellAttribute, "cell" | "criterion" | "pruning" | "seed">;

export interface LiveLevel {
  readonly cell: CellOf;
  readonly level: number;
  readonly weights: number;
  readonly sha256: string;
  readonly table: Table;
}

export interface LiveFiles {
  readonly dataset: DatasetFile;
  readonly dense: {
    readonly network: Network;
    readonly edges: Table;
    readonly architecture: string;
    readonly width: number;
    readonly seed: number;
  };
  readonly levels: readonly LiveLevel[];
}

/** One of them, as it was found among the inputs. */
export interface LiveFile {
  readonly path: string;
  readonly name: LiveTable;
  readonly table: Table;
}

/** Whose it is: of a cell, or of a dense network. */
export function ownerOf({ table }: LiveFile): string {
  const cell = table.attribute("cell") as Partial<CellOf> | undefined;
  const level = table.attribute("level");
  return cell?.cell === undefined ? "" : `${cell.cell}, level ${level}`;
}

/**
 * Undefined where there are none.
 * @throws UserError where one is missing, or there are two dense networks.
 */
export function readLive(files: readonly LiveFile[]): LiveFiles | undefined {
  if (files.length === 0) return undefined;
  const isLevel = ({ table }: LiveFile) => table.attribute("cell") !== undefined;
  const only = (name: LiveTable): LiveFile => {
    const found = files.filter((file) => file.name === name && !isLevel(file));
    if (found.length === 1) return found[0]!;
    const [first, second] = [files[0]!, found[1]];
    throw new UserError(
      second
        ? `${second.path}: a second ${name}.arrow; the page runs one network, give one`
        : `${first.path}: expected dataset.arrow, and network.arrow and units.arrow of a dense network, with it: what the page runs; found no ${name}.arrow`,
    );
  };
  const [data, edges, units] = [only("dataset"), only("network"), only("units")];
  const dataset = readDataset(data.path);
  const { network } = readNetwork(edges.path, units.path);
  checkFits(data.path, dataset.dataset, network);
  const known = (edges.table.attribute("dense") ?? {}) as Record<string, unknown>;
  return {
    dataset,
    dense: {
      network,
      edges: edges.table,
      architecture: String(known["architecture"] ?? "network"),
      width: Number(known["width"] ?? 1),
      seed: Number(known["seed"] ?? 0),
    },
    levels: files.filter((file) => file.name === "network" && isLevel(file)).map(levelOf),
  };
}

function levelOf({ table }: LiveFile): LiveLevel {
  return {
    cell: table.attribute("cell") as CellOf,
    level: Number(table.attribute("level")),
    weights: table.rows,
    sha256: table.sha256(),
    table,
  };
}
