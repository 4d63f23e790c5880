/**
 * Decodes a Parquet file, from the standard input to the standard output, as a process of its own. The
 * decoder believes what a file claims: a run of a few bytes may stand for a thousand million values, at
 * which the whole process ends. Who started it bounds its memory and its time.
 */
import { readFileSync, writeSync } from "node:fs";
import { serialize } from "node:v8";
import { type FileMetaData, parquetMetadata, parquetRead, parquetSchema } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { mostTableValues } from "../limits.js";
import { type PlainColumn, plainColumn } from "./columns.js";

export interface ParquetAnswer {
  readonly rows: number;
  readonly columns: readonly PlainColumn[];
}

/** Why a file is refused, in words that follow "found". */
export interface ParquetRefusal {
  readonly refused: string;
}

type Tree = ReturnType<typeof parquetSchema>;

async function decode(bytes: Uint8Array): Promise<ParquetAnswer> {
  const metadata = parquetMetadata(bytes);
  const rows = Number(metadata.num_rows);
  const { children } = parquetSchema(metadata);
  if (!(rows >= 0) || rows * Math.max(1, children.length) > mostTableValues)
    throw new Error(`${rows} rows of ${children.length} columns`);
  const columns: PlainColumn[] = [];
  for (const tree of children) columns.push(await decodeColumn(bytes, metadata, tree, rows));
  return { rows, columns };
}

async function decodeColumn(
  bytes: Uint8Array,
  metadata: FileMetaData,
  tree: Tree,
  rows: number,
): Promise<PlainColumn> {
  const { name } = tree.element;
  const chunks: { readonly begin: number; readonly values: ArrayLike<unknown> }[] = [];
  const { buffer, byteOffset, byteLength } = bytes;
  const slice = (from: number, to = byteLength) => {
    if (!(from >= 0 && from <= to && to <= byteLength))
      throw new Error(`a column in bytes ${from} to ${to} of ${byteLength}`);
    return buffer.slice(byteOffset + from, byteOffset + to) as ArrayBuffer;
  };
  await parquetRead({
    file: { byteLength, slice },
    metadata,
    columns: [name],
    compressors,
    utf8: false,
    onChunk: ({ columnData, rowStart }) => chunks.push({ begin: rowStart, values: columnData }),
  });
  const sorted = chunks.sort((a, b) => a.begin - b.begin);
  const found = sorted.reduce((end, { begin, values }) => {
    if (begin !== end) throw new Error(`rows ${begin} of "${name}" in the place of ${end}`);
    return end + values.length;
  }, 0);
  if (found !== rows) throw new Error(`${found} rows in "${name}" in place of ${rows}`);
  let at = 0;
  return plainColumn(name, rows, holdsBytes(tree), (row) => {
    if (row < sorted[at]!.begin) at = 0;
    while (row >= sorted[at]!.begin + sorted[at]!.values.length) at++;
    return sorted[at]!.values[row - sorted[at]!.begin];
  });
}

/** Of the innermost field: binaries, and integers of eight bits without a sign. */
function holdsBytes(tree: Tree): boolean {
  const { element, children } = tree;
  if (children.length > 0) return holdsBytes(children[0]!);
  const { type, converted_type: converted, logical_type: logical } = element;
  const small = logical?.type === "INTEGER" && logical.bitWidth === 8 && !logical.isSigned;
  return (type ?? "").endsWith("BYTE_ARRAY") || converted === "UINT_8" || small;
}

function answer(found: ParquetAnswer | ParquetRefusal): void {
  const bytes = serialize(found);
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
}

decode(readFileSync(0)).then(answer, (error: unknown) => {
  const reason = error instanceof Error ? error.message : String(error);
  answer({ refused: reason.split("\n")[0]! });
});
