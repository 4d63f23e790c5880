/** Parquet files as tests write them: one row group, plain values, no compression, nothing missing. */

type Thrift =
  | number
  | bigint
  | string
  | Uint8Array
  | readonly Thrift[]
  | { readonly [id: number]: Thrift };

/** Thrift's compact protocol: lists of structs, of numbers or of texts; numbers are i32, bigints i64. */
function struct(fields: { readonly [id: number]: Thrift }): Buffer {
  const parts: Buffer[] = [];
  let before = 0;
  for (const [key, value] of Object.entries(fields)) {
    const id = Number(key);
    parts.push(Buffer.of(((id - before) << 4) | typeOf(value)), content(value));
    before = id;
  }
  return Buffer.concat([...parts, Buffer.of(0)]);
}

function typeOf(value: Thrift): number {
  if (typeof value === "number") return 5;
  if (typeof value === "bigint") return 6;
  if (typeof value === "string" || value instanceof Uint8Array) return 8;
  return Array.isArray(value) ? 9 : 12;
}

function content(value: Thrift): Buffer {
  if (typeof value === "number" || typeof value === "bigint") {
    const big = BigInt(value);
    return varint(big >= 0n ? big * 2n : -big * 2n - 1n);
  }
  if (typeof value === "string" || value instanceof Uint8Array) {
    const bytes = Buffer.from(value as string);
    return Buffer.concat([varint(BigInt(bytes.length)), bytes]);
  }
  if (!Array.isArray(value)) return struct(value as { readonly [id: number]: Thrift });
  const list = value as readonly Thrift[];
  const head = Buffer.of(0xf0 | (list.length > 0 ? typeOf(list[0]!) : 12));
  return Buffer.concat([head, varint(BigInt(list.length)), ...list.map(content)]);
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  for (; value > 127n; value >>= 7n) bytes.push(Number(value & 127n) | 128);
  return Buffer.of(...bytes, Number(value));
}

export type ParquetColumn =
  | { readonly doubles: readonly number[] }
  | { readonly longs: readonly number[] }
  | { readonly texts: readonly string[] }
  | { readonly binaries: readonly (readonly number[])[] }
  /** Lists of float32, of one length. */
  | { readonly lists: readonly (readonly number[])[] };

const doubles = (values: readonly number[]) => Buffer.from(Float64Array.from(values).buffer);
const floats = (values: readonly number[]) => Buffer.from(Float32Array.from(values).buffer);
const longs = (values: readonly number[]) => Buffer.from(BigInt64Array.from(values, BigInt).buffer);

function sized(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Levels of lists: in each the first value opens a row; all are there. */
function levels(rows: number, width: number): Buffer {
  const run = (count: number, level: number) =>
    Buffer.concat([varint(BigInt(count) << 1n), Buffer.of(level)]);
  const repetition = Array.from({ length: rows }, () =>
    width > 1 ? Buffer.concat([run(1, 0), run(width - 1, 1)]) : run(1, 0),
  );
  return Buffer.concat([sized(Buffer.concat(repetition)), sized(run(rows * width, 1))]);
}

interface Encoded {
  readonly schema: readonly Thrift[];
  readonly type: number;
  readonly path: readonly string[];
  readonly count: number;
  readonly page: Buffer;
}

/** Field numbers and enumerations are those of parquet.thrift (apache/parquet-format). */
function encode(name: string, column: ParquetColumn): Encoded {
  const flat = (type: number, page: Buffer, count: number, more = {}): Encoded => ({
    schema: [{ 1: type, 3: 0, 4: name, ...more }],
    type,
    path: [name],
    count,
    page,
  });
  if ("doubles" in column) return flat(5, doubles(column.doubles), column.doubles.length);
  if ("longs" in column) return flat(2, longs(column.longs), column.longs.length);
  if ("texts" in column) {
    const page = Buffer.concat(column.texts.map((text) => sized(Buffer.from(text))));
    return flat(6, page, column.texts.length, { 6: 0 });
  }
  if ("binaries" in column) {
    const page = Buffer.concat(column.binaries.map((bytes) => sized(Uint8Array.from(bytes))));
    return flat(6, page, column.binaries.length);
  }
  const width = column.lists[0]!.length;
  return {
    schema: [
      { 3: 0, 4: name, 5: 1, 6: 3 },
      { 3: 2, 4: "list", 5: 1 },
      { 1: 4, 3: 0, 4: "element" },
    ],
    type: 4,
    path: [name, "list", "element"],
    count: column.lists.length * width,
    page: Buffer.concat([levels(column.lists.length, width), floats(column.lists.flat())]),
  };
}

export function parquet(rows: number, columns: Readonly<Record<string, ParquetColumn>>): Buffer {
  const parts: Buffer[] = [Buffer.from("PAR1")];
  let at = 4;
  const encoded = Object.entries(columns).map(([name, column]) => encode(name, column));
  const chunks = encoded.map(({ type, path, count, page }) => {
    const values = { 1: count, 2: 0, 3: 3, 4: 3 };
    const whole = Buffer.concat([
      struct({ 1: 0, 2: page.length, 3: page.length, 5: values }),
      page,
    ]);
    const size = BigInt(whole.length);
    const begin = BigInt(at);
    parts.push(whole);
    at += whole.length;
    const meta = {
      1: type,
      2: [0, 3],
      3: path,
      4: 0,
      5: BigInt(count),
      6: size,
      7: size,
      9: begin,
    };
    return { 2: begin, 3: meta };
  });
  const schema = [{ 4: "schema", 5: encoded.length }, ...encoded.flatMap((one) => one.schema)];
  const group = { 1: chunks, 2: BigInt(at), 3: BigInt(rows) };
  const footer = struct({ 1: 1, 2: schema, 3: BigInt(rows), 4: [group] });
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.length);
  return Buffer.concat([...parts, footer, length, Buffer.from("PAR1")]);
}
