/** The nodes and buffers of a batch of rows, one after the other, each within the batch's body. */
import { type FlatTable, Malformed, type Vector, wholeNumber } from "./flatbuffer.js";

/** Bytes of a column, unpacked where the batch is compressed. */
export type Buffer = DataView;

/** Gives the batch's nodes and buffers one after the other, in the order of its fields. */
export interface Walk {
  node(): { length: number; nulls: number };
  buffer(): Buffer;
  /** Buffers of the next column of views. */
  views(): number;
  /** All bytes that the columns can draw on; of a compressed batch those unpacked so far. */
  readonly size: number;
  /** Values of the longest column so far. */
  readonly longest: number;
}

/** @param unpack of a compressed batch. */
export function walkOf(
  batch: FlatTable,
  body: Uint8Array,
  unpack?: (buffer: Uint8Array) => Uint8Array,
): Walk {
  const next = (vector: Vector) => {
    let i = 0;
    return () => {
      if (i >= vector.length) throw new Malformed("a batch has too few parts for its columns");
      return vector.at(i++);
    };
  };
  const [nodes, buffers, views] = [batch.vector(6, 16), batch.vector(8, 16), batch.vector(12, 8)];
  const [node, buffer, view] = [next(nodes), next(buffers), next(views)];
  const pair = ({ view: from }: Vector, at: number) =>
    [wholeNumber(from, at), wholeNumber(from, at + 8)] as const;
  let size = body.byteLength;
  let longest = 0;
  return {
    get size() {
      return size;
    },
    get longest() {
      return longest;
    },
    node() {
      const [length, nulls] = pair(nodes, node());
      if (length < 0 || nulls < 0 || nulls > length)
        throw new Malformed(`a column claims ${nulls} empty values of ${length}`);
      longest = Math.max(longest, length);
      return { length, nulls };
    },
    buffer() {
      const [offset, length] = pair(buffers, buffer());
      if (offset < 0 || length < 0 || offset + length > body.byteLength)
        throw new Malformed(
          `a column claims bytes ${offset} to ${offset + length} of ${body.byteLength}`,
        );
      const own = body.subarray(offset, offset + length);
      const bytes = unpack?.(own) ?? own;
      if (unpack) size += bytes.length;
      return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    },
    views: () => wholeNumber(views.view, view()),
  };
}
