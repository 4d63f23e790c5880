/** A batch of rows, checked: every column's buffers hold as many values as it claims. */

import { type Buffer, type Walk, walkOf } from "./batch-walk.js";
import { type Unpacked, unpackerOf } from "./compression.js";
import { type FlatTable, Malformed, wholeNumber } from "./flatbuffer.js";
import { flechette } from "./flechette.js";
import type { Field } from "./verify-schema.js";

const { Type } = flechette;

/** @throws Malformed where a length or an offset is not true, or a buffer does not unpack. */
export function checkBatch(
  fields: readonly Field[],
  batch: FlatTable,
  body: Uint8Array,
  unpacked: Unpacked,
): void {
  const rows = batch.int64(4);
  const walk = walkOf(batch, body, unpackerOf(batch, unpacked));
  for (const field of fields) checkColumn(field, walk, rows);
  // Some column of a table stores a byte a row at least; of types that store less alone there is none.
  if (rows < 0 || rows > walk.size)
    throw new Malformed(`it claims ${rows} rows in ${walk.size} bytes`);
  // No value has less than a bit; a column that stores none has its batch's length, or its parent's.
  if (walk.longest > 8 * walk.size)
    throw new Malformed(`a column claims ${walk.longest} values in ${walk.size} bytes`);
}

/** @param rows what the column must have; undefined where its own word counts. */
function checkColumn(field: Field, walk: Walk, rows?: number): number {
  const { length, nulls } = walk.node();
  if (rows !== undefined && length !== rows)
    throw new Malformed(`a column claims ${length} rows, its batch ${rows}`);
  const unmarked: readonly number[] = [Type.Null, Type.RunEndEncoded, Type.Union];
  if (!unmarked.includes(field.type)) {
    const validity = walk.buffer();
    if (nulls > 0) hold(validity, length, 1);
  }
  (checks[field.type] ?? checkFlat)(field, walk, length);
  return length;
}

type Check = (field: Field, walk: Walk, length: number) => void;

const nested: Check = (field, walk, length) => checkChildren(field, walk, length);

/** By type; what is not here has values of one size. */
const checks: Readonly<Record<number, Check>> = {
  [Type.Null]: () => {},
  [Type.Utf8]: (_, walk, length) => checkTexts(walk, length, 4),
  [Type.Binary]: (_, walk, length) => checkTexts(walk, length, 4),
  [Type.LargeUtf8]: (_, walk, length) => checkTexts(walk, length, 8),
  [Type.LargeBinary]: (_, walk, length) => checkTexts(walk, length, 8),
  [Type.Utf8View]: (_, walk, length) => checkViews(walk, length),
  [Type.BinaryView]: (_, walk, length) => checkViews(walk, length),
  [Type.List]: (field, walk, length) => checkLists(field, walk, length, 4),
  [Type.Map]: (field, walk, length) => checkLists(field, walk, length, 4),
  [Type.LargeList]: (field, walk, length) => checkLists(field, walk, length, 8),
  [Type.FixedSizeList]: nested,
  [Type.Struct]: nested,
  [Type.RunEndEncoded]: nested,
  [Type.Union]: (field, walk, length) => checkUnion(field, walk, length),
};

/** Values of one size; types that Arrow may add some day are not guessed at. */
function checkFlat({ type, bits }: Field, walk: Walk, length: number): void {
  if (bits === 0 && type !== Type.FixedSizeBinary) throw new Malformed(`type ${type} is not known`);
  hold(walk.buffer(), length, bits);
}

function checkChildren({ type, elements, children }: Field, walk: Walk, length: number): void {
  for (const child of children) {
    const found = checkColumn(child, walk);
    const needed =
      type === Type.RunEndEncoded ? 0 : type === Type.Struct ? length : length * elements;
    if (found < needed) throw new Malformed(`a nested column has ${found} values of ${needed}`);
  }
}

function checkUnion({ dense, children }: Field, walk: Walk, length: number): void {
  hold(walk.buffer(), length, 8);
  if (dense) hold(walk.buffer(), length, 32);
  for (const child of children) checkColumn(child, walk);
}

function checkTexts(walk: Walk, length: number, size: 4 | 8): void {
  const offsets = walk.buffer();
  checkOffsets(offsets, length, size, walk.buffer().byteLength);
}

function checkLists({ children }: Field, walk: Walk, length: number, size: 4 | 8): void {
  const offsets = walk.buffer();
  checkOffsets(offsets, length, size, checkColumn(children[0]!, walk));
}

/** Offsets that do not ascend could each name all bytes: a square of what the file holds. */
function checkOffsets(offsets: Buffer, length: number, size: 4 | 8, most: number): void {
  if (length === 0) return;
  hold(offsets, length + 1, 8 * size);
  let before = 0;
  for (let i = 0; i <= length; i++) {
    const value = size === 4 ? offsets.getInt32(4 * i, true) : wholeNumber(offsets, 8 * i);
    if (value < before || value > most)
      throw new Malformed(`value ${i} of a column begins at ${value}, after ${before} of ${most}`);
    before = value;
  }
}

/** Short values stand in the 16 bytes of their view, long ones in buffers that they may share. */
function checkViews(walk: Walk, length: number): void {
  const views = walk.buffer();
  hold(views, length, 128);
  const data = Array.from({ length: bufferCount(walk) }, () => walk.buffer());
  let left = 4 * walk.size;
  for (let i = 0; i < length; i++) {
    const at = 16 * i;
    const size = views.getInt32(at, true);
    if (size >= 0 && size <= 12) continue;
    const [place, from] = [views.getInt32(at + 8, true), views.getInt32(at + 12, true)];
    left -= size;
    if (size < 0 || from < 0 || left < 0 || from + size > (data[place]?.byteLength ?? -1))
      throw new Malformed(`value ${i} of a column lies outside of its bytes`);
  }
}

function bufferCount(walk: Walk): number {
  const found = walk.views();
  if (found < 0 || found > walk.size) throw new Malformed(`a column of ${found} buffers`);
  return found;
}

/** @throws Malformed where a buffer is too short for so many values. */
function hold({ byteLength }: Buffer, values: number, bits: number): void {
  if (8 * byteLength < values * bits)
    throw new Malformed(`a column claims ${values} values of ${bits} bits in ${byteLength} bytes`);
}
