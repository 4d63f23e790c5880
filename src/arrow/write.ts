import type { Column as ArrowColumn, DataType } from "@uwdata/flechette";
import { concatenate } from "../concatenate.js";
import { writeWhole } from "../files.js";
import { stageVersion } from "../stage-version.js";
import { checkTable } from "./check.js";
import { flechette } from "./flechette.js";
import { tableFormat } from "./format.js";
import { blankSeal, seal, sealKey } from "./seal.js";
import {
  type ColumnData,
  columnLength,
  isLists,
  type NumberArray,
  type Provenance,
} from "./table.js";

const {
  batchType,
  Column,
  columnFromArray,
  fixedSizeBinary,
  fixedSizeList,
  float32,
  float64,
  int32,
  tableFromColumns,
  tableToIPC,
  uint8,
  uint16,
  uint32,
  utf8,
} = flechette;

/** Writes `columns` as table `name` to `path`: checked, sealed, all or nothing. */
export function writeTable(
  path: string,
  name: string,
  columns: Readonly<Record<string, ColumnData>>,
  provenance: Provenance,
): void {
  writeWhole(path, partsOf(path, name, columns, provenance));
}

/** The same as bytes of an Arrow IPC file. The same input gives the same bytes. */
export function encodeTable(
  where: string,
  name: string,
  columns: Readonly<Record<string, ColumnData>>,
  provenance: Provenance,
): Uint8Array {
  return concatenate(partsOf(where, name, columns, provenance), (n) => new Uint8Array(n));
}

/** The same bytes one part after the other, without a copy of columns of numbers. */
function partsOf(
  where: string,
  name: string,
  columns: Readonly<Record<string, ColumnData>>,
  provenance: Provenance,
): Uint8Array[] {
  checkTable(where, tableFormat(name), new Map(Object.entries(columns)));
  const table = tableFromColumns(
    Object.entries(columns).map(([column, data]) => [column, arrowColumn(data)]),
  );
  const schema = table.schema as { metadata: Map<string, string> | null };
  schema.metadata = metadataOf(name, provenance);
  const parts: Uint8Array[] = [];
  const sink = {
    write: (bytes: Uint8Array) => void parts.push(bytes),
    pad: (count: number) => void parts.push(new Uint8Array(count)),
    finish: () => null,
  };
  tableToIPC(table, { format: "file", sink });
  seal(...parts);
  return parts;
}

function metadataOf(name: string, provenance: Provenance): Map<string, string> {
  const metadata = new Map([
    ["pcrit.table", name],
    ["pcrit.stage", provenance.stage],
    ["pcrit.version", stageVersion(provenance.stage, provenance.settings)],
    ["pcrit.settings", provenance.settings],
    ["pcrit.inputs", JSON.stringify(provenance.inputs)],
  ]);
  if (provenance.seed !== undefined) metadata.set("pcrit.seed", String(provenance.seed));
  if (provenance.attributes)
    metadata.set("pcrit.attributes", JSON.stringify(provenance.attributes));
  return metadata.set(sealKey, blankSeal);
}

const numberTypes = [
  [Uint8Array, uint8()],
  [Uint16Array, uint16()],
  [Uint32Array, uint32()],
  [Int32Array, int32()],
  [Float32Array, float32()],
  [Float64Array, float64()],
] as const;

function arrowType(data: ColumnData): DataType {
  if (isLists(data))
    return data.values instanceof Uint8Array
      ? fixedSizeBinary(data.width)
      : fixedSizeList(float32(), data.width);
  return numberTypes.find(([array]) => data instanceof array)?.[1] ?? utf8();
}

/** Rows of a batch: lengths of buffers are often taken for numbers of 32 bits. */
const mostRows = 1 << 24;

/** Without copying, and in one batch while it is not large, which is what makes reading back zero-copy. */
function arrowColumn(data: ColumnData): ArrowColumn<unknown> {
  const type = arrowType(data);
  const length = columnLength(data);
  const batches: Batch[] = [];
  for (let begin = 0; begin < length; begin += mostRows)
    batches.push(batchOf(type, data, begin, Math.min(length, begin + mostRows)));
  return new Column(batches, type);
}

type Batch = ArrowColumn<unknown>["data"][number];

/** Rows begin … end - 1. */
function batchOf(type: DataType, data: ColumnData, begin: number, end: number): Batch {
  const rows = end - begin;
  if (Array.isArray(data)) return columnFromArray(data.slice(begin, end), type).data[0]!;
  if (!isLists(data))
    return batch(type, rows, { values: (data as NumberArray).subarray(begin, end) });
  const values = data.values.subarray(begin * data.width, end * data.width);
  if (values instanceof Uint8Array) return batch(type, rows, { values });
  const inner = batch(float32(), values.length, { values });
  return batch(type, rows, { children: [inner] });
}

function batch(type: DataType, length: number, parts: Readonly<Record<string, unknown>>): Batch {
  const BatchOf = batchType(type) as unknown as new (all: Record<string, unknown>) => Batch;
  return new BatchOf({ length, nullCount: 0, type, validity: new Uint8Array(0), ...parts });
}
