/** The tables that stages exchange, as described in schemas/: one JSON file a table. */
import { readFileSync } from "node:fs";
import { packageRoot } from "../package.js";

export type ColumnType =
  | "uint8"
  | "uint16"
  | "uint32"
  | "int32"
  | "float32"
  | "float64"
  | "text"
  | "bytes"
  | "floats";

export interface ColumnFormat {
  readonly name: string;
  readonly type: ColumnType;
  /** What may stand in its place: float32 for bytes, texts for numbers. */
  readonly or?: "floats" | "text";
  readonly unit: string;
  readonly meaning: string;
  /** A file may lack this column. */
  readonly optional?: boolean;
  /** Floats only: NaN means "not defined here" and is allowed. Infinity never is. */
  readonly missing?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  /** Text only: the words allowed. */
  readonly values?: readonly string[];
}

export interface TableFormat {
  readonly name: string;
  readonly row: string;
  readonly meaning: string;
  readonly columns: readonly ColumnFormat[];
  /** Further columns, of type float64 with NaN allowed, may follow (one a statistic). */
  readonly further?: boolean;
}

const known = new Map<string, TableFormat>();

/** The format of table `name`, from schemas/NAME.json. */
export function tableFormat(name: string): TableFormat {
  let format = known.get(name);
  if (!format) {
    format = JSON.parse(readFileSync(`${packageRoot}schemas/${name}.json`, "utf8")) as TableFormat;
    known.set(name, format);
  }
  return format;
}
