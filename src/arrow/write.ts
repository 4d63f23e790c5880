import type { Column as ArrowColumn, DataType } from "@uwdata/flechette";
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
  writeWhole(path, encodeTable(path, name, columns, provenance));
}

/** The same as bytes of an Arrow IPC file. The same input gives the same bytes. */
export function encodeTable(
  where: string,
  name: string,
  columns: Readonly<Record<string, ColumnData>>,
  provenance: Provenance,
): Uint8Array {
  checkTable(where, tableFormat(name), new Map(Object.entries(columns)));
  const table = tableFromColumns(
    Object.entries(columns).map(([column, data]) => [column, arrowColumn(data)]),
  );
  const schema = table.schema as { metadata: Map<string, string> | null };
  schema.metadata = metadataOf(name, provenance);
  const file = tableToIPC(table, { format: "file" });
  if (!file) throw new Error("flechette returned no bytes");
  seal(file);
  return file;
}

function metadataOf(name: string, provenance: Provenance): Map<string, string> {
  const metadata = new Map([
    ["pcrit.table", name],
    ["pcrit.stage", provenance.stage],
    ["pcrit.version", stageVersion(provenance.stage)],
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

/** One record batch without copying, which is what makes reading back zero-copy. */
function arrowColumn(data: ColumnData): ArrowColumn<unknown> {
  const type = arrowType(data);
  const length = columnLength(data);
  if (length === 0) return new Column([], type);
  if (Array.isArray(data)) return columnFromArray(data, type);
  const values = isLists(data) ? data.values : (data as NumberArray);
  if (!isLists(data) || values instanceof Uint8Array)
    return new Column([batch(type, length, { values })], type);
  const inner = batch(float32(), values.length, { values });
  return new Column([batch(type, length, { children: [inner] })], type);
}

type Batch = ArrowColumn<unknown>["data"][number];

function batch(type: DataType, length: number, parts: Readonly<Record<string, unknown>>): Batch {
  const BatchOf = batchType(type) as unknown as new (all: Record<string, unknown>) => Batch;
  return new BatchOf({ length, nullCount: 0, type, validity: new Uint8Array(0), ...parts });
}
