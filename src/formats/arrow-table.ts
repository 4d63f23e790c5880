/** An Arrow IPC file or stream as a table of numbers with labels. */
import type { Column, DataType } from "@uwdata/flechette";
import { flechette } from "../arrow/flechette.js";
import { parseArrow } from "../arrow/parse.js";
import { UserError } from "../error.js";
import { type PlainColumn, plainColumn, tableOfColumns } from "./columns.js";
import type { LabelledTable, Wanted } from "./labelled-table.js";

const { Type } = flechette;

/** @throws UserError for what is no true Arrow file, and for columns that are no numbers. */
export function readArrow(file: string, bytes: Uint8Array, wanted: Wanted): LabelledTable {
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
  const table = parseArrow(file, aligned);
  const columns = table.schema.fields.map(({ name }, i) =>
    decoded(String(name), table.children[i]!),
  );
  return tableOfColumns(file, table.numRows, columns, wanted);
}

function decoded(name: string, column: Column<unknown>): PlainColumn {
  try {
    return plainColumn(name, column.length, holdsBytes(column.type), (row) => column.at(row));
  } catch (error) {
    // The decoder refuses integers beyond 2^53 and places that a list of values does not have.
    if (error instanceof UserError || !(error instanceof Error)) throw error;
    return { name, kind: "other", why: `a value that cannot be read (${error.message})` };
  }
}

function holdsBytes(type: DataType): boolean {
  if (isOne(type, Type.Binary, Type.LargeBinary, Type.FixedSizeBinary, Type.BinaryView))
    return true;
  const inner = "children" in type ? type.children?.[0]?.type : undefined;
  return inner?.typeId === Type.Int && inner.bitWidth === 8 && !inner.signed;
}

function isOne({ typeId }: DataType, ...ids: readonly number[]): boolean {
  return ids.includes(typeId);
}
